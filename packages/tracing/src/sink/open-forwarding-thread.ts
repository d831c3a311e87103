import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Address, Metric } from '@slotbench/wire';
import type { ForwardQueue } from './forward-queue.ts';
import type { ForwardingTask, FromThread, ToThread } from './forwarding-messages.ts';

/** Objects that are handed over ahead: two questions of cardano-tracer. */
const AHEAD = 200;
/** A collector that takes nothing for so long does not hold up the program until it takes something again. */
const PATIENCE_MS = 10_000;
/** How long the end of the process waits. */
const EXIT_WAIT_MS = 2000;
/** The thread's metrics are at most so old. */
const METRICS_PERIOD_MS = 1000;
const STEP_MS = 50;

export interface ForwardingThread {
  dataPoint(name: string, json: string): void;
  /** Waits, the whole program with it, until the queue is empty, no collector can be reached, or 2 s are over. */
  flush(): void;
  /** The same, while the program goes on; then ends the thread. */
  close(): Promise<void>;
}

/**
 * Forwards from a thread of its own: what is queued leaves also while the program is busy or at its end, which a socket in
 * the program's own loop cannot do. It makes room for `block` by waiting.
 */
export function openForwardingThread(options: {
  address: Address;
  magic: number;
  maxReconnectDelaySeconds: number;
  queue: ForwardQueue;
  metrics(): Iterable<Metric>;
  onState?: ((state: string) => void) | undefined;
  complain(text: string): void;
}): ForwardingThread {
  const { address, magic, maxReconnectDelaySeconds, queue } = options;
  const backlog = new Int32Array(new SharedArrayBuffer(8));
  const task: ForwardingTask = { address, magic, maxReconnectDelaySeconds, backlog };
  // Beside this module, in TypeScript or as built.
  const url = new URL(`./forwarding-thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(url, {
    workerData: task,
    execArgv: process.execArgv.filter((argument) => argument.startsWith('--conditions')),
  });
  let ended = false;
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'state') options.onState?.(message.state);
    else options.complain(`trace forwarding: ${message.reason}`);
  });
  worker.on('error', (error) => options.complain(`trace forwarding: ${String(error)}`));
  worker.on('exit', () => {
    ended = true;
  });
  worker.unref(); // a listener keeps the process alive

  const post = (message: ToThread): void => worker.postMessage(message);
  const postMetrics = (): void => post({ kind: 'metrics', metrics: [...options.metrics()] });
  const waiting = (): number => Atomics.load(backlog, 0);
  const isAway = (): boolean => ended || Atomics.load(backlog, 1) === 1;
  /** Hands over what there is room for. */
  const pump = (): void => {
    const room = AHEAD - waiting();
    if (room <= 0 || queue.length === 0) return;
    const objects = queue.take(room);
    Atomics.add(backlog, 0, objects.length);
    post({ kind: 'objects', objects });
  };
  /** Waits for the thread to be rid of some; false if it is not, for `patienceMs`. */
  const waitForLess = (patienceMs: number): boolean => {
    const before = waiting();
    if (before === 0) return false;
    for (let waitedMs = 0; waitedMs < patienceMs && !ended; waitedMs += STEP_MS)
      if (Atomics.wait(backlog, 0, before, STEP_MS) !== 'timed-out') return true;
    return false;
  };

  /** The backlog when patience ended. */
  let givenUpAt: number | undefined;
  queue.waitForRoom = () => {
    pump();
    const least = queue.length;
    if (givenUpAt === waiting()) return false;
    givenUpAt = undefined;
    while (queue.length >= least && queue.length > 0) {
      const before = waiting();
      if (before >= AHEAD && !waitForLess(PATIENCE_MS)) {
        givenUpAt = before;
        return false;
      }
      pump();
    }
    return true;
  };

  const stop = new AbortController();
  const pumping = (async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await queue.untilSome(stop.signal);
      pump();
      const before = waiting();
      if (before < AHEAD) continue;
      const { async: isAsync, value } = Atomics.waitAsync(backlog, 0, before, STEP_MS);
      if (isAsync) await value;
    }
  })();
  postMetrics();
  const timer = setInterval(postMetrics, METRICS_PERIOD_MS);
  timer.unref();

  /** What the thread has and nobody confirmed. */
  const tellUnconfirmed = (): void => {
    if (waiting() === 0) return;
    queue.lose(waiting());
    options.complain(
      `No collector has confirmed ${waiting()} trace objects that were handed to the forwarding thread`,
    );
  };

  return {
    dataPoint: (name, json) => post({ kind: 'dataPoint', name, json }),
    flush() {
      for (const begin = performance.now(); performance.now() - begin < EXIT_WAIT_MS && !isAway(); ) {
        pump();
        if (queue.length === 0 && waiting() === 0) return;
        Atomics.wait(backlog, 0, waiting(), STEP_MS);
      }
      tellUnconfirmed();
    },
    async close() {
      clearInterval(timer);
      const begin = performance.now();
      while (!ended && performance.now() - begin < EXIT_WAIT_MS && (queue.length > 0 || waiting() > 0)) {
        pump();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      stop.abort();
      await pumping;
      queue.waitForRoom = undefined;
      tellUnconfirmed();
      if (!ended) {
        post({ kind: 'stop' });
        await worker.terminate();
      }
    },
  };
}
