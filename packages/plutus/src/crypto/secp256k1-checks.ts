/** Signatures over secp256k1 as the builtins check them; undefined where a key or signature cannot be one. */
export interface Secp256k1 {
  /** Key of 33 bytes, message of 32, signature of 64; a signature with a high s is false. */
  verifyEcdsa(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | undefined;
  /** BIP-340: key of 32 bytes, message of any length, signature of 64. */
  verifySchnorr(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | undefined;
}

/** Order of the group. */
export const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
