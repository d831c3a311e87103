import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket } from '@slotbench/wire';
import type { Clock } from '../clock.ts';
import { isForwarded, renderBatch } from './batch.ts';
import { LegacyForwardQueue } from './forward-queue.ts';
import type { LegacyForwarder } from './legacy-config.ts';
import type { LogObject } from './log-object.ts';

const FIRST_RETRY_SECONDS = 1;
const LAST_RETRY_SECONDS = 60;
/** How long the end waits for a connection that is being made, and for the peer to take the last batches. */
const DRAIN_MS = 2000;
const STEP_MS = 5;

/** The library's TraceForwarder: sends what waits, as two lines of text, every so often. */
export interface LegacyForwarding {
  put(object: LogObject): void;
  readonly dropped: number;
  /** The process ends with this call: sends what waits, as much as the system takes at once (200 KB on Linux). */
  end(): void;
  /** Sends what waits; resolves when the peer has it, or cannot be reached. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to an acceptor, and again whenever the connection ends. `digest` is what a new acceptor must know about this program;
 * it goes before the first batch of a connection.
 */
export function startForwarding(
  { address, delayMs, minSeverity }: LegacyForwarder,
  o: { clock: Clock; complain(text: string): void; digest(): readonly LogObject[] },
): LegacyForwarding {
  const queue = new LegacyForwardQueue(o.complain);
  const stop = new AbortController();
  let socket: Socket | undefined;
  let isConnecting = false;
  let isNew = false;
  let retrySeconds = FIRST_RETRY_SECONDS;
  let callOff: () => void = () => {};
  let callOffRetry: () => void = () => {};

  const connect = (): void => {
    isConnecting = true;
    connectSocket(address, { signal: stop.signal }).then(begin, retry);
  };
  const begin = (connected: Socket): void => {
    isConnecting = false;
    if (stop.signal.aborted) {
      connected.destroy();
      return;
    }
    socket = connected;
    isNew = true;
    retrySeconds = FIRST_RETRY_SECONDS;
    connected.on('error', () => {}); // `close` follows
    connected.on('close', () => {
      socket = undefined;
      retry();
    });
    connected.resume();
    connected.unref();
  };
  const retry = (): void => {
    isConnecting = false;
    if (stop.signal.aborted) return;
    callOffRetry = o.clock.after(retrySeconds * 1000, connect);
    retrySeconds = Math.min(LAST_RETRY_SECONDS, retrySeconds * 2);
  };
  const send = (): void => {
    // A peer that does not read must not fill this process: then the queue fills, and drops.
    if (socket === undefined || socket.writableLength > 0 || queue.isEmpty) return;
    socket.write(renderBatch(isNew ? [...o.digest(), ...queue.takeAll()] : queue.takeAll()));
    isNew = false;
  };
  const tick = (): void => {
    send();
    callOff = o.clock.after(delayMs, tick);
  };
  const drain = async (): Promise<void> => {
    for (let waitedMs = 0; waitedMs < DRAIN_MS; waitedMs += STEP_MS) {
      send();
      const isSent = queue.isEmpty && (socket?.writableLength ?? 0) === 0;
      if (isSent || (socket === undefined && !isConnecting)) return;
      await sleep(STEP_MS);
    }
  };
  connect();
  callOff = o.clock.after(delayMs, tick);

  return {
    put(object) {
      if (isForwarded(object, minSeverity)) queue.put(object);
    },
    get dropped() {
      return queue.dropped;
    },
    end() {
      send();
      queue.close();
    },
    drain,
    async close() {
      callOff();
      await drain();
      callOffRetry();
      queue.close();
      stop.abort();
      const last = socket;
      if (last === undefined) return;
      last.ref();
      const ended = new Promise<void>((resolve) => last.end(resolve));
      const waited = new Promise<void>((resolve) => last.setTimeout(DRAIN_MS, resolve));
      await Promise.race([
        ended,
        waited,
        new Promise<void>((resolve) => last.once('close', () => resolve())),
      ]);
      last.destroy();
    },
  };
}
