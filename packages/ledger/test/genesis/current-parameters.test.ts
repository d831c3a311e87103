import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toHex } from '@slotbench/cbor';
import { currentParameters } from '../../src/genesis/current-parameters.ts';
import { loadGenesis } from '../../src/genesis/load-genesis.ts';

const zeros = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, 0]));

/** The empty parameters of cardano-ledger, spelled as genesis files. */
const shelley = {
  networkMagic: 42,
  networkId: 'Testnet',
  systemStart: '2026-01-01T00:00:00Z',
  slotLength: 1,
  epochLength: 86_400,
  activeSlotsCoeff: 0.05,
  securityParam: 432,
  slotsPerKESPeriod: 129_600,
  maxKESEvolutions: 62,
  maxLovelaceSupply: 1,
  initialFunds: {},
  staking: { pools: {}, stake: {} },
  protocolParams: {
    ...zeros('minFeeA', 'minFeeB', 'maxBlockBodySize', 'maxBlockHeaderSize', 'keyDeposit', 'poolDeposit'),
    ...zeros('eMax', 'a0', 'rho', 'tau', 'minPoolCost'),
    maxTxSize: 2048,
    nOpt: 100,
    protocolVersion: { major: 9, minor: 0 },
  },
};
const none = { exUnitsMem: 0, exUnitsSteps: 0 };
const free = { numerator: 0, denominator: 1 };
const alonzo = {
  ...zeros('lovelacePerUTxOWord', 'maxValueSize'),
  costModels: {},
  executionPrices: { prMem: free, prSteps: free },
  maxTxExUnits: none,
  maxBlockExUnits: none,
  collateralPercentage: 150,
  maxCollateralInputs: 5,
};
const thresholds = zeros(
  ...['motionNoConfidence', 'committeeNormal', 'committeeNoConfidence', 'hardForkInitiation'],
  ...['ppSecurityGroup', 'updateToConstitution', 'ppNetworkGroup', 'ppEconomicGroup', 'ppTechnicalGroup'],
  ...['ppGovGroup', 'treasuryWithdrawal'],
);
const conway = {
  poolVotingThresholds: thresholds,
  dRepVotingThresholds: thresholds,
  ...zeros('committeeMinSize', 'committeeMaxTermLength', 'govActionLifetime', 'govActionDeposit'),
  ...zeros('dRepDeposit', 'dRepActivity', 'minFeeRefScriptCostPerByte'),
};

function parameters(files: { shelley: object; alonzo: object; conway: object }): string | undefined {
  const text = {
    shelley: JSON.stringify(files.shelley),
    alonzo: JSON.stringify(files.alonzo),
    conway: JSON.stringify(files.conway),
  };
  const encoded = currentParameters(loadGenesis(text), text);
  return encoded && toHex(encoded);
}

const golden = new URL('../../../../../shared/data/forwarding/consensus-golden.json', import.meta.url);
const skip = existsSync(golden) ? false : 'the shared golden encodings are not at hand';

test('the empty parameters are encoded as ouroboros-consensus encodes them', { skip }, () => {
  const { files } = JSON.parse(readFileSync(golden, 'utf8')) as { files: Record<string, string> };
  const answer = files['cardano/QueryVersion3/CardanoNodeToClientVersion19/Result_Conway_EmptyPParams']!;
  assert.equal(`81${parameters({ shelley, alonzo, conway })}`, answer);
});

test('figures, decimals and cost models stand in their places', () => {
  // As short as a model can be: up to the steps of the machine.
  const model = [1, -2, ...new Array(31).fill(0)];
  const hex = parameters({
    shelley: { ...shelley, protocolParams: { ...shelley.protocolParams, a0: 0.3, keyDeposit: 2_000_000 } },
    alonzo: { ...alonzo, lovelacePerUTxOWord: 34_482, extraConfig: { costModels: { PlutusV1: model } } },
    conway: { ...conway, minFeeRefScriptCostPerByte: 15 },
  })!;
  for (const part of [
    '1a001e8480',
    'd81e82030a',
    `820900001910d6a10098210121${'00'.repeat(31)}`,
    'd81e820f01',
  ])
    assert.ok(hex.includes(part), part);
  assert.ok(hex.endsWith('d81e820f01'));
});

for (const [what, files] of [
  ['a key of Conway', { shelley, alonzo, conway: { ...conway, dRepDeposit: undefined } }],
  ['a threshold', { shelley, alonzo, conway: { ...conway, poolVotingThresholds: undefined } }],
  ['prices', { shelley, alonzo: { lovelacePerUTxOWord: 0 }, conway }],
] as const)
  test(`without ${what} nothing is made up`, () => {
    assert.equal(parameters(files), undefined);
  });
