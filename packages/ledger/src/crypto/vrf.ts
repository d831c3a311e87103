import { hash } from 'node:crypto';
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { hasSmallOrder } from '@slotbench/plutus/crypto';
import { elligator2, littleEndian } from './elligator2.ts';
import { expectLength } from './length.ts';
import {
  littleEndianBytes,
  type NativeBase,
  type NativeScalar,
  nativeBase,
  nativeMultiple,
  nativeScalar,
} from './native-multiple.ts';
import { remember } from './recent.ts';

type EdwardsPoint = InstanceType<typeof curve.Point>;

const { Point } = curve;
const ORDER = Point.Fn.ORDER;
const SUITE = 4; // ECVRF-ED25519-SHA512-Elligator2
export const VRF_PROOF_BYTES = 80;
export const VRF_OUTPUT_BYTES = 64;

/**
 * ECVRF-ED25519-SHA512-Elligator2 of draft-irtf-cfrg-vrf-03, as libsodium's fork for Cardano Praos computes it.
 * Secret keys are 32-byte seeds; proofs are Gamma (32) ‖ c (16) ‖ s (32), outputs 64 bytes. The functions that take
 * a seed throw LEDGER_LENGTH for any other length; those that take foreign bytes answer undefined.
 */
export const vrf = {
  publicKey(seed: Uint8Array): Uint8Array {
    return secretOf(seed).publicKey.slice();
  },

  prove(seed: Uint8Array, input: Uint8Array): Uint8Array {
    const secret = secretOf(seed);
    const h = hashToCurve(secret.publicKey, input);
    const hBytes = h.toBytes();
    const base = nativeBase(h);
    const nonce = littleEndian(sha512(secret.prefix, hBytes)) % ORDER;
    const native = nativeScalar(nonce);
    const gamma = secretMultiple(h, base, secret.scalar, secret.native).toBytes();
    const announcements = [
      secretMultiple(Point.BASE, generator, nonce, native),
      secretMultiple(h, base, nonce, native),
    ];
    const c = challenge(hBytes, gamma, announcements);
    const proof = new Uint8Array(VRF_PROOF_BYTES);
    proof.set(gamma, 0);
    proof.set(c, 32);
    proof.set(littleEndianBytes((nonce + littleEndian(c) * secret.scalar) % ORDER), 48);
    return proof;
  },

  /** The output alone, without the proof that it is right: half the work of `prove`. */
  output(seed: Uint8Array, input: Uint8Array): Uint8Array {
    const { scalar, native, publicKey } = secretOf(seed);
    const h = hashToCurve(publicKey, input);
    return outputOf(secretMultiple(h, nativeBase(h), scalar, native));
  },

  /** The output that `proof` proves for `input`, or undefined. */
  verify(publicKey: Uint8Array, input: Uint8Array, proof: Uint8Array): Uint8Array | undefined {
    if (publicKey.length !== 32 || proof.length !== VRF_PROOF_BYTES || hasSmallOrder(publicKey))
      return undefined;
    const y = verifyingPoint(publicKey).point;
    const gammaBytes = proof.subarray(0, 32);
    const gamma = decodePoint(gammaBytes);
    if (y === undefined || gamma === undefined) return undefined;
    const c = littleEndian(proof.subarray(32, 48));
    const s = littleEndian(proof.subarray(48)) % ORDER; // libsodium reduces s, it does not refuse it
    const h = hashToCurve(publicKey, input);
    const u = Point.BASE.multiplyUnsafe(s).subtract(y.multiplyUnsafe(c));
    const v = publicMultiple(h, s).subtract(gamma.multiplyUnsafe(c));
    const expected = challenge(h.toBytes(), gammaBytes, [u, v]);
    return Buffer.compare(expected, proof.subarray(32, 48)) === 0 ? outputOf(gamma) : undefined;
  },

  /** The output of a proof that is not checked; undefined where Gamma is no point. */
  proofToOutput(proof: Uint8Array): Uint8Array | undefined {
    const gamma = proof.length === VRF_PROOF_BYTES ? decodePoint(proof.subarray(0, 32)) : undefined;
    return gamma === undefined ? undefined : outputOf(gamma);
  },
};

interface Secret {
  readonly scalar: bigint;
  readonly native: NativeScalar | undefined;
  readonly prefix: Uint8Array;
  readonly publicKey: Uint8Array;
}

const rememberedSecret = remember<Secret>(64, (seed) => {
  const { scalar, prefix, pointBytes } = curve.utils.getExtendedPublicKey(seed);
  return { scalar, native: nativeScalar(scalar), prefix, publicKey: pointBytes };
});

function secretOf(seed: Uint8Array): Secret {
  expectLength('VRF seed', seed, 32);
  return rememberedSecret(seed);
}

const verifyingPoint = remember<{ point: EdwardsPoint | undefined }>(1024, (bytes) => ({
  point: decodePoint(bytes),
}));

const generator = nativeBase(Point.BASE);

/** `scalar` times a point of the prime-order subgroup, in constant time; on bigints where OpenSSL cannot. */
function secretMultiple(
  point: EdwardsPoint,
  base: NativeBase | undefined,
  scalar: bigint,
  native: NativeScalar | undefined,
): EdwardsPoint {
  return natively(base, native) ?? point.multiply(scalar);
}

/** The same for a scalar that anyone may know, 0 included. */
function publicMultiple(point: EdwardsPoint, scalar: bigint): EdwardsPoint {
  return natively(nativeBase(point), nativeScalar(scalar)) ?? point.multiplyUnsafe(scalar);
}

function natively(base: NativeBase | undefined, scalar: NativeScalar | undefined): EdwardsPoint | undefined {
  const affine = base && scalar && nativeMultiple(base, scalar);
  return affine && Point.fromAffine(affine);
}

function decodePoint(bytes: Uint8Array): EdwardsPoint | undefined {
  try {
    return Point.fromBytes(bytes);
  } catch {
    return undefined; // not canonical, or not the y coordinate of a point
  }
}

function hashToCurve(publicKey: Uint8Array, input: Uint8Array): EdwardsPoint {
  return elligator2(sha512(Uint8Array.of(SUITE, 1), publicKey, input).subarray(0, 32));
}

/** The 16-byte challenge over H, Gamma, U and V (§5.4.3). */
function challenge(h: Uint8Array, gamma: Uint8Array, announcements: readonly EdwardsPoint[]): Uint8Array {
  const points = announcements.map((point) => point.toBytes());
  return sha512(Uint8Array.of(SUITE, 2), h, gamma, ...points).subarray(0, 16);
}

/** §5.2: the hash of Gamma times the cofactor. */
function outputOf(gamma: EdwardsPoint): Uint8Array {
  return sha512(Uint8Array.of(SUITE, 3), gamma.clearCofactor().toBytes());
}

function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(hash('sha512', Buffer.concat(parts), 'buffer'));
}
