import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** DER head of an Ed25519 public key (RFC 8410 §4): what node:crypto wants before the 32 bytes. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Bytes 0..30 and the last 7 bits of the encodings of small-order points, as libsodium's list has them. */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((hex) => Buffer.from(hex, 'hex'));

/**
 * Whether an Ed25519 signature is good by the rules of libsodium, which Cardano nodes use: it refuses points of small order, as OpenSSL
 * 3.5 does and 3.0 (Node 22) does not. Key and signature have the right lengths. `keyOf`: who verifies with few keys remembers them,
 * because parsing costs as much as verifying.
 */
export function verifyEd25519(
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  keyOf: (key: Uint8Array) => KeyObject = ed25519Key,
): boolean {
  if (hasSmallOrder(key) || hasSmallOrder(signature)) return false;
  try {
    return verify(null, message, keyOf(key), signature);
  } catch {
    return false;
  }
}

/** The 32 bytes of a public key as node:crypto takes them. */
export function ed25519Key(key: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, key]), format: 'der', type: 'spki' });
}

/** Whether the first 32 bytes encode a point of order 1, 2, 4 or 8; the sign bit does not matter. */
export function hasSmallOrder(point: Uint8Array): boolean {
  return SMALL_ORDER.some((small) => {
    for (let i = 0; i < 31; i++) if (point[i] !== small[i]) return false;
    return (point[31]! & 0x7f) === small[31];
  });
}
