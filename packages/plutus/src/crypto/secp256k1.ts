import type { Secp256k1 } from './secp256k1-checks.ts';
import { loadNativeSecp256k1 } from './secp256k1-native.ts';
import { nobleSecp256k1 } from './secp256k1-noble.ts';

let current: Secp256k1 | undefined;

/** The fastest checks that this machine can load, found at the first use. */
export function secp256k1(): Secp256k1 {
  current ??= loadNativeSecp256k1(nobleSecp256k1) ?? nobleSecp256k1;
  return current;
}
