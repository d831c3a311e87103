import { type Clock, systemClock } from './clock.ts';
import { lineObject } from './forward-lines/line-object.ts';
import { LineQueue } from './forward-lines/line-queue.ts';
import { serveLines } from './forward-lines/serve-lines.ts';
import { splitLines } from './forward-lines/split-lines.ts';
import { hostName } from './host.ts';

/** Told to end, it still waits this long for what it has read to be taken. */
const DRAIN_MS = 2000;
const QUEUE_SIZE = 1000;

export interface ForwardLinesOptions {
  readonly input: AsyncIterable<Uint8Array>;
  /** `HOST:PORT` or the path of a unix socket. */
  readonly address: string;
  /** Network magic of the collector. */
  readonly magic: number;
  /** Waits for a collector to connect instead of connecting to one. */
  readonly listen?: boolean;
  /** Takes lines that are no trace lines under this namespace; without it they are refused. */
  readonly namespace?: string | undefined;
  /** Name of the node that the collector sees; default: the host's. */
  readonly name?: string | undefined;
  /** Objects read ahead; default 1000. Input beyond it waits where it comes from. */
  readonly queueSize?: number | undefined;
  /** After the end of input: gives up when nothing was taken for so long. Default: never. */
  readonly patienceMs?: number | undefined;
  /** Ends it: input is read no further, what was read has 2 s to be taken. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Takes a line for the operator: connections and their failures, each kind once until it changes. */
  note(line: string): void;
}

export interface ForwardedLines {
  /** Lines that a collector has confirmed by asking for more. */
  readonly taken: number;
  /** Lines that were read and not confirmed. */
  readonly notTaken: number;
  readonly refused: number;
  readonly firstRefused: { readonly line: number; readonly reason: string } | undefined;
}

/**
 * Forwards lines to a cardano-tracer or slotbench-collector until the input has ended and everything was taken. Nothing
 * is dropped: a collector that is slow or away stops the reading. Throws a ProgramError for an unusable address.
 */
export async function forwardLines(options: ForwardLinesOptions): Promise<ForwardedLines> {
  const { signal } = options;
  const queue = new LineQueue(options.queueSize ?? QUEUE_SIZE);
  const stop = new AbortController();
  const host = hostName();
  const serving = await serveLines(
    queue,
    { ...options, listen: options.listen ?? false, name: options.name ?? host },
    stop.signal,
  );
  let refused = 0;
  let firstRefused: ForwardedLines['firstRefused'];
  const clock = options.clock ?? systemClock();

  async function read(): Promise<void> {
    for await (const line of splitLines(options.input, signal)) {
      clock.read();
      const now = { seconds: clock.seconds, picoseconds: clock.nanoseconds * 1000 };
      const result =
        'reason' in line
          ? { kind: 'refused' as const, reason: line.reason }
          : lineObject(line.text, { namespace: options.namespace, host, now });
      if (result.kind === 'object') {
        queue.put(result.object);
        await queue.untilRoom(signal);
      } else if (result.kind === 'refused') {
        refused++;
        firstRefused ??= { line: line.number, reason: result.reason };
      }
    }
  }

  async function work(): Promise<void> {
    await read();
    await untilTaken(queue, signal, options.patienceMs);
    if (signal.aborted) await queue.untilTaken(AbortSignal.timeout(DRAIN_MS));
  }

  try {
    await Promise.race([work(), serving.failed]);
  } finally {
    stop.abort();
    await serving.ended();
  }
  return { taken: queue.taken, notTaken: queue.pending, refused, firstRefused };
}

/** Resolves when nothing is pending, when the signal aborts, or when nothing was taken for `patienceMs`. */
async function untilTaken(
  queue: LineQueue,
  signal: AbortSignal,
  patienceMs: number | undefined,
): Promise<void> {
  if (patienceMs === undefined) return queue.untilTaken(signal);
  for (let before = -1; queue.pending > 0 && before !== queue.taken && !signal.aborted; ) {
    before = queue.taken;
    await queue.untilTaken(AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
  }
}
