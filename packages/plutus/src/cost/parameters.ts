import { builtins } from '../builtins/table.ts';
import { shapeSuffixes } from './shape.ts';
import { costShapes, type Language, type SemanticsVariant } from './variants.ts';

/** The kinds of machine step that have a cost of their own, and the start. */
export const stepNames = [
  'Startup',
  'Var',
  'Const',
  'Lam',
  'Delay',
  'Force',
  'Apply',
  'Builtin',
  'Constr',
  'Case',
] as const;

export type StepName = (typeof stepNames)[number];

/** What V1 started with, in the order of the ledger; the later builtins follow it. */
const ALONZO =
  'addInteger appendByteString appendString bData blake2b_256 cekApplyCost cekBuiltinCost cekConstCost cekDelayCost cekForceCost cekLamCost cekStartupCost cekVarCost chooseData chooseList chooseUnit consByteString constrData decodeUtf8 divideInteger encodeUtf8 equalsByteString equalsData equalsInteger equalsString fstPair headList iData ifThenElse indexByteString lengthOfByteString lessThanByteString lessThanEqualsByteString lessThanEqualsInteger lessThanInteger listData mapData mkCons mkNilData mkNilPairData mkPairData modInteger multiplyInteger nullList quotientInteger remainderInteger sha2_256 sha3_256 sliceByteString sndPair subtractInteger tailList trace unBData unConstrData unIData unListData unMapData verifyEd25519Signature'.split(
    ' ',
  );
const BABBAGE = ['serialiseData', 'verifyEcdsaSecp256k1Signature', 'verifySchnorrSecp256k1Signature'];
const CONVERSIONS = ['integerToByteString', 'byteStringToInteger'];
const BATCH_4A =
  'cekConstrCost cekCaseCost bls12_381_G1_add bls12_381_G1_compress bls12_381_G1_equal bls12_381_G1_hashToGroup bls12_381_G1_neg bls12_381_G1_scalarMul bls12_381_G1_uncompress bls12_381_G2_add bls12_381_G2_compress bls12_381_G2_equal bls12_381_G2_hashToGroup bls12_381_G2_neg bls12_381_G2_scalarMul bls12_381_G2_uncompress bls12_381_finalVerify bls12_381_millerLoop bls12_381_mulMlResult keccak_256 blake2b_224'.split(
    ' ',
  );
const LATER = builtins
  .filter(({ batch, cpu }) => (batch === 5 || batch === 6 || batch === 7) && cpu !== 'unpriced')
  .map(({ name }) => name);

const alphabetic = [...ALONZO, ...BABBAGE].sort((a, b) => (a < b ? -1 : 1));

/** Builtins and steps in the order of a language's parameter list. */
const orders: Readonly<Record<Language, readonly string[]>> = {
  V1: [...ALONZO, ...BABBAGE, ...BATCH_4A, ...CONVERSIONS, ...LATER],
  V2: [...alphabetic, ...CONVERSIONS, ...BATCH_4A, ...LATER],
  V3: [...alphabetic, ...BATCH_4A, ...CONVERSIONS, ...LATER],
};

/**
 * Names of the cost model parameters of a language in the ledger's order; a positional list is a prefix of it.
 * They depend on the variant only for the integer divisions, whose shapes differ between V3 and the others.
 */
export function parameterNames(language: Language, variant: SemanticsVariant): string[] {
  const shapes = costShapes(variant);
  const byName = new Map(builtins.map(({ name }, tag) => [name as string, shapes[tag]!]));
  return orders[language].flatMap((key) => {
    const shape = byName.get(key);
    if (shape === undefined) return [`${key}-exBudgetCPU`, `${key}-exBudgetMemory`];
    return [
      ...shapeSuffixes(shape.cpu).map((suffix) => `${key}-cpu-arguments${suffix}`),
      ...shapeSuffixes(shape.memory).map((suffix) => `${key}-memory-arguments${suffix}`),
    ];
  });
}
