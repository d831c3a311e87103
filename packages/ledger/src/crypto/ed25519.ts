import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { expectLength } from './length.ts';
import { remember } from './recent.ts';

const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** DER heads of an Ed25519 key (RFC 8410 §7, §10.3): what node:crypto wants around the 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

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
    // libsodium, which Cardano nodes use, refuses these; OpenSSL 3.5 does too, 3.0 (Node 22) does not.
    if (hasSmallOrder(publicKey) || hasSmallOrder(signature)) return false;
    return verify(null, message, verifyingKey(publicKey), signature);
  },
};

function parsePrivateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}

const privateKey = remember<KeyObject>(256, parsePrivateKey);

const verifyingKey = remember<KeyObject>(4096, (bytes) =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' }),
);

/** y coordinates of the eight points of small order, and their non-canonical forms p and p + 1, little-endian. */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((hex) => Buffer.from(hex, 'hex'));

/** Whether the first 32 bytes encode a point of order 1, 2, 4 or 8; the sign bit does not matter. */
export function hasSmallOrder(point: Uint8Array): boolean {
  return SMALL_ORDER.some((small) => {
    for (let i = 0; i < 31; i++) if (point[i] !== small[i]) return false;
    return (point[31]! & 0x7f) === small[31];
  });
}
