import { isMainThread } from 'node:worker_threads';
import { type Address, connectForwarder, type ForwarderSource, type Metric } from '@slotbench/wire';
import type { ForwarderOptions } from '../configuration/trace-config.ts';
import type { ForwardQueue } from './forward-queue.ts';
import { type ForwardingThread, openForwardingThread } from './open-forwarding-thread.ts';

/** How long the end waits for a collector to fetch what is queued. */
const DRAIN_MS = 2000;

/** What carries trace objects from the queue to collectors. */
export interface Forwarding {
  readonly source: ForwarderSource;
  /** The text of a data point that a collector may ask for. */
  readonly dataPoints: ReadonlyMap<string, string>;
  setDataPoint(name: string, json: string): void;
  /** Connects, and again whenever the connection ends; from a thread of its own if `thread`. */
  start(target: { address: Address; magic: number; thread: boolean }, options: ForwarderOptions): void;
  /** Resolves when what is queued has arrived, at the latest after 2 s. */
  drain(): Promise<void>;
  /** The process ends with this call: what is queued arrives meanwhile or is counted as lost. */
  end(): void;
  close(): Promise<void>;
}

/** A connection in the program's own loop. */
interface Forwarder {
  readonly address: Address;
  readonly magic: number;
  /** The last attempt to connect has failed. */
  isAway: boolean;
}

export function createForwarding(o: {
  queue: ForwardQueue;
  metrics(): Iterable<Metric>;
  complain(text: string): void;
}): Forwarding {
  const { queue, complain, metrics } = o;
  const dataPoints = new Map<string, string>();
  const stop = new AbortController();
  const forwarders: Forwarder[] = [];
  const ended: Promise<void>[] = [];
  const threads: ForwardingThread[] = [];
  const source: ForwarderSource = {
    takeObjects: (max) => queue.take(max),
    untilObjects: (signal) => queue.untilSome(signal),
    metrics,
    dataPoint: (name) => dataPoints.get(name),
  };

  const openThread = (
    target: { address: Address; magic: number },
    maxReconnectDelaySeconds: number,
    onState?: (state: string) => void,
  ): ForwardingThread => {
    const thread = openForwardingThread({
      ...target,
      maxReconnectDelaySeconds,
      queue,
      metrics,
      onState,
      complain,
    });
    for (const [name, json] of dataPoints) thread.dataPoint(name, json);
    return thread;
  };
  const drain = async (): Promise<void> => {
    if (forwarders.length === 0) return;
    await keepAlive(queue.untilDelivered(AbortSignal.timeout(DRAIN_MS)));
  };

  return {
    source,
    dataPoints,
    setDataPoint(name, json) {
      dataPoints.set(name, json);
      for (const thread of threads) thread.dataPoint(name, json);
    },
    start({ address, magic, thread }, { maxReconnectDelaySeconds, verbosity }) {
      const tellState = (state: string): void => {
        if (verbosity === 'Maximum') complain(`trace forwarding: ${state}`);
      };
      if (thread) {
        threads.push(openThread({ address, magic }, maxReconnectDelaySeconds, tellState));
        return;
      }
      const forwarder: Forwarder = { address, magic, isAway: false };
      const connected = connectForwarder(address, {
        magic,
        source,
        ref: false, // a program is not busy because somebody listens to it
        signal: stop.signal,
        maxReconnectDelaySeconds,
        onState(state) {
          forwarder.isAway = state.kind === 'waiting';
          // Of two collectors that compete, one's objects cannot be told from the other's.
          if (forwarder.isAway && forwarders.length === 1) queue.giveBack();
          tellState(JSON.stringify(state));
        },
      });
      ended.push(connected.catch((error: Error) => complain(`trace forwarding: ${error.message}`)));
      forwarders.push(forwarder);
    },
    drain,
    end() {
      for (const thread of threads) thread.flush();
      if (forwarders.length === 0 && threads.length === 0) return;
      const reachable = forwarders.find(({ isAway }) => !isAway);
      // The program's loop is over, but a thread has one of its own. Threads that end cannot start another one.
      if (queue.length > 0 && reachable !== undefined && isMainThread) {
        stop.abort(); // a collector expects one connection of a program
        openThread(reachable, 1).flush();
      }
      queue.close();
    },
    async close() {
      await drain();
      await keepAlive(Promise.all(threads.map((thread) => thread.close())));
      stop.abort();
      queue.close();
      await keepAlive(Promise.all(ended));
    },
  };
}

/** Nothing else need keep the process alive until `work` is done. */
async function keepAlive(work: Promise<unknown>): Promise<void> {
  const hold = setInterval(() => {}, 1000);
  await work;
  clearInterval(hold);
}
