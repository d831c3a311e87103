import { blake2b256 } from './blake2b.ts';
import { ed25519 } from './ed25519.ts';
import { expectLength } from './length.ts';

const LEVELS = 6;
const SEED_BYTES = 32;
/** What a level adds: the seed of the right half, then the verification keys of the left and right halves. */
const LEVEL_BYTES = 96;

/** Periods of one key. */
export const PERIODS = 1 << LEVELS;
/** The raw key, cardano-cli's form on disk. */
export const KES_KEY_BYTES = SEED_BYTES + LEVELS * LEVEL_BYTES;

/**
 * A signing key as it stands in `period`. Bytes: the Ed25519 seed of the period, then from the lowest to the
 * highest level [seed of the right half, or zeros once it is in use; left key; right key].
 */
export interface KesKey {
  readonly period: number;
  readonly bytes: Uint8Array;
}

/** The key of period 0 grown from a 32-byte seed; 127 Ed25519 key derivations at most. */
export function kesKeyFromSeed(seed: Uint8Array): KesKey {
  expectLength('KES seed', seed, SEED_BYTES);
  const bytes = new Uint8Array(KES_KEY_BYTES);
  grow(bytes, seed, LEVELS);
  return { period: 0, bytes };
}

/** A key as it lies on disk; key files always hold period 0. Throws LEDGER_LENGTH. */
export function kesKeyFromBytes(bytes: Uint8Array): KesKey {
  expectLength('KES signing key', bytes, KES_KEY_BYTES);
  return { period: 0, bytes: bytes.slice() };
}

/** The verification key: blake2b-256 of the top pair; it stays the same in every period. */
export function kesVerificationKey(key: KesKey): Uint8Array {
  return blake2b256(key.bytes.subarray(KES_KEY_BYTES - 64));
}

/** The key of the next period, or undefined after the last. */
export function evolveKesKey(key: KesKey): KesKey | undefined {
  const period = key.period + 1;
  if (period >= PERIODS) return undefined;
  // The lowest level whose left half is spent: as many levels below it as `period` has trailing zero bits.
  const height = 31 - Math.clz32(period & -period);
  const bytes = key.bytes.slice();
  const rightSeed = bytes.subarray(levelOffset(height), levelOffset(height) + SEED_BYTES);
  grow(bytes, rightSeed.slice(), height);
  rightSeed.fill(0);
  return { period, bytes };
}

/** Writes the subtree of `height` levels that `seed` makes into the front of `bytes`; its verification key. */
function grow(bytes: Uint8Array, seed: Uint8Array, height: number): Uint8Array {
  if (height === 0) {
    bytes.set(seed, 0);
    return ed25519.publicKey(seed);
  }
  const rightSeed = expand(2, seed);
  const left = grow(bytes, expand(1, seed), height - 1);
  const right = subtreeKey(rightSeed, height - 1);
  const at = levelOffset(height - 1);
  bytes.set(rightSeed, at);
  bytes.set(left, at + 32);
  bytes.set(right, at + 64);
  return blake2b256(bytes.subarray(at + 32, at + LEVEL_BYTES));
}

/** Only the verification key of the subtree that `seed` makes. */
function subtreeKey(seed: Uint8Array, height: number): Uint8Array {
  if (height === 0) return ed25519.publicKey(seed);
  const pair = new Uint8Array(64);
  pair.set(subtreeKey(expand(1, seed), height - 1), 0);
  pair.set(subtreeKey(expand(2, seed), height - 1), 32);
  return blake2b256(pair);
}

/** Seed expansion of the sum construction: blake2b-256(1 ‖ seed) for the left, 2 for the right half. */
function expand(side: 1 | 2, seed: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + SEED_BYTES);
  input[0] = side;
  input.set(seed, 1);
  return blake2b256(input);
}

function levelOffset(level: number): number {
  return SEED_BYTES + level * LEVEL_BYTES;
}
