import type { CostShape } from '../cost/shape.ts';

/**
 * How the size of an argument is measured for its cost. Integers and byte strings in words of 64 bits, `literal`
 * the absolute value, `bytesLiteral` an integer that counts bytes, in words.
 */
export type Measure =
  | 'none'
  | 'integer'
  | 'bytes'
  | 'string'
  | 'data'
  | 'literal'
  | 'bytesLiteral'
  | 'listLength'
  | 'valueSize'
  | 'valueDepth'
  | 'dataNodes';

/** The batch in which a builtin came: `4b` are the two conversions of integers, which V2 got before the rest. */
export type Batch = 1 | 2 | 3 | '4a' | '4b' | 5 | 6 | 7;

interface BuiltinRow {
  readonly name: string;
  /** Times it must be forced before it takes arguments. */
  readonly forces: number;
  readonly measures: readonly Measure[];
  readonly cpu: CostShape;
  readonly memory: CostShape;
  readonly batch: Batch;
}

const measureOf: Readonly<Record<string, Measure>> = {
  _: 'none',
  i: 'integer',
  b: 'bytes',
  s: 'string',
  d: 'data',
  n: 'literal',
  w: 'bytesLiteral',
  l: 'listLength',
  v: 'valueSize',
  x: 'valueDepth',
  t: 'dataNodes',
};

const row = <const Name extends string>(
  name: Name,
  forces: number,
  measures: string,
  cpu: CostShape,
  memory: CostShape,
  batch: Batch,
) => ({ name, forces, measures: [...measures].map((letter) => measureOf[letter]!), cpu, memory, batch });

/**
 * Every builtin in the order of its number in the flat encoding: name, forces, measure of each argument, shapes of
 * its costs under the semantics variant E (`cost/variants.ts` has the others), batch. Source: plutus-core 1.68,
 * its cost models and the Plutus Core specification.
 */
export const builtins = [
  row('addInteger', 0, 'ii', 'maxSize', 'maxSize', 1),
  row('subtractInteger', 0, 'ii', 'maxSize', 'maxSize', 1),
  row('multiplyInteger', 0, 'ii', 'multipliedSizes', 'addedSizes', 1),
  row('divideInteger', 0, 'ii', 'quadraticAboveAndBelowDiagonal', 'subtractedSizes', 1),
  row('quotientInteger', 0, 'ii', 'quadraticBelowDiagonal', 'subtractedSizes', 1),
  row('remainderInteger', 0, 'ii', 'quadraticBelowDiagonal', 'linearInY', 1),
  row('modInteger', 0, 'ii', 'quadraticAboveAndBelowDiagonal', 'linearInY', 1),
  row('equalsInteger', 0, 'ii', 'minSize', 'constant', 1),
  row('lessThanInteger', 0, 'ii', 'minSize', 'constant', 1),
  row('lessThanEqualsInteger', 0, 'ii', 'minSize', 'constant', 1),
  row('appendByteString', 0, 'bb', 'addedSizes', 'addedSizes', 1),
  row('consByteString', 0, 'ib', 'linearInY', 'addedSizes', 1),
  row('sliceByteString', 0, 'iib', 'linearInZ', 'linearInZ', 1),
  row('lengthOfByteString', 0, '_', 'constant', 'constant', 1),
  row('indexByteString', 0, '__', 'constant', 'constant', 1),
  row('equalsByteString', 0, 'bb', 'linearOnDiagonal', 'constant', 1),
  row('lessThanByteString', 0, 'bb', 'minSize', 'constant', 1),
  row('lessThanEqualsByteString', 0, 'bb', 'minSize', 'constant', 1),
  row('sha2_256', 0, 'b', 'linearInX', 'constant', 1),
  row('sha3_256', 0, 'b', 'linearInX', 'constant', 1),
  row('blake2b_256', 0, 'b', 'linearInX', 'constant', 1),
  row('verifyEd25519Signature', 0, 'bbb', 'linearInY', 'constant', 1),
  row('appendString', 0, 'ss', 'addedSizes', 'addedSizes', 1),
  row('equalsString', 0, 'ss', 'linearOnDiagonal', 'constant', 1),
  row('encodeUtf8', 0, 's', 'linearInX', 'linearInX', 1),
  row('decodeUtf8', 0, 'b', 'linearInX', 'linearInX', 1),
  row('ifThenElse', 1, '___', 'constant', 'constant', 1),
  row('chooseUnit', 1, '__', 'constant', 'constant', 1),
  row('trace', 1, '__', 'constant', 'constant', 1),
  row('fstPair', 2, '_', 'constant', 'constant', 1),
  row('sndPair', 2, '_', 'constant', 'constant', 1),
  row('chooseList', 2, '___', 'constant', 'constant', 1),
  row('mkCons', 1, '__', 'constant', 'constant', 1),
  row('headList', 1, '_', 'constant', 'constant', 1),
  row('tailList', 1, '_', 'constant', 'constant', 1),
  row('nullList', 1, '_', 'constant', 'constant', 1),
  row('chooseData', 1, '______', 'constant', 'constant', 1),
  row('constrData', 0, '__', 'constant', 'constant', 1),
  row('mapData', 0, '_', 'constant', 'constant', 1),
  row('listData', 0, '_', 'constant', 'constant', 1),
  row('iData', 0, '_', 'constant', 'constant', 1),
  row('bData', 0, '_', 'constant', 'constant', 1),
  row('unConstrData', 0, '_', 'constant', 'constant', 1),
  row('unMapData', 0, '_', 'constant', 'constant', 1),
  row('unListData', 0, '_', 'constant', 'constant', 1),
  row('unIData', 0, '_', 'constant', 'constant', 1),
  row('unBData', 0, '_', 'constant', 'constant', 1),
  row('equalsData', 0, 'dd', 'minSize', 'constant', 1),
  row('mkPairData', 0, '__', 'constant', 'constant', 1),
  row('mkNilData', 0, '_', 'constant', 'constant', 1),
  row('mkNilPairData', 0, '_', 'constant', 'constant', 1),
  row('serialiseData', 0, 'd', 'linearInX', 'linearInX', 2),
  row('verifyEcdsaSecp256k1Signature', 0, '___', 'constant', 'constant', 3),
  row('verifySchnorrSecp256k1Signature', 0, 'bbb', 'linearInY', 'constant', 3),
  row('bls12_381_G1_add', 0, '__', 'constant', 'constant', '4a'),
  row('bls12_381_G1_neg', 0, '_', 'constant', 'constant', '4a'),
  row('bls12_381_G1_scalarMul', 0, 'i_', 'linearInX', 'constant', '4a'),
  row('bls12_381_G1_equal', 0, '__', 'constant', 'constant', '4a'),
  row('bls12_381_G1_compress', 0, '_', 'constant', 'constant', '4a'),
  row('bls12_381_G1_uncompress', 0, '_', 'constant', 'constant', '4a'),
  row('bls12_381_G1_hashToGroup', 0, 'bb', 'linearInX', 'constant', '4a'),
  row('bls12_381_G2_add', 0, '__', 'constant', 'constant', '4a'),
  row('bls12_381_G2_neg', 0, '_', 'constant', 'constant', '4a'),
  row('bls12_381_G2_scalarMul', 0, 'i_', 'linearInX', 'constant', '4a'),
  row('bls12_381_G2_equal', 0, '__', 'constant', 'constant', '4a'),
  row('bls12_381_G2_compress', 0, '_', 'constant', 'constant', '4a'),
  row('bls12_381_G2_uncompress', 0, '_', 'constant', 'constant', '4a'),
  row('bls12_381_G2_hashToGroup', 0, 'bb', 'linearInX', 'constant', '4a'),
  row('bls12_381_millerLoop', 0, '__', 'constant', 'constant', '4a'),
  row('bls12_381_mulMlResult', 0, '__', 'constant', 'constant', '4a'),
  row('bls12_381_finalVerify', 0, '__', 'constant', 'constant', '4a'),
  row('keccak_256', 0, 'b', 'linearInX', 'constant', '4a'),
  row('blake2b_224', 0, 'b', 'linearInX', 'constant', '4a'),
  row('integerToByteString', 0, '_wi', 'quadraticInZ', 'literalInYOrLinearInZ', '4b'),
  row('byteStringToInteger', 0, '_b', 'quadraticInY', 'linearInY', '4b'),
  row('andByteString', 0, '_bb', 'linearInYAndZ', 'linearInMaxYZ', 5),
  row('orByteString', 0, '_bb', 'linearInYAndZ', 'linearInMaxYZ', 5),
  row('xorByteString', 0, '_bb', 'linearInYAndZ', 'linearInMaxYZ', 5),
  row('complementByteString', 0, 'b', 'linearInX', 'linearInX', 5),
  row('readBit', 0, '__', 'constant', 'constant', 5),
  row('writeBits', 0, 'bl_', 'linearInY', 'linearInX', 5),
  row('replicateByte', 0, 'w_', 'linearInX', 'linearInX', 5),
  row('shiftByteString', 0, 'b_', 'linearInX', 'linearInX', 5),
  row('rotateByteString', 0, 'b_', 'linearInX', 'linearInX', 5),
  row('countSetBits', 0, 'b', 'linearInX', 'constant', 5),
  row('findFirstSetBit', 0, 'b', 'linearInX', 'constant', 5),
  row('ripemd_160', 0, 'b', 'linearInX', 'constant', 5),
  row('expModInteger', 0, 'iii', 'expMod', 'linearInZ', 6),
  row('dropList', 1, 'n_', 'linearInX', 'constant', 6),
  row('lengthOfArray', 1, '_', 'constant', 'constant', 6),
  row('listToArray', 1, 'l', 'linearInX', 'linearInX', 6),
  row('indexArray', 1, '__', 'constant', 'constant', 6),
  row('bls12_381_G1_multiScalarMul', 0, 'l_', 'linearInX', 'constant', 6),
  row('bls12_381_G2_multiScalarMul', 0, 'l_', 'linearInX', 'constant', 6),
  row('insertCoin', 0, '___x', 'linearInU', 'linearInU', 6),
  row('lookupCoin', 0, '__x', 'linearInZ', 'constant', 6),
  row('unionValue', 0, 'vv', 'interactionInXAndY', 'addedSizes', 6),
  row('valueContains', 0, 'vv', 'linearBelowDiagonal', 'constant', 6),
  row('valueData', 0, 'v', 'linearInX', 'linearInX', 6),
  row('unValueData', 0, 't', 'quadraticInX', 'linearInX', 6),
  row('scaleValue', 0, '_v', 'linearInY', 'linearInY', 6),
  row('multiIndexArray', 1, '_l', 'quadraticInY', 'linearInY', 7),
  row('policies', 0, '_', 'unpriced', 'unpriced', 7),
  row('assetCount', 0, '_', 'unpriced', 'unpriced', 7),
] as const satisfies readonly BuiltinRow[];

export type BuiltinName = (typeof builtins)[number]['name'];

/** The number of a builtin in the flat encoding, by name. */
export const builtinTag: ReadonlyMap<string, number> = new Map(builtins.map(({ name }, tag) => [name, tag]));
