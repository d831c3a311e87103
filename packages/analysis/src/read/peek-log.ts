import { open } from 'node:fs/promises';
import { anyNode } from '../adapter/any-node.ts';
import { LineCutter } from './line-cutter.ts';
import { createLineReader } from './line-reader.ts';
import type { Instant } from './timestamp.ts';
import { packingOf, Unpacker } from './unpack.ts';

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
const MOST_BYTES = 256 * 1024;
const STEP_BYTES = 32 * 1024;
/** So many slots tell whether the log belongs to the genesis. */
const ENOUGH_SLOTS = 5;

/**
 * Reads the beginning of a log file, packed or not: up to its fifth slot, and no more than 256 KiB. Rejects if the file cannot be opened
 * or read.
 */
export async function peekLog(
  path: string,
  genesis: { readonly systemStart: Instant; readonly slotNs: number },
): Promise<LogHead> {
  const read = createLineReader(anyNode.interest, genesis.systemStart);
  let traces = 0;
  let firstAt: number | undefined;
  const lateSlots: number[] = [];
  const cutter = new LineCutter({
    onLine(bytes, start, end) {
      const { at, line } = read(bytes, start, end);
      if (at === undefined) return;
      traces++;
      firstAt ??= at;
      const event = line === undefined ? undefined : anyNode.event(line);
      if (event?.kind === 'SlotStarted') lateSlots.push(at / genesis.slotNs - event.slot);
    },
    onOversized() {},
  });
  const handle = await open(path, 'r');
  let unpacker: Unpacker | undefined;
  try {
    const chunk = Buffer.allocUnsafe(STEP_BYTES);
    for (let bytes = 0; bytes < MOST_BYTES && lateSlots.length < ENOUGH_SLOTS; ) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes);
      if (bytesRead === 0) break;
      const part = chunk.subarray(0, bytesRead);
      if (bytes === 0) {
        const packing = packingOf(part);
        if (packing !== 'none') unpacker = new Unpacker(packing, (unpacked) => cutter.push(unpacked));
      }
      bytes += bytesRead;
      if (unpacker === undefined) cutter.push(part);
      else if (!(await unpacker.push(part))) break;
    }
    await unpacker?.finish();
    // A file of one line may have no line feed.
    cutter.finish((bytes, start, end) => {
      if (traces > 0) return;
      const { at } = read(bytes, start, end, true);
      if (at === undefined) return;
      traces++;
      firstAt = at;
    });
  } finally {
    await handle.close();
  }
  return { traces, firstAt, lateSlots };
}
