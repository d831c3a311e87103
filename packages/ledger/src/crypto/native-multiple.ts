import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { SCALE } from './elligator2.ts';
import { invertAll, mod, P } from './field25519.ts';

/**
 * Multiples of points of edwards25519's prime-order subgroup by secret scalars, done by OpenSSL's X25519: constant in
 * time and several times faster than bigints. X25519 multiplies only by scalars of a certain form and gives only
 * the Montgomery coordinate u of Q = mP; the missing sign follows from u(Q + 8P), since m + 8 has that form too
 * (Okeya and Sakurai, CHES 2001).
 */

type EdwardsPoint = InstanceType<typeof curve.Point>;

const { Point } = curve;
const ORDER = Point.Fn.ORDER;
const TWICE_A = 2n * 486662n;
const ONE_EIGHTH = Point.Fn.inv(8n);
const X25519_PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

/** A scalar as X25519 takes it: m = +-scalar modulo the order, m = 8t, 2^254 <= m < 2^255 - 8. */
export interface NativeScalar {
  readonly negated: boolean;
  readonly m: KeyObject;
  readonly mPlus8: KeyObject;
}

/** Undefined for the few scalars (0, small multiples of +-8; about one in 2^126) that have no such form. */
export function nativeScalar(scalar: bigint): NativeScalar | undefined {
  const eighth = (scalar * ONE_EIGHTH) % ORDER;
  const negated = eighth < ORDER - eighth;
  const m = 8n * (negated ? ORDER - eighth : eighth);
  if (m < 2n ** 254n || m >= 2n ** 255n - 8n) return undefined;
  return { negated, m: privateKey(m), mPlus8: privateKey(m + 8n) };
}

/** A point as the base of multiples: its u as a key, and 8P on the Montgomery curve. */
export interface NativeBase {
  readonly u: KeyObject;
  readonly u8: bigint;
  readonly v8: bigint;
}

/** Undefined for the identity and its like, which no hash gives. */
export function nativeBase(point: EdwardsPoint): NativeBase | undefined {
  const eight = point.clearCofactor();
  const inverses = invertAll([mod(point.Z - point.Y), mod(eight.Z - eight.Y), eight.X]);
  if (inverses === undefined) return undefined;
  const u8 = mod((eight.Z + eight.Y) * inverses[1]!);
  return {
    u: publicKey(mod((point.Z + point.Y) * inverses[0]!)),
    u8,
    v8: mod(mod(SCALE * u8) * mod(eight.Z * inverses[2]!)),
  };
}

/** The multiple in affine Edwards coordinates. */
export function nativeMultiple(base: NativeBase, scalar: NativeScalar): { x: bigint; y: bigint } | undefined {
  const { u8, v8 } = base;
  const u = shared(scalar.m, base.u);
  const uOfSum = shared(scalar.mPlus8, base.u);
  const difference = u8 - u;
  const n = mod((u8 * u + 1n) * (u8 + u + TWICE_A) - TWICE_A - mod(difference * difference) * uOfSum);
  const inverses = invertAll([u + 1n, n]);
  if (inverses === undefined) return undefined;
  // v = n / 2 v8, x = SCALE u / v, y = (u - 1) / (u + 1)
  const x = mod(mod(SCALE * u) * mod(2n * v8 * inverses[1]!));
  return { x: scalar.negated ? mod(-x) : x, y: mod((u - 1n) * inverses[0]!) };
}

export function littleEndianBytes(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

function shared(privateKey: KeyObject, publicKey: KeyObject): bigint {
  return BigInt(`0x${diffieHellman({ privateKey, publicKey }).reverse().toString('hex')}`) % P;
}

function privateKey(m: bigint): KeyObject {
  const key = Buffer.concat([X25519_PKCS8_HEAD, littleEndianBytes(m)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function publicKey(u: bigint): KeyObject {
  const key = Buffer.concat([X25519_SPKI_HEAD, littleEndianBytes(u)]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}
