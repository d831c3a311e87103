import { fromHex, itemEnd } from '@slotbench/cbor';
import type { Random } from '../random.ts';

/** Counts and lengths that nobody has the bytes for. */
const GREEDY = [
  '9a7fffffff',
  'ba7fffffff',
  '5b0000ffffffffffff',
  '7a7fffffff',
  '9bffffffffffffffff',
  'bb7fffffffffffffff',
].map(fromHex);

/** Bytes of good CBOR with an item put in the place of another, told twice, left out, or with a count that is a lie. */
export function misshapen(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const [start, end] = pick(random, bytes);
  const [before, item, after] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)];
  switch (random.below(5)) {
    case 0: {
      const [from, to] = pick(random, other);
      return joined(before, other.subarray(from, to), after);
    }
    case 1:
      return joined(before, item, item, after);
    case 2:
      return joined(before, after);
    case 3:
      return joined(before, GREEDY[random.below(GREEDY.length)]!, item, after);
    default:
      return joined(before, nested(1 + random.below(300)), item, after);
  }
}

/** So many arrays of one element around what follows. */
function nested(depth: number): Uint8Array {
  return new Uint8Array(depth).fill(0x81);
}

/** Where some item of well-formed CBOR begins and ends. */
function pick(random: Random, bytes: Uint8Array): [number, number] {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at = afterHead(bytes, at)) if (bytes[at] !== 0xff) starts.push(at);
  const start = starts[random.below(starts.length)]!;
  return [start, itemEnd(bytes, start)!];
}

/** The next head: behind this one, and behind its bytes if it is a string of a known length. */
function afterHead(bytes: Uint8Array, at: number): number {
  const [major, info] = [bytes[at]! >> 5, bytes[at]! & 31];
  const width = info < 24 || info === 31 ? 0 : 1 << (info - 24);
  const head = at + 1 + width;
  if ((major !== 2 && major !== 3) || info === 31) return head;
  let length = info < 24 ? info : 0;
  for (let i = at + 1; i < head; i++) length = length * 256 + bytes[i]!;
  return head + length;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
