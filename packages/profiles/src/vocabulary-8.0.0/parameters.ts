import { costModelPoints, plutusV1Names } from '../protocol-parameters/cost-models.ts';
import { parametersAt } from '../protocol-parameters/fold.ts';

/** Genesis specifications as 8.0.0's templates have them: Shelley and Alonzo only, few fields. */
export interface EraSpecs800 {
  readonly shelley: {
    readonly protocolParams: Record<string, unknown> & { readonly maxBlockBodySize: number };
  };
  readonly alonzo: Record<string, unknown>;
}

const SHELLEY_KEYS = [
  'protocolVersion',
  'decentralisationParam',
  'eMax',
  'extraEntropy',
  'maxTxSize',
  'maxBlockBodySize',
  'maxBlockHeaderSize',
  'minFeeA',
  'minFeeB',
  'minUTxOValue',
  'poolDeposit',
  'minPoolCost',
  'keyDeposit',
  'nOpt',
  'rho',
  'tau',
  'a0',
] as const;

/** Steps a block; mainnet had 4e10 until the Valentine fork. */
const blockSteps: { readonly [overlay: string]: number } = {
  stepshalf: 20_000_000_000,
  doublebudget: 80_000_000_000,
};

/**
 * Mainnet's parameters at epoch 300 or 366 and the named overlays (v8-preview, stepshalf, doublebudget). 8.0.0 kept the old price
 * of an output in `minUTxOValue`, and its preview of version 8 wrote both names of the Ed25519 verification into V1.
 */
export function parameters800(epoch: number, overlays: readonly string[]): EraSpecs800 {
  const { shelley, alonzo } = parametersAt(epoch, []) as {
    shelley: { protocolParams: Record<string, unknown> };
    alonzo: Record<string, unknown>;
  };
  const preview = overlays.includes('v8-preview');
  const outputPrice = alonzo.lovelacePerUTxOWord;
  const protocolParams = Object.fromEntries(SHELLEY_KEYS.map((key) => [key, shelley.protocolParams[key]]));
  const { extraConfig: _, ...alonzoSpec } = alonzo;
  const steps = overlays.map((name) => blockSteps[name]).find((each) => each !== undefined);
  return {
    shelley: {
      protocolParams: {
        ...(protocolParams as EraSpecs800['shelley']['protocolParams']),
        minUTxOValue: outputPrice,
        ...(preview ? { protocolVersion: { minor: 0, major: 8 } } : {}),
      },
    },
    alonzo: {
      ...alonzoSpec,
      ...(steps === undefined
        ? {}
        : { maxBlockExUnits: { ...(alonzo.maxBlockExUnits as object), exUnitsSteps: steps } }),
      ...(preview ? { coinsPerUTxOByte: outputPrice, costModels: previewCosts() } : {}),
    },
  };
}

/** Verification of an Ed25519 signature: what Alonzo began with, and what the preview expected. */
const FIRST_VERIFICATION = [3_345_831, 1, 1];
const EXPECTED_VERIFICATION = [9_462_713, 1_021, 10];

function previewCosts() {
  const at = (language: string) =>
    costModelPoints.filter((point) => point.language === language && point.epoch <= 394).at(-1)!.values;
  const named = (names: readonly string[], values: readonly number[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const isVerification = (name: string) => name.startsWith('verifyEd25519Signature-');
  const v1 = named(plutusV1Names, at('PlutusV1'));
  const v2 = named(plutusV2Names, at('PlutusV2'));
  const oldNames = plutusV1Names.filter((name) => name.startsWith('verifySignature-'));
  const newNames = plutusV2Names.filter(isVerification);
  return {
    PlutusV1: { ...v1, ...named(oldNames, FIRST_VERIFICATION), ...named(newNames, EXPECTED_VERIFICATION) },
    PlutusV2: { ...v2, ...named(newNames, EXPECTED_VERIFICATION) },
  };
}

/** V2's names follow from V1's: one hash is named more precisely, serialisation comes in, the verifications move to the end. */
const plutusV2Names: readonly string[] = [
  ...plutusV1Names
    .filter((name) => !name.startsWith('verifySignature-'))
    .map((name) => name.replace(/^blake2b-/, 'blake2b_256-'))
    .flatMap((name) =>
      name === 'sha2_256-cpu-arguments-intercept' ? [...serialisationNames(), name] : [name],
    ),
  'verifyEcdsaSecp256k1Signature-cpu-arguments',
  'verifyEcdsaSecp256k1Signature-memory-arguments',
  'verifyEd25519Signature-cpu-arguments-intercept',
  'verifyEd25519Signature-cpu-arguments-slope',
  'verifyEd25519Signature-memory-arguments',
  'verifySchnorrSecp256k1Signature-cpu-arguments-intercept',
  'verifySchnorrSecp256k1Signature-cpu-arguments-slope',
  'verifySchnorrSecp256k1Signature-memory-arguments',
];

function serialisationNames(): string[] {
  return [
    'cpu-arguments-intercept',
    'cpu-arguments-slope',
    'memory-arguments-intercept',
    'memory-arguments-slope',
  ].map((of) => `serialiseData-${of}`);
}
