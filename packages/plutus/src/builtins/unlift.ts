import { G1Element, G2Element, MlResult } from '../crypto/bls-element.ts';
import { AssetValue } from '../data/asset-value.ts';
import { type Data, isData } from '../data/data.ts';
import type { Int } from '../data/int.ts';
import { List, Pair } from '../data/list.ts';
import { ArrayValue } from '../term/constant.ts';
import { type ConstantType, types } from '../term/type.ts';
import { fail } from './fault.ts';

/** From protocol version 11 on integers and byte strings that are arguments of builtins are bounded. */
const MAX_INTEGER = 2n ** 262143n;
const MAX_BYTES = 65536;

const MAX_INT64 = 2n ** 63n - 1n;

export function bool(value: unknown): boolean {
  return typeof value === 'boolean' ? value : mismatch('a bool');
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : mismatch('a string');
}

export function unit(value: unknown): null {
  return value === null ? null : mismatch('the unit');
}

export function datum(value: unknown): Data {
  return isData(value) ? value : mismatch('data');
}

export function list(value: unknown): List {
  return value instanceof List ? value : mismatch('a list');
}

export function listOf<T>(type: ConstantType, value: unknown): List<T> {
  return value instanceof List && value.elementType === type
    ? (value as List<T>)
    : mismatch(`a list of ${type.kind}`);
}

export function integers(value: unknown): List<Int> {
  return listOf(types.integer, value);
}

export function pair(value: unknown): Pair {
  return value instanceof Pair ? value : mismatch('a pair');
}

export function array(value: unknown): ArrayValue {
  return value instanceof ArrayValue ? value : mismatch('an array');
}

export function assets(value: unknown): AssetValue {
  return value instanceof AssetValue ? value : mismatch('a value');
}

export function g1(value: unknown): G1Element {
  return value instanceof G1Element ? value : mismatch('an element of G1');
}

export function g2(value: unknown): G2Element {
  return value instanceof G2Element ? value : mismatch('an element of G2');
}

export function mlResult(value: unknown): MlResult {
  return value instanceof MlResult ? value : mismatch('the result of a Miller loop');
}

/** An integer of 64 bits as a number; beyond 2^53 rounded, where nothing depends on the last bits. */
export function int64(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'bigint') return mismatch('an integer');
  if (value > MAX_INT64 || value < -1n - MAX_INT64) fail('an integer outside 64 bits');
  return Number(value);
}

export function mismatch(expected: string): never {
  return fail(`an argument is not ${expected}`);
}

/** How integers and byte strings are taken out of values: with bounds from protocol version 11 on. */
export interface Unlift {
  int(value: unknown): Int;
  bytes(value: unknown): Uint8Array;
}

export const unbounded: Unlift = {
  int: (value) => (typeof value === 'number' || typeof value === 'bigint' ? value : mismatch('an integer')),
  bytes: (value) => (value instanceof Uint8Array ? value : mismatch('a byte string')),
};

export const bounded: Unlift = {
  int(value) {
    if (typeof value === 'number') return value;
    if (typeof value !== 'bigint') return mismatch('an integer');
    if (value >= MAX_INTEGER || value < -MAX_INTEGER) fail('an integer of more than 262144 bits');
    return value;
  },
  bytes(value) {
    if (!(value instanceof Uint8Array)) return mismatch('a byte string');
    if (value.length > MAX_BYTES) fail(`a byte string of more than ${MAX_BYTES} bytes`);
    return value;
  },
};
