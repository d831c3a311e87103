import { G1Element, G2Element, MlResult } from '../crypto/bls-element.ts';
import { AssetValue } from '../data/asset-value.ts';
import { type Data, isData } from '../data/data.ts';
import { type Int, isInt } from '../data/int.ts';
import { List, Pair } from '../data/list.ts';
import { arrayType, type ConstantType, listType, pairType, types } from './type.ts';

/** A value that a constant holds; `null` is the unit. Its type can be read off it. */
export type Constant =
  | Int
  | Uint8Array
  | string
  | null
  | boolean
  | Data
  | List
  | ArrayValue
  | Pair
  | AssetValue
  | G1Element
  | G2Element
  | MlResult;

/** The constant type `array` (CIP-138). */
export class ArrayValue {
  readonly kind = 'array' as const;
  readonly elementType: ConstantType;
  readonly items: readonly unknown[];

  constructor(elementType: ConstantType, items: readonly unknown[]) {
    this.elementType = elementType;
    this.items = items;
  }
}

/** The type of a constant, or undefined for what is none: a function, a delay, a constructor. */
export function constantType(value: unknown): ConstantType | undefined {
  if (isInt(value)) return types.integer;
  if (typeof value === 'string') return types.string;
  if (typeof value === 'boolean') return types.bool;
  if (value === null) return types.unit;
  if (value instanceof Uint8Array) return types.bytestring;
  if (isData(value)) return types.data;
  if (value instanceof List) return listType(value.elementType);
  if (value instanceof Pair) return pairType(value.firstType, value.secondType);
  if (value instanceof ArrayValue) return arrayType(value.elementType);
  if (value instanceof AssetValue) return types.value;
  if (value instanceof G1Element) return types.g1;
  if (value instanceof G2Element) return types.g2;
  if (value instanceof MlResult) return types.mlResult;
  return undefined;
}
