import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { ed25519Key, verifyEd25519 } from '@slotbench/plutus/crypto';
import { expectLength } from './length.ts';
import { remember } from './recent.ts';

const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** DER head of an Ed25519 secret key (RFC 8410 §7): what node:crypto wants before the 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Ed25519 (RFC 8032) as Cardano uses it: secret keys are 32-byte seeds. Parsed keys are remembered, because
 * parsing costs as much as verifying. `publicKey` (which remembers nothing: a KES key derives many) and `sign` throw LEDGER_LENGTH for a seed that is not 32
 * bytes; `verify` answers false for anything that is not a valid signature.
 */
export const ed25519 = {
  publicKey(seed: Uint8Array): Uint8Array {
    expectLength('Ed25519 seed', seed, SEED_BYTES);
    // The x of a JWK: two thirds of the time of a detour through createPublicKey.
    const { x } = parsePrivateKey(seed).export({ format: 'jwk' });
    return new Uint8Array(Buffer.from(x!, 'base64url'));
  },

  sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
    expectLength('Ed25519 seed', seed, SEED_BYTES);
    return new Uint8Array(sign(null, message, privateKey(seed)));
  },

  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
    return verifyEd25519(publicKey, message, signature, verifyingKey);
  },
};

function parsePrivateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}

const privateKey = remember<KeyObject>(256, parsePrivateKey);

const verifyingKey = remember<KeyObject>(4096, ed25519Key);
