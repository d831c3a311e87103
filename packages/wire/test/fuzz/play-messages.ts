/**
 * Gives every decoder of messages the wrong bytes FROM to TO of SEED, whole and in pieces, and prints how many were read and refused. Ends
 * with a message that names the case when one fails otherwise, or when what was read does not survive its way back.
 */
import assert from 'node:assert/strict';
import { CborError, toHex } from '@slotbench/cbor';
import { createCodecReader } from '../../src/driver/codec-reader.ts';
import { createRandom } from '../random.ts';
import { misshapen } from './items.ts';
import { type Target, targets } from './messages.ts';

Error.stackTraceLimit = 0; // most cases are errors
const [seed = 0, cases = 0] = process.argv.slice(2).map(Number);
const random = createRandom(seed);
const counts = { read: 0, refused: 0, longestMs: 0 };
for (let i = 0; i < cases; i++) {
  const target = targets[i % targets.length]!;
  const good = seedOf(target);
  const bytes =
    random.below(2) === 0
      ? random.mutated(good)
      : misshapen(random, good, seedOf(targets[random.below(targets.length)]!));
  const startMs = performance.now();
  try {
    if (play(target, bytes)) counts.read++;
    else counts.refused++;
  } catch (error) {
    throw new Error(`case ${i} of seed ${seed}: ${target.name} ${toHex(bytes)}: ${error}`);
  }
  counts.longestMs = Math.max(counts.longestMs, performance.now() - startMs);
}
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ ...counts, peakMiB }));

function seedOf({ seeds }: Target): Uint8Array {
  return seeds[random.below(seeds.length)]!;
}

/** Whether the bytes were read; throws for anything but a CborError. */
function play(target: Target, bytes: Uint8Array): boolean {
  let value: unknown;
  try {
    value = target.decode(bytes);
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    inPieces(target, bytes, undefined);
    return false;
  }
  const back = target.encode(value);
  if (back !== undefined) assert.deepEqual(target.decode(back), value, 'the way back');
  inPieces(target, bytes, value);
  return true;
}

/** What comes in pieces must be read as what comes at once; `whole` is undefined where that is refused. */
function inPieces({ codec }: Target, bytes: Uint8Array, whole: unknown): void {
  if (codec === undefined) return;
  const reader = createCodecReader(codec);
  const size = 1 + random.below(40);
  let first: unknown;
  try {
    for (let at = 0; at < bytes.length && first === undefined; at += size) {
      reader.add(bytes.subarray(at, at + size));
      first = reader.next(() => {});
    }
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    assert.equal(whole, undefined, 'refused in pieces only');
    return;
  }
  // More may follow a message on a connection, and less than a message is no error yet.
  if (whole !== undefined) assert.deepEqual(first, whole, 'another message in pieces');
}
