import type { Int } from './int.ts';

/** A quantity of an asset lies within ±2^127 (CIP-153). */
const MAX_QUANTITY = 2n ** 127n - 1n;
const MIN_QUANTITY = -(2n ** 127n);

/** Policy identifiers and asset names of a value have at most 32 bytes. */
export const MAX_KEY_BYTES = 32;

export interface Asset {
  readonly name: Uint8Array;
  readonly quantity: Int;
}

export interface PolicyAssets {
  readonly policy: Uint8Array;
  readonly assets: readonly Asset[];
}

/**
 * The constant type `value` (CIP-153): policies and names in ascending order of their bytes, no policy without
 * assets, no quantity of 0.
 */
export class AssetValue {
  readonly kind = 'value' as const;
  readonly policies: readonly PolicyAssets[];
  /** Number of assets. */
  readonly size: number;
  /** What a look-up costs: bits of the number of policies plus bits of the most assets of one policy. */
  readonly depth: number;

  constructor(policies: readonly PolicyAssets[]) {
    this.policies = policies;
    let size = 0;
    let most = 0;
    for (const { assets } of policies) {
      size += assets.length;
      most = Math.max(most, assets.length);
    }
    this.size = size;
    this.depth = bits(policies.length) + bits(most);
  }
}

export const emptyValue = new AssetValue([]);

export function inQuantityRange(quantity: Int): boolean {
  return typeof quantity === 'number' || (quantity <= MAX_QUANTITY && quantity >= MIN_QUANTITY);
}

function bits(count: number): number {
  return count === 0 ? 0 : 32 - Math.clz32(count);
}

/** Byte-wise order, a prefix before what it is a prefix of. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Says what keeps `policies` from being a value, or undefined: order, empty parts, zeros, key length, range. */
export function valueFault(policies: readonly PolicyAssets[]): string | undefined {
  for (const [i, { policy, assets }] of policies.entries()) {
    if (policy.length > MAX_KEY_BYTES) return `a policy of ${policy.length} bytes`;
    if (i > 0 && compareBytes(policies[i - 1]!.policy, policy) >= 0) return 'policies out of order';
    if (assets.length === 0) return 'a policy without assets';
    for (const [j, { name, quantity }] of assets.entries()) {
      if (name.length > MAX_KEY_BYTES) return `an asset name of ${name.length} bytes`;
      if (j > 0 && compareBytes(assets[j - 1]!.name, name) >= 0) return 'asset names out of order';
      if (quantity === 0) return 'a quantity of 0';
      if (!inQuantityRange(quantity)) return 'a quantity outside 128 bits';
    }
  }
  return undefined;
}
