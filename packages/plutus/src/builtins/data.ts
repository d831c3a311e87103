import { isVanRossem, type SemanticsVariant } from '../cost/variants.ts';
import {
  type Data,
  DataBytes,
  DataConstr,
  DataInt,
  DataList,
  DataMap,
  type DataPair,
  noData,
  noDataPairs,
} from '../data/data.ts';
import { encodeData } from '../data/encode.ts';
import { Pair } from '../data/list.ts';
import { equalData } from '../data/measure.ts';
import { dataPairType, types } from '../term/type.ts';
import { fail } from './fault.ts';
import { datum, listOf, type Unlift, unit } from './unlift.ts';

const MAX_WORD64 = 2n ** 64n - 1n;

/** Builtins on data. */
export function dataBuiltins(variant: SemanticsVariant, { int, bytes }: Unlift) {
  const boundedTags = isVanRossem(variant);
  return {
    chooseData: (
      value: unknown,
      constr: unknown,
      map: unknown,
      list: unknown,
      integer: unknown,
      string: unknown,
    ) => {
      switch (datum(value).kind) {
        case 'constr':
          return constr;
        case 'map':
          return map;
        case 'listData':
          return list;
        case 'int':
          return integer;
        case 'bytes':
          return string;
      }
    },
    constrData: (tag: unknown, fields: unknown) => {
      const number = int(tag);
      if (boundedTags && (number < 0 || number > MAX_WORD64)) fail('a constructor outside 64 bits');
      return new DataConstr(number, listOf<Data>(types.data, fields));
    },
    mapData: (entries: unknown) => new DataMap(listOf<DataPair>(dataPairType, entries)),
    listData: (items: unknown) => new DataList(listOf<Data>(types.data, items)),
    iData: (value: unknown) => new DataInt(int(value)),
    bData: (value: unknown) => new DataBytes(bytes(value)),
    unConstrData: (value: unknown) =>
      value instanceof DataConstr ? value.unwrapped() : otherData(value, 'a constructor'),
    unMapData: (value: unknown) => (value instanceof DataMap ? value.entries : otherData(value, 'a map')),
    unListData: (value: unknown) => (value instanceof DataList ? value.items : otherData(value, 'a list')),
    unIData: (value: unknown) => (value instanceof DataInt ? value.value : otherData(value, 'an integer')),
    unBData: (value: unknown) =>
      value instanceof DataBytes ? value.value : otherData(value, 'a byte string'),
    equalsData: (a: unknown, b: unknown) => equalData(datum(a), datum(b)),
    mkPairData: (a: unknown, b: unknown) => new Pair(datum(a), datum(b), types.data, types.data),
    mkNilData: (value: unknown) => {
      unit(value);
      return noData;
    },
    mkNilPairData: (value: unknown) => {
      unit(value);
      return noDataPairs;
    },
    serialiseData: (value: unknown): Uint8Array => encodeData(datum(value)),
  };
}

function otherData(value: unknown, expected: string): never {
  return fail(`data that is not ${expected} but ${datum(value).kind}`);
}
