/** The type of a constant. Types are interned: two equal types are the same object, so `===` compares them. */
export type ConstantType = SimpleType | ListType | ArrayType | PairType;

export interface SimpleType {
  readonly kind:
    | 'integer'
    | 'bytestring'
    | 'string'
    | 'unit'
    | 'bool'
    | 'data'
    | 'bls12_381_G1_element'
    | 'bls12_381_G2_element'
    | 'bls12_381_mlresult'
    | 'value';
}

export interface ListType {
  readonly kind: 'list';
  readonly element: ConstantType;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: ConstantType;
}

export interface PairType {
  readonly kind: 'pair';
  readonly first: ConstantType;
  readonly second: ConstantType;
}

export const types = {
  integer: { kind: 'integer' },
  bytestring: { kind: 'bytestring' },
  string: { kind: 'string' },
  unit: { kind: 'unit' },
  bool: { kind: 'bool' },
  data: { kind: 'data' },
  g1: { kind: 'bls12_381_G1_element' },
  g2: { kind: 'bls12_381_G2_element' },
  mlResult: { kind: 'bls12_381_mlresult' },
  value: { kind: 'value' },
} as const satisfies Record<string, SimpleType>;

const lists = new WeakMap<ConstantType, ListType>();
const arrays = new WeakMap<ConstantType, ArrayType>();
const pairs = new WeakMap<ConstantType, WeakMap<ConstantType, PairType>>();

export function listType(element: ConstantType): ListType {
  return remember(lists, element, () => ({ kind: 'list', element }));
}

export function arrayType(element: ConstantType): ArrayType {
  return remember(arrays, element, () => ({ kind: 'array', element }));
}

export function pairType(first: ConstantType, second: ConstantType): PairType {
  const seconds = remember(pairs, first, () => new WeakMap<ConstantType, PairType>());
  return remember(seconds, second, () => ({ kind: 'pair', first, second }));
}

export const dataListType = listType(types.data);

/** The pair of two data, the element of a map. */
export const dataPairType = pairType(types.data, types.data);

function remember<V>(map: WeakMap<ConstantType, V>, key: ConstantType, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
