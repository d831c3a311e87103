import { secp256k1 as curve, schnorr } from '@noble/curves/secp256k1.js';
import { fromBigEndian } from '../data/decode.ts';
import { SECP256K1_ORDER, type Secp256k1 } from './secp256k1-checks.ts';

/** The checks in pure JavaScript: what remains where libsecp256k1 cannot be loaded. */
export const nobleSecp256k1: Secp256k1 = {
  verifyEcdsa(key, message, signature) {
    if (!isCompactSignature(signature)) return undefined;
    try {
      curve.Point.fromBytes(key);
    } catch {
      return undefined;
    }
    try {
      return curve.verify(signature, message, key, { prehash: false, lowS: true });
    } catch {
      return false;
    }
  },
  verifySchnorr(key, message, signature) {
    try {
      schnorr.utils.lift_x(fromBigEndian(key));
    } catch {
      return undefined;
    }
    return schnorr.verify(signature, message, key);
  },
};

/** Whether both halves of a signature are below the order; libsecp256k1 reads no other. */
function isCompactSignature(signature: Uint8Array): boolean {
  return [0, 32].every((at) => fromBigEndian(signature.subarray(at, at + 32)) < SECP256K1_ORDER);
}
