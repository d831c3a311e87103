/**
 * Plutus cost models of mainnet by epoch: machine steps and memory units of the built-in functions, whole arrays in
 * the ledger's positional order (https://cips.cardano.org/cip/CIP-0035). V3 grew from 251 to 297 parameters at 526.
 * Source: protocol parameters of mainnet at the named epochs.
 */

export type PlutusLanguage = 'PlutusV1' | 'PlutusV2' | 'PlutusV3';

/** A cost model holds from `epoch` on until the next entry of its language. */
export interface CostModelPoint {
  readonly epoch: number;
  readonly language: PlutusLanguage;
  readonly values: readonly number[];
}

/** Names of the 166 V1 parameters in positional order; the genesis file of Alonzo names them, all others do not. */
export const plutusV1Names: readonly string[] = `
addInteger-cpu-arguments-intercept addInteger-cpu-arguments-slope addInteger-memory-arguments-intercept
addInteger-memory-arguments-slope appendByteString-cpu-arguments-intercept
appendByteString-cpu-arguments-slope appendByteString-memory-arguments-intercept
appendByteString-memory-arguments-slope appendString-cpu-arguments-intercept
appendString-cpu-arguments-slope appendString-memory-arguments-intercept appendString-memory-arguments-slope
bData-cpu-arguments bData-memory-arguments blake2b-cpu-arguments-intercept blake2b-cpu-arguments-slope
blake2b-memory-arguments cekApplyCost-exBudgetCPU cekApplyCost-exBudgetMemory cekBuiltinCost-exBudgetCPU
cekBuiltinCost-exBudgetMemory cekConstCost-exBudgetCPU cekConstCost-exBudgetMemory cekDelayCost-exBudgetCPU
cekDelayCost-exBudgetMemory cekForceCost-exBudgetCPU cekForceCost-exBudgetMemory cekLamCost-exBudgetCPU
cekLamCost-exBudgetMemory cekStartupCost-exBudgetCPU cekStartupCost-exBudgetMemory cekVarCost-exBudgetCPU
cekVarCost-exBudgetMemory chooseData-cpu-arguments chooseData-memory-arguments chooseList-cpu-arguments
chooseList-memory-arguments chooseUnit-cpu-arguments chooseUnit-memory-arguments
consByteString-cpu-arguments-intercept consByteString-cpu-arguments-slope
consByteString-memory-arguments-intercept consByteString-memory-arguments-slope constrData-cpu-arguments
constrData-memory-arguments decodeUtf8-cpu-arguments-intercept decodeUtf8-cpu-arguments-slope
decodeUtf8-memory-arguments-intercept decodeUtf8-memory-arguments-slope divideInteger-cpu-arguments-constant
divideInteger-cpu-arguments-model-arguments-intercept divideInteger-cpu-arguments-model-arguments-slope
divideInteger-memory-arguments-intercept divideInteger-memory-arguments-minimum
divideInteger-memory-arguments-slope encodeUtf8-cpu-arguments-intercept encodeUtf8-cpu-arguments-slope
encodeUtf8-memory-arguments-intercept encodeUtf8-memory-arguments-slope
equalsByteString-cpu-arguments-constant equalsByteString-cpu-arguments-intercept
equalsByteString-cpu-arguments-slope equalsByteString-memory-arguments equalsData-cpu-arguments-intercept
equalsData-cpu-arguments-slope equalsData-memory-arguments equalsInteger-cpu-arguments-intercept
equalsInteger-cpu-arguments-slope equalsInteger-memory-arguments equalsString-cpu-arguments-constant
equalsString-cpu-arguments-intercept equalsString-cpu-arguments-slope equalsString-memory-arguments
fstPair-cpu-arguments fstPair-memory-arguments headList-cpu-arguments headList-memory-arguments
iData-cpu-arguments iData-memory-arguments ifThenElse-cpu-arguments ifThenElse-memory-arguments
indexByteString-cpu-arguments indexByteString-memory-arguments lengthOfByteString-cpu-arguments
lengthOfByteString-memory-arguments lessThanByteString-cpu-arguments-intercept
lessThanByteString-cpu-arguments-slope lessThanByteString-memory-arguments
lessThanEqualsByteString-cpu-arguments-intercept lessThanEqualsByteString-cpu-arguments-slope
lessThanEqualsByteString-memory-arguments lessThanEqualsInteger-cpu-arguments-intercept
lessThanEqualsInteger-cpu-arguments-slope lessThanEqualsInteger-memory-arguments
lessThanInteger-cpu-arguments-intercept lessThanInteger-cpu-arguments-slope lessThanInteger-memory-arguments
listData-cpu-arguments listData-memory-arguments mapData-cpu-arguments mapData-memory-arguments
mkCons-cpu-arguments mkCons-memory-arguments mkNilData-cpu-arguments mkNilData-memory-arguments
mkNilPairData-cpu-arguments mkNilPairData-memory-arguments mkPairData-cpu-arguments
mkPairData-memory-arguments modInteger-cpu-arguments-constant
modInteger-cpu-arguments-model-arguments-intercept modInteger-cpu-arguments-model-arguments-slope
modInteger-memory-arguments-intercept modInteger-memory-arguments-minimum modInteger-memory-arguments-slope
multiplyInteger-cpu-arguments-intercept multiplyInteger-cpu-arguments-slope
multiplyInteger-memory-arguments-intercept multiplyInteger-memory-arguments-slope nullList-cpu-arguments
nullList-memory-arguments quotientInteger-cpu-arguments-constant
quotientInteger-cpu-arguments-model-arguments-intercept quotientInteger-cpu-arguments-model-arguments-slope
quotientInteger-memory-arguments-intercept quotientInteger-memory-arguments-minimum
quotientInteger-memory-arguments-slope remainderInteger-cpu-arguments-constant
remainderInteger-cpu-arguments-model-arguments-intercept
remainderInteger-cpu-arguments-model-arguments-slope remainderInteger-memory-arguments-intercept
remainderInteger-memory-arguments-minimum remainderInteger-memory-arguments-slope
sha2_256-cpu-arguments-intercept sha2_256-cpu-arguments-slope sha2_256-memory-arguments
sha3_256-cpu-arguments-intercept sha3_256-cpu-arguments-slope sha3_256-memory-arguments
sliceByteString-cpu-arguments-intercept sliceByteString-cpu-arguments-slope
sliceByteString-memory-arguments-intercept sliceByteString-memory-arguments-slope sndPair-cpu-arguments
sndPair-memory-arguments subtractInteger-cpu-arguments-intercept subtractInteger-cpu-arguments-slope
subtractInteger-memory-arguments-intercept subtractInteger-memory-arguments-slope tailList-cpu-arguments
tailList-memory-arguments trace-cpu-arguments trace-memory-arguments unBData-cpu-arguments
unBData-memory-arguments unConstrData-cpu-arguments unConstrData-memory-arguments unIData-cpu-arguments
unIData-memory-arguments unListData-cpu-arguments unListData-memory-arguments unMapData-cpu-arguments
unMapData-memory-arguments verifySignature-cpu-arguments-intercept verifySignature-cpu-arguments-slope
verifySignature-memory-arguments
`
  .trim()
  .split(/\s+/);

/** Ascending by epoch. */
export const costModelPoints: readonly CostModelPoint[] = [
  {
    epoch: 290,
    language: 'PlutusV1',
    values: [
      197209, 0, 1, 1, 396231, 621, 0, 1, 150000, 1000, 0, 1, 150000, 32, 2477736, 29175, 4, 29773, 100,
      29773, 100, 29773, 100, 29773, 100, 29773, 100, 29773, 100, 100, 100, 29773, 100, 150000, 32, 150000,
      32, 150000, 32, 150000, 1000, 0, 1, 150000, 32, 150000, 1000, 0, 8, 148000, 425507, 118, 0, 1, 1,
      150000, 1000, 0, 8, 150000, 112536, 247, 1, 150000, 10000, 1, 136542, 1326, 1, 1000, 150000, 1000, 1,
      150000, 32, 150000, 32, 150000, 32, 1, 1, 150000, 1, 150000, 4, 103599, 248, 1, 103599, 248, 1, 145276,
      1366, 1, 179690, 497, 1, 150000, 32, 150000, 32, 150000, 32, 150000, 32, 150000, 32, 150000, 32, 148000,
      425507, 118, 0, 1, 1, 61516, 11218, 0, 1, 150000, 32, 148000, 425507, 118, 0, 1, 1, 148000, 425507, 118,
      0, 1, 1, 2477736, 29175, 4, 0, 82363, 4, 150000, 5000, 0, 1, 150000, 32, 197209, 0, 1, 1, 150000, 32,
      150000, 32, 150000, 32, 150000, 32, 150000, 32, 150000, 32, 150000, 32, 3345831, 1, 1,
    ],
  },
  {
    epoch: 366,
    language: 'PlutusV1',
    values: [
      205665, 812, 1, 1, 1000, 571, 0, 1, 1000, 24177, 4, 1, 1000, 32, 117366, 10475, 4, 23000, 100, 23000,
      100, 23000, 100, 23000, 100, 23000, 100, 23000, 100, 100, 100, 23000, 100, 19537, 32, 175354, 32, 46417,
      4, 221973, 511, 0, 1, 89141, 32, 497525, 14068, 4, 2, 196500, 453240, 220, 0, 1, 1, 1000, 28662, 4, 2,
      245000, 216773, 62, 1, 1060367, 12586, 1, 208512, 421, 1, 187000, 1000, 52998, 1, 80436, 32, 43249, 32,
      1000, 32, 80556, 1, 57667, 4, 1000, 10, 197145, 156, 1, 197145, 156, 1, 204924, 473, 1, 208896, 511, 1,
      52467, 32, 64832, 32, 65493, 32, 22558, 32, 16563, 32, 76511, 32, 196500, 453240, 220, 0, 1, 1, 69522,
      11687, 0, 1, 60091, 32, 196500, 453240, 220, 0, 1, 1, 196500, 453240, 220, 0, 1, 1, 806990, 30482, 4,
      1927926, 82523, 4, 265318, 0, 4, 0, 85931, 32, 205665, 812, 1, 1, 41182, 32, 212342, 32, 31220, 32,
      32696, 32, 43357, 32, 32247, 32, 38314, 32, 9462713, 1021, 10,
    ],
  },
  {
    epoch: 366,
    language: 'PlutusV2',
    values: [
      205665, 812, 1, 1, 1000, 571, 0, 1, 1000, 24177, 4, 1, 1000, 32, 117366, 10475, 4, 23000, 100, 23000,
      100, 23000, 100, 23000, 100, 23000, 100, 23000, 100, 100, 100, 23000, 100, 19537, 32, 175354, 32, 46417,
      4, 221973, 511, 0, 1, 89141, 32, 497525, 14068, 4, 2, 196500, 453240, 220, 0, 1, 1, 1000, 28662, 4, 2,
      245000, 216773, 62, 1, 1060367, 12586, 1, 208512, 421, 1, 187000, 1000, 52998, 1, 80436, 32, 43249, 32,
      1000, 32, 80556, 1, 57667, 4, 1000, 10, 197145, 156, 1, 197145, 156, 1, 204924, 473, 1, 208896, 511, 1,
      52467, 32, 64832, 32, 65493, 32, 22558, 32, 16563, 32, 76511, 32, 196500, 453240, 220, 0, 1, 1, 69522,
      11687, 0, 1, 60091, 32, 196500, 453240, 220, 0, 1, 1, 196500, 453240, 220, 0, 1, 1, 1159724, 392670, 0,
      2, 806990, 30482, 4, 1927926, 82523, 4, 265318, 0, 4, 0, 85931, 32, 205665, 812, 1, 1, 41182, 32,
      212342, 32, 31220, 32, 32696, 32, 43357, 32, 32247, 32, 38314, 32, 20000000000, 20000000000, 9462713,
      1021, 10, 20000000000, 0, 20000000000,
    ],
  },
  {
    epoch: 394,
    language: 'PlutusV1',
    values: [
      205665, 812, 1, 1, 1000, 571, 0, 1, 1000, 24177, 4, 1, 1000, 32, 117366, 10475, 4, 23000, 100, 23000,
      100, 23000, 100, 23000, 100, 23000, 100, 23000, 100, 100, 100, 23000, 100, 19537, 32, 175354, 32, 46417,
      4, 221973, 511, 0, 1, 89141, 32, 497525, 14068, 4, 2, 196500, 453240, 220, 0, 1, 1, 1000, 28662, 4, 2,
      245000, 216773, 62, 1, 1060367, 12586, 1, 208512, 421, 1, 187000, 1000, 52998, 1, 80436, 32, 43249, 32,
      1000, 32, 80556, 1, 57667, 4, 1000, 10, 197145, 156, 1, 197145, 156, 1, 204924, 473, 1, 208896, 511, 1,
      52467, 32, 64832, 32, 65493, 32, 22558, 32, 16563, 32, 76511, 32, 196500, 453240, 220, 0, 1, 1, 69522,
      11687, 0, 1, 60091, 32, 196500, 453240, 220, 0, 1, 1, 196500, 453240, 220, 0, 1, 1, 806990, 30482, 4,
      1927926, 82523, 4, 265318, 0, 4, 0, 85931, 32, 205665, 812, 1, 1, 41182, 32, 212342, 32, 31220, 32,
      32696, 32, 43357, 32, 32247, 32, 38314, 32, 57996947, 18975, 10,
    ],
  },
  {
    epoch: 394,
    language: 'PlutusV2',
    values: [
      205665, 812, 1, 1, 1000, 571, 0, 1, 1000, 24177, 4, 1, 1000, 32, 117366, 10475, 4, 23000, 100, 23000,
      100, 23000, 100, 23000, 100, 23000, 100, 23000, 100, 100, 100, 23000, 100, 19537, 32, 175354, 32, 46417,
      4, 221973, 511, 0, 1, 89141, 32, 497525, 14068, 4, 2, 196500, 453240, 220, 0, 1, 1, 1000, 28662, 4, 2,
      245000, 216773, 62, 1, 1060367, 12586, 1, 208512, 421, 1, 187000, 1000, 52998, 1, 80436, 32, 43249, 32,
      1000, 32, 80556, 1, 57667, 4, 1000, 10, 197145, 156, 1, 197145, 156, 1, 204924, 473, 1, 208896, 511, 1,
      52467, 32, 64832, 32, 65493, 32, 22558, 32, 16563, 32, 76511, 32, 196500, 453240, 220, 0, 1, 1, 69522,
      11687, 0, 1, 60091, 32, 196500, 453240, 220, 0, 1, 1, 196500, 453240, 220, 0, 1, 1, 1159724, 392670, 0,
      2, 806990, 30482, 4, 1927926, 82523, 4, 265318, 0, 4, 0, 85931, 32, 205665, 812, 1, 1, 41182, 32,
      212342, 32, 31220, 32, 32696, 32, 43357, 32, 32247, 32, 38314, 32, 35892428, 10, 57996947, 18975, 10,
      38887044, 32947, 10,
    ],
  },
  {
    epoch: 507,
    language: 'PlutusV1',
    values: [
      100788, 420, 1, 1, 1000, 173, 0, 1, 1000, 59957, 4, 1, 11183, 32, 201305, 8356, 4, 16000, 100, 16000,
      100, 16000, 100, 16000, 100, 16000, 100, 16000, 100, 100, 100, 16000, 100, 94375, 32, 132994, 32, 61462,
      4, 72010, 178, 0, 1, 22151, 32, 91189, 769, 4, 2, 85848, 228465, 122, 0, 1, 1, 1000, 42921, 4, 2, 24548,
      29498, 38, 1, 898148, 27279, 1, 51775, 558, 1, 39184, 1000, 60594, 1, 141895, 32, 83150, 32, 15299, 32,
      76049, 1, 13169, 4, 22100, 10, 28999, 74, 1, 28999, 74, 1, 43285, 552, 1, 44749, 541, 1, 33852, 32,
      68246, 32, 72362, 32, 7243, 32, 7391, 32, 11546, 32, 85848, 228465, 122, 0, 1, 1, 90434, 519, 0, 1,
      74433, 32, 85848, 228465, 122, 0, 1, 1, 85848, 228465, 122, 0, 1, 1, 270652, 22588, 4, 1457325, 64566,
      4, 20467, 1, 4, 0, 141992, 32, 100788, 420, 1, 1, 81663, 32, 59498, 32, 20142, 32, 24588, 32, 20744, 32,
      25933, 32, 24623, 32, 53384111, 14333, 10,
    ],
  },
  {
    epoch: 507,
    language: 'PlutusV2',
    values: [
      100788, 420, 1, 1, 1000, 173, 0, 1, 1000, 59957, 4, 1, 11183, 32, 201305, 8356, 4, 16000, 100, 16000,
      100, 16000, 100, 16000, 100, 16000, 100, 16000, 100, 100, 100, 16000, 100, 94375, 32, 132994, 32, 61462,
      4, 72010, 178, 0, 1, 22151, 32, 91189, 769, 4, 2, 85848, 228465, 122, 0, 1, 1, 1000, 42921, 4, 2, 24548,
      29498, 38, 1, 898148, 27279, 1, 51775, 558, 1, 39184, 1000, 60594, 1, 141895, 32, 83150, 32, 15299, 32,
      76049, 1, 13169, 4, 22100, 10, 28999, 74, 1, 28999, 74, 1, 43285, 552, 1, 44749, 541, 1, 33852, 32,
      68246, 32, 72362, 32, 7243, 32, 7391, 32, 11546, 32, 85848, 228465, 122, 0, 1, 1, 90434, 519, 0, 1,
      74433, 32, 85848, 228465, 122, 0, 1, 1, 85848, 228465, 122, 0, 1, 1, 955506, 213312, 0, 2, 270652,
      22588, 4, 1457325, 64566, 4, 20467, 1, 4, 0, 141992, 32, 100788, 420, 1, 1, 81663, 32, 59498, 32, 20142,
      32, 24588, 32, 20744, 32, 25933, 32, 24623, 32, 43053543, 10, 53384111, 14333, 10, 43574283, 26308, 10,
    ],
  },
  {
    epoch: 507,
    language: 'PlutusV3',
    values: [
      100788, 420, 1, 1, 1000, 173, 0, 1, 1000, 59957, 4, 1, 11183, 32, 201305, 8356, 4, 16000, 100, 16000,
      100, 16000, 100, 16000, 100, 16000, 100, 16000, 100, 100, 100, 16000, 100, 94375, 32, 132994, 32, 61462,
      4, 72010, 178, 0, 1, 22151, 32, 91189, 769, 4, 2, 85848, 123203, 7305, -900, 1716, 549, 57, 85848, 0, 1,
      1, 1000, 42921, 4, 2, 24548, 29498, 38, 1, 898148, 27279, 1, 51775, 558, 1, 39184, 1000, 60594, 1,
      141895, 32, 83150, 32, 15299, 32, 76049, 1, 13169, 4, 22100, 10, 28999, 74, 1, 28999, 74, 1, 43285, 552,
      1, 44749, 541, 1, 33852, 32, 68246, 32, 72362, 32, 7243, 32, 7391, 32, 11546, 32, 85848, 123203, 7305,
      -900, 1716, 549, 57, 85848, 0, 1, 90434, 519, 0, 1, 74433, 32, 85848, 123203, 7305, -900, 1716, 549, 57,
      85848, 0, 1, 1, 85848, 123203, 7305, -900, 1716, 549, 57, 85848, 0, 1, 955506, 213312, 0, 2, 270652,
      22588, 4, 1457325, 64566, 4, 20467, 1, 4, 0, 141992, 32, 100788, 420, 1, 1, 81663, 32, 59498, 32, 20142,
      32, 24588, 32, 20744, 32, 25933, 32, 24623, 32, 43053543, 10, 53384111, 14333, 10, 43574283, 26308, 10,
      16000, 100, 16000, 100, 962335, 18, 2780678, 6, 442008, 1, 52538055, 3756, 18, 267929, 18, 76433006,
      8868, 18, 52948122, 18, 1995836, 36, 3227919, 12, 901022, 1, 166917843, 4307, 36, 284546, 36, 158221314,
      26549, 36, 74698472, 36, 333849714, 1, 254006273, 72, 2174038, 72, 2261318, 64571, 4, 207616, 8310, 4,
      1293828, 28716, 63, 0, 1, 1006041, 43623, 251, 0, 1,
    ],
  },
  {
    epoch: 526,
    language: 'PlutusV3',
    values: [
      100788, 420, 1, 1, 1000, 173, 0, 1, 1000, 59957, 4, 1, 11183, 32, 201305, 8356, 4, 16000, 100, 16000,
      100, 16000, 100, 16000, 100, 16000, 100, 16000, 100, 100, 100, 16000, 100, 94375, 32, 132994, 32, 61462,
      4, 72010, 178, 0, 1, 22151, 32, 91189, 769, 4, 2, 85848, 123203, 7305, -900, 1716, 549, 57, 85848, 0, 1,
      1, 1000, 42921, 4, 2, 24548, 29498, 38, 1, 898148, 27279, 1, 51775, 558, 1, 39184, 1000, 60594, 1,
      141895, 32, 83150, 32, 15299, 32, 76049, 1, 13169, 4, 22100, 10, 28999, 74, 1, 28999, 74, 1, 43285, 552,
      1, 44749, 541, 1, 33852, 32, 68246, 32, 72362, 32, 7243, 32, 7391, 32, 11546, 32, 85848, 123203, 7305,
      -900, 1716, 549, 57, 85848, 0, 1, 90434, 519, 0, 1, 74433, 32, 85848, 123203, 7305, -900, 1716, 549, 57,
      85848, 0, 1, 1, 85848, 123203, 7305, -900, 1716, 549, 57, 85848, 0, 1, 955506, 213312, 0, 2, 270652,
      22588, 4, 1457325, 64566, 4, 20467, 1, 4, 0, 141992, 32, 100788, 420, 1, 1, 81663, 32, 59498, 32, 20142,
      32, 24588, 32, 20744, 32, 25933, 32, 24623, 32, 43053543, 10, 53384111, 14333, 10, 43574283, 26308, 10,
      16000, 100, 16000, 100, 962335, 18, 2780678, 6, 442008, 1, 52538055, 3756, 18, 267929, 18, 76433006,
      8868, 18, 52948122, 18, 1995836, 36, 3227919, 12, 901022, 1, 166917843, 4307, 36, 284546, 36, 158221314,
      26549, 36, 74698472, 36, 333849714, 1, 254006273, 72, 2174038, 72, 2261318, 64571, 4, 207616, 8310, 4,
      1293828, 28716, 63, 0, 1, 1006041, 43623, 251, 0, 1, 100181, 726, 719, 0, 1, 100181, 726, 719, 0, 1,
      100181, 726, 719, 0, 1, 107878, 680, 0, 1, 95336, 1, 281145, 18848, 0, 1, 180194, 159, 1, 1, 158519,
      8942, 0, 1, 159378, 8813, 0, 1, 107490, 3298, 1, 106057, 655, 1, 1964219, 24520, 3,
    ],
  },
];
