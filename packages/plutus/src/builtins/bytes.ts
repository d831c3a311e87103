import type { SemanticsVariant } from '../cost/variants.ts';
import { compareBytes } from '../data/asset-value.ts';
import { fromBigEndian } from '../data/decode.ts';
import { bigEndian } from '../data/encode.ts';
import { type Int, toInt } from '../data/int.ts';
import { equalBytes } from '../data/measure.ts';
import { fail } from './fault.ts';
import { bool, int64, integers, type Unlift } from './unlift.ts';

/** Longest result of `integerToByteString` and `replicateByte`. */
const MAX_MADE_BYTES = 8192;

/** Builtins on byte strings, bits included. */
export function byteStringBuiltins(variant: SemanticsVariant, { int, bytes }: Unlift) {
  const inV3 = variant === 'C' || variant === 'E';
  return {
    appendByteString: (a: unknown, b: unknown) => concat(bytes(a), bytes(b)),
    consByteString: (head: unknown, tail: unknown) =>
      concat(Uint8Array.of(inV3 ? octet(int(head)) : wrap(int(head))), bytes(tail)),
    sliceByteString: (from: unknown, length: unknown, string: unknown) => {
      const start = Math.max(0, int64(from));
      const count = Math.max(0, int64(length));
      return bytes(string).slice(start, start + count);
    },
    lengthOfByteString: (string: unknown) => bytes(string).length,
    indexByteString: (string: unknown, index: unknown) =>
      bytes(string)[int64(index)] ?? fail('an index outside the byte string'),
    equalsByteString: (a: unknown, b: unknown) => equalBytes(bytes(a), bytes(b)),
    lessThanByteString: (a: unknown, b: unknown) => compareBytes(bytes(a), bytes(b)) < 0,
    lessThanEqualsByteString: (a: unknown, b: unknown) => compareBytes(bytes(a), bytes(b)) <= 0,
    integerToByteString: (big: unknown, width: unknown, value: unknown) =>
      fromInteger(bool(big), int64(width), int(value)),
    byteStringToInteger: (big: unknown, string: unknown): Int => {
      const order = bool(big) ? bytes(string) : bytes(string).slice().reverse();
      return toInt(fromBigEndian(order));
    },
    andByteString: (pad: unknown, a: unknown, b: unknown) =>
      combine(bool(pad), bytes(a), bytes(b), (x, y) => x & y),
    orByteString: (pad: unknown, a: unknown, b: unknown) =>
      combine(bool(pad), bytes(a), bytes(b), (x, y) => x | y),
    xorByteString: (pad: unknown, a: unknown, b: unknown) =>
      combine(bool(pad), bytes(a), bytes(b), (x, y) => x ^ y),
    complementByteString: (string: unknown) => bytes(string).map((octet) => octet ^ 255),
    readBit: (string: unknown, index: unknown) => {
      const at = bitPlace(bytes(string), int64(index));
      return (bytes(string)[at.octet]! & at.mask) !== 0;
    },
    writeBits: (string: unknown, indices: unknown, to: unknown) => {
      const written = bytes(string).slice();
      for (const index of integers(indices)) {
        const { octet, mask } = bitPlace(written, int64(index));
        if (bool(to)) written[octet]! |= mask;
        else written[octet]! &= ~mask;
      }
      bool(to);
      return written;
    },
    replicateByte: (count: unknown, value: unknown) => {
      const length = int64(count);
      if (length < 0 || length > MAX_MADE_BYTES) fail(`a length outside 0..${MAX_MADE_BYTES}`);
      return new Uint8Array(length).fill(octet(int(value)));
    },
    shiftByteString: (string: unknown, by: unknown) => shift(bytes(string), int64(by)),
    rotateByteString: (string: unknown, by: unknown) => rotate(bytes(string), by),
    countSetBits: (string: unknown) => {
      let count = 0;
      for (let octet of bytes(string)) for (; octet !== 0; octet &= octet - 1) count++;
      return count;
    },
    findFirstSetBit: (string: unknown) => {
      const octets = bytes(string);
      for (let i = octets.length - 1; i >= 0; i--) {
        const octet = octets[i]!;
        if (octet !== 0) return (octets.length - 1 - i) * 8 + (31 - Math.clz32(octet & -octet));
      }
      return -1;
    },
  };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function octet(value: Int): number {
  return value >= 0 && value <= 255 ? Number(value) : fail('a byte outside 0..255');
}

function wrap(value: Int): number {
  return Number(BigInt.asUintN(8, BigInt(value)));
}

function fromInteger(big: boolean, width: number, value: Int): Uint8Array {
  if (width < 0 || width > MAX_MADE_BYTES) fail(`a width outside 0..${MAX_MADE_BYTES}`);
  if (value < 0) fail('a negative integer');
  const shortest = bigEndian(BigInt(value));
  if (shortest.length > (width === 0 ? MAX_MADE_BYTES : width)) fail('an integer that needs more bytes');
  const made = new Uint8Array(width === 0 ? shortest.length : width);
  made.set(shortest, made.length - shortest.length);
  return big ? made : made.reverse();
}

/** With padding the result is as long as the longer one, whose rest is copied; without, as the shorter one. */
function combine(
  pad: boolean,
  a: Uint8Array,
  b: Uint8Array,
  operation: (x: number, y: number) => number,
): Uint8Array {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  const result = pad ? longer.slice() : shorter.slice();
  for (let i = 0; i < shorter.length; i++) result[i] = operation(shorter[i]!, longer[i]!);
  return result;
}

/** Bit 0 is the least significant bit of the last byte. */
function bitPlace(string: Uint8Array, index: number): { octet: number; mask: number } {
  if (index < 0 || index >= string.length * 8) fail('a bit outside the byte string');
  return { octet: string.length - 1 - Math.floor(index / 8), mask: 1 << (index % 8) };
}

/** Towards the first byte for a positive distance; zeros come in. */
function shift(string: Uint8Array, by: number): Uint8Array {
  const shifted = new Uint8Array(string.length);
  if (Math.abs(by) >= string.length * 8) return shifted;
  const octets = Math.floor(by / 8);
  const bits = by - octets * 8;
  for (let i = 0; i < string.length; i++) {
    const high = string[i + octets] ?? 0;
    const low = string[i + octets + 1] ?? 0;
    shifted[i] = ((high << bits) | (low >> (8 - bits))) & 255;
  }
  return shifted;
}

function rotate(string: Uint8Array, by: unknown): Uint8Array {
  int64(by);
  const size = string.length * 8;
  if (size === 0) return string;
  const distance = Number(((BigInt(by as Int) % BigInt(size)) + BigInt(size)) % BigInt(size));
  const left = shift(string, distance);
  const right = shift(string, distance - size);
  return left.map((octet, i) => octet | right[i]!);
}
