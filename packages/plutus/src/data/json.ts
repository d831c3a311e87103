import { fromHex, toHex } from '@slotbench/cbor';
import { PlutusError } from '../errors.ts';
import {
  type Data,
  DataBytes,
  DataConstr,
  DataInt,
  DataList,
  dataConstr,
  dataList,
  dataMap,
} from './data.ts';
import { type Int, toInt } from './int.ts';

/** Data in cardano-api's detailed schema: `{"constructor": 0, "fields": [{"int": 1}, {"bytes": "00"}]}`. */
export type DataJson =
  | { readonly int: Int }
  | { readonly bytes: string }
  | { readonly list: readonly DataJson[] }
  | { readonly map: readonly { readonly k: DataJson; readonly v: DataJson }[] }
  | { readonly constructor: Int; readonly fields: readonly DataJson[] };

/** JSON nests no deeper than this; recursion follows it. */
const MAX_DEPTH = 1000;

/** Reads the text of a file in the detailed schema. Integers keep all their digits. */
export function parseDataJson(text: string): Data {
  let json: unknown;
  try {
    json = JSON.parse(text, function (this: unknown, key, value, context?: { source: string }) {
      return typeof value === 'number' && key === 'int' && !Number.isSafeInteger(value)
        ? BigInt(context!.source)
        : value;
    } as (this: unknown, key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new PlutusError(
      'PLUTUS_DATA',
      { place: 'data', expected: 'JSON', got: (cause as Error).message },
      { cause },
    );
  }
  return dataFromJson(json);
}

/** Data from the detailed schema; throws PLUTUS_DATA with the path otherwise. */
export function dataFromJson(json: unknown, path = 'data', depth = 0): Data {
  const fault = (place: string, expected: string, got: unknown) =>
    new PlutusError('PLUTUS_DATA', { place, expected, got: JSON.stringify(got) ?? String(got) });
  if (depth > MAX_DEPTH) throw fault(path, `at most ${MAX_DEPTH} levels`, 'more');
  if (typeof json !== 'object' || json === null) throw fault(path, 'an object of the detailed schema', json);
  const given = json as Record<string, unknown>;
  const items = (key: string): unknown[] => {
    const list = given[key];
    if (!Array.isArray(list)) throw fault(`${path}.${key}`, 'a list', list);
    return list;
  };
  const each = (key: string) =>
    items(key).map((item, i) => dataFromJson(item, `${path}.${key}[${i}]`, depth + 1));
  if ('int' in given) return new DataInt(integer(given.int, `${path}.int`, fault));
  if ('bytes' in given) {
    try {
      return new DataBytes(fromHex(String(given.bytes)));
    } catch {
      throw fault(`${path}.bytes`, 'hexadecimal text', given.bytes);
    }
  }
  if ('list' in given) return dataList(each('list'));
  if ('map' in given)
    return dataMap(
      items('map').map((entry, i) => {
        const { k, v } = (entry ?? {}) as { k?: unknown; v?: unknown };
        const place = `${path}.map[${i}]`;
        return [dataFromJson(k, `${place}.k`, depth + 1), dataFromJson(v, `${place}.v`, depth + 1)];
      }),
    );
  if (Object.hasOwn(given, 'constructor'))
    return dataConstr(integer(given.constructor, `${path}.constructor`, fault), each('fields'));
  throw fault(path, 'int, bytes, list, map or constructor', Object.keys(given).join(', '));
}

function integer(
  value: unknown,
  place: string,
  fault: (place: string, expected: string, got: unknown) => PlutusError,
): Int {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return toInt(value as Int);
  throw fault(place, 'an integer', value);
}

/** Data in the detailed schema. Bigints stay bigints, which JSON.stringify refuses. */
export function dataToJson(data: Data): DataJson {
  if (data instanceof DataInt) return { int: data.value };
  if (data instanceof DataBytes) return { bytes: toHex(data.value) };
  if (data instanceof DataList) return { list: Array.from(data.items, dataToJson) };
  if (data instanceof DataConstr)
    return { constructor: data.tag, fields: Array.from(data.fields, dataToJson) };
  return {
    map: Array.from(data.entries, ({ first, second }) => ({ k: dataToJson(first), v: dataToJson(second) })),
  };
}
