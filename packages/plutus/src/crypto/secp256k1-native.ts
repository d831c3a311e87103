import { hash } from 'node:crypto';
import { createRequire } from 'node:module';
import { fromBigEndian } from '../data/decode.ts';
import { equalBytes } from '../data/measure.ts';
import { SECP256K1_ORDER as N, type Secp256k1 } from './secp256k1-checks.ts';

/** What is used of the package secp256k1; its functions throw what they cannot parse. */
interface Libsecp256k1 {
  ecdsaVerify(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean;
  ecdsaRecover(signature: Uint8Array, recovery: number, message: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyVerify(key: Uint8Array): boolean;
}

const SHA256_CHALLENGE = hash('sha256', 'BIP0340/challenge', 'buffer');

/** The checks over libsecp256k1, or undefined where its binary cannot be loaded; `otherwise` does what it cannot. */
export function loadNativeSecp256k1(otherwise: Secp256k1): Secp256k1 | undefined {
  let library: Libsecp256k1;
  try {
    // Its main file would fall back to another library in JavaScript, slower than ours.
    library = createRequire(import.meta.url)('secp256k1/bindings.js');
  } catch {
    return undefined;
  }
  return {
    verifyEcdsa(key, message, signature) {
      try {
        return library.ecdsaVerify(signature, message, key);
      } catch {
        return undefined;
      }
    },
    verifySchnorr: (key, message, signature) => verifySchnorr(library, otherwise, key, message, signature),
  };
}

/**
 * BIP-340 over ECDSA's key recovery, the only double multiplication that the package offers. Recovery computes
 * Q = (s'R - m'G)/r for R with the x-coordinate r; with R the key P of even y, s' = -e·r and m' = -s·r that is
 * Q = sG - eP, the point whose even y and x-coordinate the signature must name.
 */
function verifySchnorr(
  library: Libsecp256k1,
  otherwise: Secp256k1,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean | undefined {
  const even = new Uint8Array(33);
  even[0] = 2;
  even.set(key, 1);
  if (!library.publicKeyVerify(even)) return undefined;
  const r = signature.subarray(0, 32);
  const s = fromBigEndian(signature.subarray(32));
  if (s >= N) return false;
  const e =
    fromBigEndian(
      hash('sha256', Buffer.concat([SHA256_CHALLENGE, SHA256_CHALLENGE, r, key, message]), 'buffer'),
    ) % N;
  const x = fromBigEndian(key);
  // The inputs for which recovery has no numbers are found by chance only.
  if (x >= N || e === 0n) return otherwise.verifySchnorr(key, message, signature);
  const recoverable = new Uint8Array(64);
  recoverable.set(key);
  recoverable.set(bytes32(N - ((e * x) % N)), 32);
  try {
    const point = library.ecdsaRecover(recoverable, 0, bytes32((N - ((s * x) % N)) % N), true);
    return point[0] === 2 && equalBytes(point.subarray(1), r);
  } catch {
    return false;
  }
}

function bytes32(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}
