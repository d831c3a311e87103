import { dataListType, dataPairType, types } from '../term/type.ts';
import { type Int, toInt } from './int.ts';
import { List, listFrom, Pair } from './list.ts';

/** Plutus data: what datums, redeemers and script contexts are made of. Build it with the functions below. */
export type Data = DataConstr | DataMap | DataList | DataInt | DataBytes;

export type DataPair = Pair<Data, Data>;

/** The cached figure of a datum whose memory was not yet asked for. */
export const UNMEASURED = -1;

export class DataConstr {
  readonly kind = 'constr' as const;
  readonly tag: Int;
  readonly fields: List<Data>;
  /** Memory in words by `dataMemory`, or UNMEASURED. */
  memory = UNMEASURED;

  constructor(tag: Int, fields: List<Data>) {
    this.tag = tag;
    this.fields = fields;
  }

  /** Tag and fields as the machine's pair. */
  unwrapped(): Pair<Int, List<Data>> {
    return new Pair(this.tag, this.fields, types.integer, dataListType);
  }
}

export class DataMap {
  readonly kind = 'map' as const;
  readonly entries: List<DataPair>;
  memory = UNMEASURED;

  constructor(entries: List<DataPair>) {
    this.entries = entries;
  }
}

export class DataList {
  readonly kind = 'listData' as const;
  readonly items: List<Data>;
  memory = UNMEASURED;

  constructor(items: List<Data>) {
    this.items = items;
  }
}

export class DataInt {
  readonly kind = 'int' as const;
  readonly value: Int;

  constructor(value: Int) {
    this.value = value;
  }
}

export class DataBytes {
  readonly kind = 'bytes' as const;
  readonly value: Uint8Array;

  constructor(value: Uint8Array) {
    this.value = value;
  }
}

export function dataConstr(tag: Int, fields: readonly Data[]): DataConstr {
  return new DataConstr(toInt(tag), listFrom(types.data, fields));
}

export function dataMap(entries: readonly (readonly [Data, Data])[]): DataMap {
  return new DataMap(
    listFrom(
      dataPairType,
      entries.map(([key, value]) => new Pair(key, value, types.data, types.data)),
    ),
  );
}

export function dataList(items: readonly Data[]): DataList {
  return new DataList(listFrom(types.data, items));
}

export function dataInt(value: Int): DataInt {
  return new DataInt(toInt(value));
}

export function dataBytes(value: Uint8Array): DataBytes {
  return new DataBytes(value);
}

export function isData(value: unknown): value is Data {
  return (
    value instanceof DataInt ||
    value instanceof DataConstr ||
    value instanceof DataBytes ||
    value instanceof DataList ||
    value instanceof DataMap
  );
}

export const noData: List<Data> = new List<Data>(types.data);
export const noDataPairs: List<DataPair> = new List<DataPair>(dataPairType);
