import { Writer } from '@slotbench/cbor';
import type { Rational } from '../praos/rational.ts';
import type { Genesis } from './genesis.ts';
import { parseJson } from './json.ts';
import { type GenesisText, toRational } from './load-genesis.ts';

type Json = Readonly<Record<string, unknown>>;

/** Order of the thresholds in the record of Conway's parameters; keys of the Conway genesis. */
const POOL_THRESHOLDS = [
  'motionNoConfidence',
  'committeeNormal',
  'committeeNoConfidence',
  'hardForkInitiation',
  'ppSecurityGroup',
];
const DREP_THRESHOLDS = [
  'motionNoConfidence',
  'committeeNormal',
  'committeeNoConfidence',
  'updateToConstitution',
  'hardForkInitiation',
  'ppNetworkGroup',
  'ppEconomicGroup',
  'ppTechnicalGroup',
  'ppGovGroup',
  'treasuryWithdrawal',
];
const LANGUAGES = ['V1', 'V2', 'V3'] as const;

/**
 * The protocol parameters of Conway as node-to-client queries give them: an array of 31 items in the order of cardano-ledger's
 * record `ConwayPParams`. Undefined where the genesis files do not give all of them, as only those of test networks do.
 */
export function currentParameters(
  genesis: Pick<Genesis, 'protocolParameters'>,
  files: { readonly shelley: GenesisText; readonly alonzo: GenesisText; readonly conway: GenesisText },
): Uint8Array | undefined {
  const [shelley, alonzo, conway] = [files.shelley, files.alonzo, files.conway].map(
    (file) => parseJson(typeof file === 'string' ? file : file.text) as Json,
  ) as [Json, Json, Json];
  const { protocolParameters: known } = genesis;
  const { scripts } = known;
  if (scripts === undefined) return undefined;
  const s = shelley.protocolParams as Json;
  const w = new Writer(1024).array(31);
  try {
    w.uint(known.minFeeA).uint(known.minFeeB);
    w.uint(known.maxBlockBodySize).uint(known.maxTxSize).uint(known.maxBlockHeaderSize);
    for (const key of ['keyDeposit', 'poolDeposit', 'eMax', 'nOpt']) w.uint(natural(s[key]));
    for (const key of ['a0', 'rho', 'tau']) writeRational(w, rational(s[key]));
    w.array(2).uint(known.protocolVersion.major).uint(known.protocolVersion.minor);
    w.uint(natural(s.minPoolCost)).uint(known.coinsPerUtxoByte);
    const models = LANGUAGES.flatMap((language, key) => {
      const model = scripts.costModels[language];
      return model === undefined ? [] : [{ key, model }];
    });
    w.map(models.length);
    for (const { key, model } of models) {
      w.uint(key).array(model.length);
      for (const cost of model) w.int(cost);
    }
    w.array(2);
    writeRational(w, scripts.priceMemory);
    writeRational(w, scripts.priceSteps);
    for (const { memory, cpu } of [scripts.maxTxUnits, scripts.maxBlockUnits])
      w.array(2).uint(memory).uint(cpu);
    w.uint(natural(alonzo.maxValueSize));
    w.uint(scripts.collateralPercentage).uint(scripts.maxCollateralInputs);
    for (const [name, order] of [
      ['poolVotingThresholds', POOL_THRESHOLDS],
      ['dRepVotingThresholds', DREP_THRESHOLDS],
    ] as const) {
      w.array(order.length);
      for (const key of order) writeRational(w, rational((conway[name] as Json)[key]));
    }
    for (const key of ['committeeMinSize', 'committeeMaxTermLength', 'govActionLifetime'])
      w.uint(natural(conway[key]));
    for (const key of ['govActionDeposit', 'dRepDeposit', 'dRepActivity']) w.uint(natural(conway[key]));
    writeRational(w, rational(conway.minFeeRefScriptCostPerByte));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  return w.finish();
}

function natural(value: unknown): number | bigint {
  if (typeof value === 'bigint' && value >= 0n) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError('no natural number');
}

/** A decimal, or `{numerator, denominator}`. */
function rational(value: unknown): Rational {
  if (typeof value === 'number') return toRational(value);
  const { numerator, denominator } = value as { numerator: number; denominator: number };
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

function writeRational(w: Writer, { numerator, denominator }: Rational): void {
  w.tag(30).array(2).uint(numerator).uint(denominator);
}
