import { type BuiltinName, builtins, builtinTag } from '../builtins/table.ts';
import { builtin, force } from '../term/term.ts';
import { applyUntyped, delay, type Expression, force as forced, type Untyped } from './expression.ts';
import type {
  ArrayOf,
  Assets,
  Bool,
  Bytes,
  Datum,
  Delayed,
  G1,
  G2,
  Integer,
  ListOf,
  MillerLoop,
  PairOf,
  Text,
  Unit,
} from './types.ts';

type II = [Integer, Integer];
type BB = [Bytes, Bytes];

/** Arguments and result of the builtins whose types have no variables. */
interface Signatures {
  addInteger: [II, Integer];
  subtractInteger: [II, Integer];
  multiplyInteger: [II, Integer];
  divideInteger: [II, Integer];
  quotientInteger: [II, Integer];
  remainderInteger: [II, Integer];
  modInteger: [II, Integer];
  equalsInteger: [II, Bool];
  lessThanInteger: [II, Bool];
  lessThanEqualsInteger: [II, Bool];
  appendByteString: [BB, Bytes];
  consByteString: [[Integer, Bytes], Bytes];
  sliceByteString: [[Integer, Integer, Bytes], Bytes];
  lengthOfByteString: [[Bytes], Integer];
  indexByteString: [[Bytes, Integer], Integer];
  equalsByteString: [BB, Bool];
  lessThanByteString: [BB, Bool];
  lessThanEqualsByteString: [BB, Bool];
  sha2_256: [[Bytes], Bytes];
  sha3_256: [[Bytes], Bytes];
  blake2b_256: [[Bytes], Bytes];
  verifyEd25519Signature: [[Bytes, Bytes, Bytes], Bool];
  appendString: [[Text, Text], Text];
  equalsString: [[Text, Text], Bool];
  encodeUtf8: [[Text], Bytes];
  decodeUtf8: [[Bytes], Text];
  constrData: [[Integer, ListOf<Datum>], Datum];
  mapData: [[ListOf<PairOf<Datum, Datum>>], Datum];
  listData: [[ListOf<Datum>], Datum];
  iData: [[Integer], Datum];
  bData: [[Bytes], Datum];
  unConstrData: [[Datum], PairOf<Integer, ListOf<Datum>>];
  unMapData: [[Datum], ListOf<PairOf<Datum, Datum>>];
  unListData: [[Datum], ListOf<Datum>];
  unIData: [[Datum], Integer];
  unBData: [[Datum], Bytes];
  equalsData: [[Datum, Datum], Bool];
  mkPairData: [[Datum, Datum], PairOf<Datum, Datum>];
  mkNilData: [[Unit], ListOf<Datum>];
  mkNilPairData: [[Unit], ListOf<PairOf<Datum, Datum>>];
  serialiseData: [[Datum], Bytes];
  verifyEcdsaSecp256k1Signature: [[Bytes, Bytes, Bytes], Bool];
  verifySchnorrSecp256k1Signature: [[Bytes, Bytes, Bytes], Bool];
  bls12_381_G1_add: [[G1, G1], G1];
  bls12_381_G1_neg: [[G1], G1];
  bls12_381_G1_scalarMul: [[Integer, G1], G1];
  bls12_381_G1_equal: [[G1, G1], Bool];
  bls12_381_G1_compress: [[G1], Bytes];
  bls12_381_G1_uncompress: [[Bytes], G1];
  bls12_381_G1_hashToGroup: [BB, G1];
  bls12_381_G2_add: [[G2, G2], G2];
  bls12_381_G2_neg: [[G2], G2];
  bls12_381_G2_scalarMul: [[Integer, G2], G2];
  bls12_381_G2_equal: [[G2, G2], Bool];
  bls12_381_G2_compress: [[G2], Bytes];
  bls12_381_G2_uncompress: [[Bytes], G2];
  bls12_381_G2_hashToGroup: [BB, G2];
  bls12_381_millerLoop: [[G1, G2], MillerLoop];
  bls12_381_mulMlResult: [[MillerLoop, MillerLoop], MillerLoop];
  bls12_381_finalVerify: [[MillerLoop, MillerLoop], Bool];
  keccak_256: [[Bytes], Bytes];
  blake2b_224: [[Bytes], Bytes];
  integerToByteString: [[Bool, Integer, Integer], Bytes];
  byteStringToInteger: [[Bool, Bytes], Integer];
  andByteString: [[Bool, Bytes, Bytes], Bytes];
  orByteString: [[Bool, Bytes, Bytes], Bytes];
  xorByteString: [[Bool, Bytes, Bytes], Bytes];
  complementByteString: [[Bytes], Bytes];
  readBit: [[Bytes, Integer], Bool];
  writeBits: [[Bytes, ListOf<Integer>, Bool], Bytes];
  replicateByte: [[Integer, Integer], Bytes];
  shiftByteString: [[Bytes, Integer], Bytes];
  rotateByteString: [[Bytes, Integer], Bytes];
  countSetBits: [[Bytes], Integer];
  findFirstSetBit: [[Bytes], Integer];
  ripemd_160: [[Bytes], Bytes];
  expModInteger: [[Integer, Integer, Integer], Integer];
  bls12_381_G1_multiScalarMul: [[ListOf<Integer>, ListOf<G1>], G1];
  bls12_381_G2_multiScalarMul: [[ListOf<Integer>, ListOf<G2>], G2];
  insertCoin: [[Bytes, Bytes, Integer, Assets], Assets];
  lookupCoin: [[Bytes, Bytes, Assets], Integer];
  unionValue: [[Assets, Assets], Assets];
  valueContains: [[Assets, Assets], Bool];
  valueData: [[Assets], Datum];
  unValueData: [[Datum], Assets];
  scaleValue: [[Integer, Assets], Assets];
  policies: [[Assets], ListOf<Bytes>];
  assetCount: [[Assets], Integer];
}

type Expressions<Types extends readonly unknown[]> = {
  readonly [I in keyof Types]: Expression<Types[I]>;
};

type Calls = {
  readonly [N in keyof Signatures]: (...args: Expressions<Signatures[N][0]>) => Expression<Signatures[N][1]>;
};

/** A builtin, forced as often as it has type variables. */
export function bare(name: BuiltinName): Untyped {
  let term = builtin(name);
  for (let i = builtins[builtinTag.get(name)!]!.forces; i > 0; i--) term = force(term);
  return { at: () => term };
}

const caller =
  (name: BuiltinName) =>
  (...args: readonly Untyped[]): Untyped =>
    applyUntyped(bare(name), ...args);

/** Every builtin without type variables, by its name: `call.addInteger(a, b)`. */
export const call = Object.fromEntries(
  builtins.filter(({ forces }) => forces === 0).map(({ name }) => [name, caller(name)]),
) as unknown as Calls;

/** Both branches are evaluated: `when` delays them. */
export function ifThenElse<T>(
  condition: Expression<Bool>,
  yes: Expression<T>,
  no: Expression<T>,
): Expression<T> {
  return applyUntyped(bare('ifThenElse'), condition, yes, no);
}

/** One of two branches; the other is not evaluated. */
export function when<T>(condition: Expression<Bool>, yes: Expression<T>, no: Expression<T>): Expression<T> {
  return forced(ifThenElse<Delayed<T>>(condition, delay(yes), delay(no)));
}

export const trace = <T>(message: Expression<Text>, then: Expression<T>): Expression<T> =>
  applyUntyped(bare('trace'), message, then);
export const first = <A, B>(pair: Expression<PairOf<A, B>>): Expression<A> =>
  applyUntyped(bare('fstPair'), pair);
export const second = <A, B>(pair: Expression<PairOf<A, B>>): Expression<B> =>
  applyUntyped(bare('sndPair'), pair);
export const head = <T>(list: Expression<ListOf<T>>): Expression<T> => applyUntyped(bare('headList'), list);
export const tail = <T>(list: Expression<ListOf<T>>): Expression<ListOf<T>> =>
  applyUntyped(bare('tailList'), list);
export const isEmpty = <T>(list: Expression<ListOf<T>>): Expression<Bool> =>
  applyUntyped(bare('nullList'), list);
export const cons = <T>(item: Expression<T>, list: Expression<ListOf<T>>): Expression<ListOf<T>> =>
  applyUntyped(bare('mkCons'), item, list);
export const drop = <T>(count: Expression<Integer>, list: Expression<ListOf<T>>): Expression<ListOf<T>> =>
  applyUntyped(bare('dropList'), count, list);
export const arrayOf = <T>(list: Expression<ListOf<T>>): Expression<ArrayOf<T>> =>
  applyUntyped(bare('listToArray'), list);
export const arrayLength = <T>(array: Expression<ArrayOf<T>>): Expression<Integer> =>
  applyUntyped(bare('lengthOfArray'), array);
export const arrayItem = <T>(array: Expression<ArrayOf<T>>, index: Expression<Integer>): Expression<T> =>
  applyUntyped(bare('indexArray'), array, index);

/** Both branches are evaluated. */
export function chooseList<T, R>(
  list: Expression<ListOf<T>>,
  empty: Expression<R>,
  filled: Expression<R>,
): Expression<R> {
  return applyUntyped(bare('chooseList'), list, empty, filled);
}

/** What a datum is; the branches are evaluated all. */
export function chooseData<R>(
  data: Expression<Datum>,
  branches: {
    readonly constr: Expression<R>;
    readonly map: Expression<R>;
    readonly list: Expression<R>;
    readonly integer: Expression<R>;
    readonly bytes: Expression<R>;
  },
): Expression<R> {
  const { constr, map, list, integer, bytes } = branches;
  return applyUntyped(bare('chooseData'), data, constr, map, list, integer, bytes);
}
