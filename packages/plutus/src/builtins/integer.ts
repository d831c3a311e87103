import { type Int, toInt } from '../data/int.ts';
import { fail } from './fault.ts';
import type { Unlift } from './unlift.ts';

/** Builtins on integers. Numbers take the short way as long as the result stays within ±(2^53 - 1). */
export function integerBuiltins({ int }: Unlift) {
  return {
    addInteger: (a: unknown, b: unknown): Int => add(int(a), int(b)),
    subtractInteger: (a: unknown, b: unknown): Int => subtract(int(a), int(b)),
    multiplyInteger: (a: unknown, b: unknown): Int => multiply(int(a), int(b)),
    divideInteger: (a: unknown, b: unknown): Int => divide(int(a), nonZero(int(b))),
    modInteger: (a: unknown, b: unknown): Int => modulo(int(a), nonZero(int(b))),
    quotientInteger: (a: unknown, b: unknown): Int => quotient(int(a), nonZero(int(b))),
    remainderInteger: (a: unknown, b: unknown): Int => remainder(int(a), nonZero(int(b))),
    equalsInteger: (a: unknown, b: unknown): boolean => int(a) === int(b),
    lessThanInteger: (a: unknown, b: unknown): boolean => int(a) < int(b),
    lessThanEqualsInteger: (a: unknown, b: unknown): boolean => int(a) <= int(b),
    expModInteger: (a: unknown, e: unknown, m: unknown): Int => expMod(int(a), int(e), int(m)),
  };
}

export function add(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER) return sum;
  }
  return toInt(BigInt(a) + BigInt(b));
}

export function subtract(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference <= Number.MAX_SAFE_INTEGER && difference >= Number.MIN_SAFE_INTEGER) return difference;
  }
  return toInt(BigInt(a) - BigInt(b));
}

export function multiply(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding 0 turns the number -0 into the integer 0.
    if (product <= Number.MAX_SAFE_INTEGER && product >= Number.MIN_SAFE_INTEGER) return product + 0;
  }
  return toInt(BigInt(a) * BigInt(b));
}

function nonZero(divisor: Int): Int {
  return divisor === 0 ? fail('division by zero') : divisor;
}

function divide(a: Int, b: Int): Int {
  const rest = modulo(a, b);
  return quotient(subtract(a, rest), b);
}

function modulo(a: Int, b: Int): Int {
  const rest = remainder(a, b);
  return rest !== 0 && rest < 0 !== b < 0 ? add(rest, b) : rest;
}

function quotient(a: Int, b: Int): Int {
  // (a - a % b) / b is exact where a / b would round.
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0;
  return toInt(BigInt(a) / BigInt(b));
}

function remainder(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return toInt(BigInt(a) % BigInt(b));
}

function expMod(base: Int, exponent: Int, modulus: Int): Int {
  if (modulus <= 0) return fail('a modulus that is not positive');
  if (modulus === 1) return 0;
  const m = BigInt(modulus);
  let b = BigInt(base) % m;
  if (b < 0n) b += m;
  if (exponent === 0) return 1;
  if (exponent < 0) {
    const inverse = invert(b, m);
    if (inverse === undefined) return fail('a base without inverse and a negative exponent');
    return toInt(power(inverse, -BigInt(exponent), m));
  }
  return toInt(power(b, BigInt(exponent), m));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  // Bits by text: shifting a bigint bit by bit is quadratic in its length.
  const bits = exponent.toString(2);
  let result = 1n;
  for (let i = 0; i < bits.length; i++) {
    result = (result * result) % modulus;
    if (bits[i] === '1') result = (result * base) % modulus;
  }
  return result;
}

/** The inverse of `value` modulo `modulus`, by the extended algorithm of Euclid; undefined if there is none. */
function invert(value: bigint, modulus: bigint): bigint | undefined {
  let [r0, r1] = [modulus, value];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [t0, t1] = [t1, t0 - q * t1];
  }
  if (r0 !== 1n) return undefined;
  return t0 < 0n ? t0 + modulus : t0;
}
