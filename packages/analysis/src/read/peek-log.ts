import { cardanoNode } from '../adapter/cardano-node.ts';
import { createLineReader } from './line-reader.ts';
import { readLog } from './read-log.ts';
import type { Instant } from './timestamp.ts';

/** What the beginning of a log file says of itself. */
export interface LogHead {
  /** Trace lines, read or not. */
  readonly traces: number;
  /** Stamp of the first, nanoseconds since systemStart. */
  readonly firstAt: number | undefined;
  /** How late the forging loop looked at each slot, in slots: 0 is the slot's own time by the genesis of the run. */
  readonly lateSlots: readonly number[];
}

/** Start-up comes before the first slot; it takes a few hundred lines. */
const HEAD_BYTES = 256 * 1024;

/** Reads at most the first 256 KiB of a log file, packed or not. Rejects if it cannot be opened. */
export async function peekLog(
  path: string,
  genesis: { readonly systemStart: Instant; readonly slotNs: number },
): Promise<LogHead> {
  const read = createLineReader(cardanoNode.interest, genesis.systemStart);
  let traces = 0;
  let firstAt: number | undefined;
  const lateSlots: number[] = [];
  const line = (bytes: Buffer, start: number, end: number) => {
    const { at, line } = read(bytes, start, end);
    if (at === undefined) return;
    traces++;
    firstAt ??= at;
    const event = line === undefined ? undefined : cardanoNode.event(line);
    if (event?.kind === 'SlotStarted') lateSlots.push(at / genesis.slotNs - event.slot);
  };
  await readLog(
    { path, name: path },
    { startFile() {}, line, tail() {}, garbage() {}, broken() {} },
    undefined,
    HEAD_BYTES,
  );
  return { traces, firstAt, lateSlots };
}
