import { blake2b } from '@noble/hashes/blake2.js';

/** 32 bytes; block, transaction, script-data and VRF-key hashes. */
export function blake2b256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

/** 28 bytes; key hashes, script hashes and pool ids. */
export function blake2b224(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 28 });
}
