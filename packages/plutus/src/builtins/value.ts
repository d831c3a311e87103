import {
  type Asset,
  AssetValue,
  compareBytes,
  emptyValue,
  inQuantityRange,
  MAX_KEY_BYTES,
  type PolicyAssets,
  valueFault,
} from '../data/asset-value.ts';
import { type Data, DataBytes, DataInt, DataMap, type DataPair } from '../data/data.ts';
import type { Int } from '../data/int.ts';
import { type List, listFrom, Pair } from '../data/list.ts';
import { dataPairType, types } from '../term/type.ts';
import { fail } from './fault.ts';
import { add, multiply } from './integer.ts';
import { assets, datum, type Unlift } from './unlift.ts';

/** Builtins on values (CIP-153). */
export function valueBuiltins({ int, bytes }: Unlift) {
  return {
    insertCoin: (policy: unknown, name: unknown, quantity: unknown, value: unknown) =>
      insert(bytes(policy), bytes(name), int(quantity), assets(value)),
    lookupCoin: (policy: unknown, name: unknown, value: unknown): Int =>
      find(find(assets(value).policies, bytes(policy), policyOf)?.assets, bytes(name), nameOf)?.quantity ?? 0,
    unionValue: (a: unknown, b: unknown) => union(assets(a), assets(b)),
    valueContains: (a: unknown, b: unknown) => contains(assets(a), assets(b)),
    valueData: (value: unknown) => toData(assets(value)),
    unValueData: (value: unknown) => fromData(datum(value)),
    scaleValue: (factor: unknown, value: unknown) => scale(int(factor), assets(value)),
    policies: (value: unknown) => listFrom(types.bytestring, assets(value).policies.map(policyOf)),
    assetCount: (value: unknown) => assets(value).size,
  };
}

const policyOf = ({ policy }: PolicyAssets) => policy;
const nameOf = ({ name }: Asset) => name;

function find<T>(
  sorted: readonly T[] | undefined,
  key: Uint8Array,
  keyOf: (item: T) => Uint8Array,
): T | undefined {
  return sorted?.find((item) => compareBytes(keyOf(item), key) === 0);
}

/** `sorted` with `item` in its place instead of one with the same key; without it if `item` is undefined. */
function put<T>(
  sorted: readonly T[],
  key: Uint8Array,
  keyOf: (item: T) => Uint8Array,
  item: T | undefined,
): T[] {
  const before = sorted.filter((other) => compareBytes(keyOf(other), key) < 0);
  const after = sorted.filter((other) => compareBytes(keyOf(other), key) > 0);
  return item === undefined ? [...before, ...after] : [...before, item, ...after];
}

/** Sets a quantity; 0 removes the asset, and only then may the keys be longer than 32 bytes. */
function insert(policy: Uint8Array, name: Uint8Array, quantity: Int, value: AssetValue): AssetValue {
  if (quantity !== 0 && (policy.length > MAX_KEY_BYTES || name.length > MAX_KEY_BYTES))
    fail(`a policy or asset name of more than ${MAX_KEY_BYTES} bytes`);
  const before = find(value.policies, policy, policyOf)?.assets ?? [];
  const after = put(before, name, nameOf, quantity === 0 ? undefined : { name, quantity: ranged(quantity) });
  return new AssetValue(
    put(value.policies, policy, policyOf, after.length === 0 ? undefined : { policy, assets: after }),
  );
}

function ranged(quantity: Int): Int {
  return inQuantityRange(quantity) ? quantity : fail('a quantity outside 128 bits');
}

/** Both sorted lists in one; items with the same key go through `join`, which may drop them. */
function merge<T>(
  a: readonly T[],
  b: readonly T[],
  keyOf: (item: T) => Uint8Array,
  join: (x: T, y: T) => T | undefined,
): T[] {
  const merged: T[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const order = compareBytes(keyOf(a[i]!), keyOf(b[j]!));
    if (order < 0) merged.push(a[i++]!);
    else if (order > 0) merged.push(b[j++]!);
    else {
      const joined = join(a[i++]!, b[j++]!);
      if (joined !== undefined) merged.push(joined);
    }
  }
  return [...merged, ...a.slice(i), ...b.slice(j)];
}

function union(a: AssetValue, b: AssetValue): AssetValue {
  return new AssetValue(
    merge(a.policies, b.policies, policyOf, ({ policy, assets: left }, { assets: right }) => {
      const joined = merge(left, right, nameOf, ({ name, quantity }, other) => {
        const sum = ranged(add(quantity, other.quantity));
        return sum === 0 ? undefined : { name, quantity: sum };
      });
      return joined.length === 0 ? undefined : { policy, assets: joined };
    }),
  );
}

function contains(a: AssetValue, b: AssetValue): boolean {
  if (hasNegative(a) || hasNegative(b)) return fail('a negative quantity');
  return b.policies.every(({ policy, assets: wanted }) => {
    const held = find(a.policies, policy, policyOf)?.assets;
    return wanted.every(({ name, quantity }) => (find(held, name, nameOf)?.quantity ?? 0) >= quantity);
  });
}

function hasNegative({ policies }: AssetValue): boolean {
  return policies.some(({ assets }) => assets.some(({ quantity }) => quantity < 0));
}

function scale(factor: Int, value: AssetValue): AssetValue {
  if (factor === 0) return emptyValue;
  return new AssetValue(
    value.policies.map(({ policy, assets }) => ({
      policy,
      assets: assets.map(({ name, quantity }) => ({ name, quantity: ranged(multiply(factor, quantity)) })),
    })),
  );
}

function toData({ policies }: AssetValue): Data {
  const map = (entries: readonly (readonly [Uint8Array, Data])[]) =>
    new DataMap(
      listFrom(
        dataPairType,
        entries.map(
          ([key, value]) => new Pair<Data, Data>(new DataBytes(key), value, types.data, types.data),
        ),
      ),
    );
  return map(
    policies.map(({ policy, assets }) => [
      policy,
      map(assets.map(({ name, quantity }) => [name, new DataInt(quantity)])),
    ]),
  );
}

function fromData(data: Data): AssetValue {
  const policies = Array.from(entries(data), ({ first, second }) => ({
    policy: key(first),
    assets: Array.from(entries(second), ({ first: name, second: quantity }) => ({
      name: key(name),
      quantity: quantity instanceof DataInt ? quantity.value : fail('a quantity that is no integer'),
    })),
  }));
  const fault = valueFault(policies);
  return fault === undefined ? new AssetValue(policies) : fail(fault);
}

function entries(data: Data): List<DataPair> {
  return data instanceof DataMap ? data.entries : fail('data of a value that is no map');
}

function key(data: Data): Uint8Array {
  return data instanceof DataBytes ? data.value : fail('a key that is no byte string');
}
