/**
 * The genesis specification of each era inside a profile (`genesis.shelley` and so on). Units: lovelace, bytes, slots,
 * epochs. Key names are those of the ledger's genesis files, except `exUnitsMem` and `exUnitsSteps`, which the specification spells
 * longer than the file does.
 */
import { z } from 'zod';
import { jsonObject, lovelace } from './json.ts';

const count = z.int().nonnegative();
const ratio = z.number().min(0).max(1);
const rational = z.strictObject({
  numerator: z.int(),
  denominator: z.int().positive(),
});

const exUnits = z.strictObject({
  exUnitsMem: count.describe('memory units of a script budget'),
  exUnitsSteps: count.describe('step units (CPU, about picoseconds) of a script budget'),
});

const protocolParams = z.strictObject({
  a0: z.number().min(0).describe("influence of a pool owner's pledge on rewards"),
  decentralisationParam: ratio.describe('share of slots of the genesis delegates; 0 is fully decentralised'),
  eMax: count.describe('epochs until the latest pool retirement'),
  extraEntropy: jsonObject.describe('nonce mixed into the next epoch, `{"tag":"NeutralNonce"}` for none'),
  keyDeposit: lovelace.describe('deposit of a stake registration, lovelace'),
  maxBlockBodySize: count.describe('largest block body, bytes'),
  maxBlockHeaderSize: count.describe('largest block header, bytes'),
  maxTxSize: count.describe('largest transaction, bytes'),
  minFeeA: count.describe('fee per byte of a transaction, lovelace'),
  minFeeB: count.describe('constant part of the fee, lovelace'),
  minPoolCost: lovelace.describe('lowest declared cost of a pool an epoch, lovelace'),
  minUTxOValue: lovelace.describe('lowest value of an output before Alonzo, lovelace'),
  nOpt: count.describe('desired number of pools'),
  poolDeposit: lovelace.describe('deposit of a pool registration, lovelace'),
  protocolVersion: z
    .strictObject({ major: count, minor: count })
    .describe('ledger protocol version at start; major 9 and 10 are Conway'),
  rho: ratio.describe('share of the reserve spent on rewards an epoch'),
  tau: ratio.describe('share of rewards that goes to the treasury'),
});

export const shelleySpec = z.strictObject({
  activeSlotsCoeff: ratio.describe('derived from genesis.active_slots_coeff'),
  epochLength: count.describe('slots; derived from genesis.epoch_length'),
  genDelegs: jsonObject.describe(
    'genesis key hash to delegate and VRF key hash; mainnet delegates, without effect at d = 0',
  ),
  initialFunds: jsonObject.describe('address to lovelace; filled when the genesis is made'),
  maxKESEvolutions: count.describe('evolutions of a KES key before its certificate expires'),
  maxLovelaceSupply: lovelace.describe('total supply, lovelace'),
  networkId: z.enum(['Testnet', 'Mainnet']).describe('network id in addresses'),
  networkMagic: count.describe('derived from genesis.network_magic'),
  protocolParams,
  securityParam: count.describe('k in blocks; derived from genesis.parameter_k'),
  slotLength: z.number().positive().describe('seconds; derived from genesis.slot_duration'),
  slotsPerKESPeriod: count.describe('slots of one KES period'),
  systemStart: z.iso.datetime().describe('start of slot 0; replaced when the genesis is made'),
  updateQuorum: count.describe('genesis delegates that must agree on an update'),
});

export const alonzoSpec = z.strictObject({
  collateralPercentage: count.describe('collateral as a percentage of the fee'),
  costModels: z
    .strictObject({ PlutusV1: z.record(z.string(), z.int()) })
    .describe('cost model of Plutus V1 by parameter name'),
  executionPrices: z
    .strictObject({ prMem: rational, prSteps: rational })
    .describe('lovelace per memory unit and per step unit'),
  extraConfig: z
    .strictObject({ costModels: z.record(z.string(), z.array(z.int())) })
    .optional()
    .describe('whole cost models that the strict slots of the era files do not hold'),
  lovelacePerUTxOWord: count.describe('lovelace per 8 bytes of an output (Alonzo), per byte from Babbage on'),
  maxBlockExUnits: exUnits,
  maxCollateralInputs: count.describe('collateral inputs of a transaction at most'),
  maxTxExUnits: exUnits,
  maxValueSize: count.describe('largest serialised value of an output, bytes'),
});

const votingThresholds = z
  .record(z.string(), ratio)
  .describe('share of stake that must agree, by kind of action');

/** Partial: before epoch 507 only previews fill some of it. */
export const conwaySpec = z
  .strictObject({
    committee: z.strictObject({
      members: z.record(z.string(), count).describe('credential to last epoch of the term'),
      threshold: z.union([rational, z.number()]).describe('share of members that must agree'),
    }),
    committeeMaxTermLength: count.describe('epochs'),
    committeeMinSize: count.describe('members without which nothing is ratified'),
    constitution: z.strictObject({
      anchor: z
        .strictObject({ dataHash: z.string(), url: z.string() })
        .describe('where its text is and the hash of it'),
      script: z.string().describe('hash of the guardrails script, hex'),
    }),
    dRepActivity: count.describe('epochs without a vote until a DRep counts as inactive'),
    dRepDeposit: lovelace.describe('lovelace'),
    dRepVotingThresholds: votingThresholds,
    govActionDeposit: lovelace.describe('lovelace'),
    govActionLifetime: count.describe('epochs'),
    minFeeRefScriptCostPerByte: z.number().min(0).describe('lovelace per byte of a reference script'),
    plutusV3CostModel: z.array(z.int()).describe('first 251 parameters of Plutus V3, positional'),
    poolVotingThresholds: votingThresholds,
  })
  .partial();
