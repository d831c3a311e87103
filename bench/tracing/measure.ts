import { watchGarbage } from '../../packages/tracing/src/resources/garbage.ts';

/** What one round of one contender took. */
export interface Taken {
  /** In the calls alone, and until everything was written. */
  readonly callNs: number;
  readonly allNs: number;
  /** Allocated on the heap, a message. */
  readonly bytes: number;
}

/** Traces `count` messages, then lets `finish` write what is left. */
export async function measure(
  count: number,
  trace: (i: number) => void,
  finish: () => void | Promise<void>,
): Promise<Taken> {
  const garbage = watchGarbage();
  const before = garbage.totals().allocatedBytes;
  const begin = process.hrtime.bigint();
  for (let i = 0; i < count; i++) trace(i);
  const called = process.hrtime.bigint();
  await finish();
  const end = process.hrtime.bigint();
  const bytes = garbage.totals().allocatedBytes - before;
  garbage.stop();
  return { callNs: Number(called - begin) / count, allNs: Number(end - begin) / count, bytes: bytes / count };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
