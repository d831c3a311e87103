/**
 * An integer of any size: a number within ±(2^53 - 1), a bigint beyond. Every integer of this package is kept in
 * this form, so that the machine's arithmetic runs on numbers and `===` compares the small ones.
 */
export type Int = number | bigint;

/** The canonical form of an integer. */
export function toInt(value: Int): Int {
  if (typeof value === 'number') return value;
  return value <= MAX_SAFE && value >= MIN_SAFE ? Number(value) : value;
}

export function isInt(value: unknown): value is Int {
  return typeof value === 'number' || typeof value === 'bigint';
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MIN_SAFE = -MAX_SAFE;

/** Bits of the magnitude; 0 for 0. Hexadecimal conversion is linear in V8, decimal is not. */
export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude === 0n) return 0;
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0]!, 16)));
}
