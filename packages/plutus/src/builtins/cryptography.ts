import { isVanRossem, type SemanticsVariant } from '../cost/variants.ts';
import { bls } from '../crypto/bls.ts';
import type { G1Element, G2Element } from '../crypto/bls-element.ts';
import { verifyEd25519 } from '../crypto/ed25519.ts';
import { hashes } from '../crypto/hashes.ts';
import { secp256k1 } from '../crypto/secp256k1.ts';
import type { Int } from '../data/int.ts';
import { types } from '../term/type.ts';
import { fail } from './fault.ts';
import { g1, g2, integers, listOf, mlResult, type Unlift } from './unlift.ts';

/** Scalars have at most 512 bytes from protocol version 11 on. */
const MAX_SCALAR = 2n ** 4095n;

/** Builtins that hash, check signatures, and those on BLS12-381. */
export function cryptographyBuiltins(variant: SemanticsVariant, { int, bytes }: Unlift) {
  const hash = (name: keyof typeof hashes) => (string: unknown) => hashes[name](bytes(string));
  const scalar = isVanRossem(variant) ? (value: unknown) => boundedScalar(int(value)) : int;
  return {
    sha2_256: hash('sha2_256'),
    sha3_256: hash('sha3_256'),
    blake2b_256: hash('blake2b_256'),
    blake2b_224: hash('blake2b_224'),
    keccak_256: hash('keccak_256'),
    ripemd_160: hash('ripemd_160'),
    verifyEd25519Signature: (key: unknown, message: unknown, signature: unknown) =>
      verifyEd25519(sized(bytes(key), 32, 'key'), bytes(message), sized(bytes(signature), 64, 'signature')),
    verifyEcdsaSecp256k1Signature: (key: unknown, message: unknown, signature: unknown) =>
      secp256k1().verifyEcdsa(
        sized(bytes(key), 33, 'key'),
        sized(bytes(message), 32, 'message'),
        sized(bytes(signature), 64, 'signature'),
      ) ?? fail('a key or signature that is none'),
    verifySchnorrSecp256k1Signature: (key: unknown, message: unknown, signature: unknown) =>
      secp256k1().verifySchnorr(
        sized(bytes(key), 32, 'key'),
        bytes(message),
        sized(bytes(signature), 64, 'signature'),
      ) ?? fail('a key or signature that is none'),
    bls12_381_G1_add: (a: unknown, b: unknown) => bls().g1Add(g1(a), g1(b)),
    bls12_381_G1_neg: (a: unknown) => bls().g1Negate(g1(a)),
    bls12_381_G1_scalarMul: (k: unknown, a: unknown) => bls().g1ScalarMul(scalar(k), g1(a)),
    bls12_381_G1_equal: (a: unknown, b: unknown) => bls().g1Equal(g1(a), g1(b)),
    bls12_381_G1_compress: (a: unknown) => bls().g1Compress(g1(a)),
    bls12_381_G1_uncompress: (string: unknown) => point(bls().g1Uncompress(bytes(string))),
    bls12_381_G1_hashToGroup: (message: unknown, dst: unknown) =>
      tagged(bls().g1HashToGroup(bytes(message), bytes(dst))),
    bls12_381_G2_add: (a: unknown, b: unknown) => bls().g2Add(g2(a), g2(b)),
    bls12_381_G2_neg: (a: unknown) => bls().g2Negate(g2(a)),
    bls12_381_G2_scalarMul: (k: unknown, a: unknown) => bls().g2ScalarMul(scalar(k), g2(a)),
    bls12_381_G2_equal: (a: unknown, b: unknown) => bls().g2Equal(g2(a), g2(b)),
    bls12_381_G2_compress: (a: unknown) => bls().g2Compress(g2(a)),
    bls12_381_G2_uncompress: (string: unknown) => point(bls().g2Uncompress(bytes(string))),
    bls12_381_G2_hashToGroup: (message: unknown, dst: unknown) =>
      tagged(bls().g2HashToGroup(bytes(message), bytes(dst))),
    bls12_381_millerLoop: (p: unknown, q: unknown) => bls().millerLoop(g1(p), g2(q)),
    bls12_381_mulMlResult: (a: unknown, b: unknown) => bls().mulMlResult(mlResult(a), mlResult(b)),
    bls12_381_finalVerify: (a: unknown, b: unknown) => bls().finalVerify(mlResult(a), mlResult(b)),
    bls12_381_G1_multiScalarMul: (scalars: unknown, points: unknown) =>
      bls().g1MultiScalarMul(Array.from(integers(scalars), boundedScalar), [
        ...listOf<G1Element>(types.g1, points),
      ]),
    bls12_381_G2_multiScalarMul: (scalars: unknown, points: unknown) =>
      bls().g2MultiScalarMul(Array.from(integers(scalars), boundedScalar), [
        ...listOf<G2Element>(types.g2, points),
      ]),
  };
}

function sized(string: Uint8Array, length: number, what: string): Uint8Array {
  return string.length === length
    ? string
    : fail(`a ${what} of ${string.length} bytes, which must have ${length}`);
}

function point<P>(found: P | undefined): P {
  return found ?? fail('bytes that are no element of the group');
}

function tagged<P>(found: P | undefined): P {
  return found ?? fail('a domain separation tag of more than 255 bytes');
}

function boundedScalar(value: Int): Int {
  if (typeof value === 'bigint' && (value >= MAX_SCALAR || value < -MAX_SCALAR))
    fail('a scalar of more than 512 bytes');
  return value;
}
