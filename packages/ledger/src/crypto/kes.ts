import { blake2b256 } from './blake2b.ts';
import { ed25519 } from './ed25519.ts';
import { kesKeyFromSeed, kesVerificationKey, PERIODS } from './kes-key.ts';
import { createKesSigner } from './kes-signer.ts';

const LEVELS = 6;
const LEAF_SIGNATURE_BYTES = 64;
const PAIR_BYTES = 64;
export const KES_SIGNATURE_BYTES = LEAF_SIGNATURE_BYTES + LEVELS * PAIR_BYTES;

/**
 * Sum6KES over Ed25519 and blake2b-256: 64 periods, 448-byte signatures, as in Cardano block headers
 * (cardano-crypto-class, Cardano.Crypto.KES.Sum). Periods count from the start period of the operational certificate.
 * To sign more than once hold a `createKesSigner`; `sign` here grows the whole key from its seed (about 3 ms).
 */
export const kes = {
  publicKey(seed: Uint8Array): Uint8Array {
    return kesVerificationKey(kesKeyFromSeed(seed));
  },

  keyFromSeed: kesKeyFromSeed,

  sign(seed: Uint8Array, period: number, message: Uint8Array): Uint8Array {
    return createKesSigner(kesKeyFromSeed(seed)).sign(period, message);
  },

  /** False for anything that is not a signature of `message` in `period`; never throws. */
  verify(verificationKey: Uint8Array, period: number, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== KES_SIGNATURE_BYTES || !Number.isInteger(period)) return false;
    if (period < 0 || period >= PERIODS) return false;
    let expected = verificationKey;
    for (let level = LEVELS - 1; level >= 0; level--) {
      const at = LEAF_SIGNATURE_BYTES + level * PAIR_BYTES;
      const pair = signature.subarray(at, at + PAIR_BYTES);
      if (!equal(blake2b256(pair), expected)) return false;
      const right = (period >> level) & 1;
      expected = pair.subarray(right * 32, right * 32 + 32);
    }
    return ed25519.verify(expected, message, signature.subarray(0, LEAF_SIGNATURE_BYTES));
  },
};

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
