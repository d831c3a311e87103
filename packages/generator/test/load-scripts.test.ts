import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Genesis,
  initialLedger,
  overlayUtxo,
  type ScriptRules,
  type Tx,
  txInKey,
  validateTx,
} from '@slotbench/ledger';
import { envelopeOf, findScript } from '@slotbench/plutus';
import { GeneratorError } from '../src/errors.ts';
import { openWallet, type Wallet } from '../src/funds.ts';
import { buildLoadTx } from '../src/load-plan.ts';
import { openSigningThread } from '../src/open-signer.ts';
import type { PlutusLoad } from '../src/run-script.ts';
import { slim } from '../src/signing.ts';
import { createNetwork } from './network.ts';

/** Every parameter of the cost models is 100: 4000 loops or so use up a transaction. */
const model: readonly number[] = new Array(350).fill(100);
const rules: ScriptRules = {
  maxTxUnits: { cpu: 10_000_000_000n, memory: 14_000_000n },
  maxBlockUnits: { cpu: 20_000_000_000n, memory: 62_000_000n },
  priceMemory: { numerator: 577n, denominator: 10_000n },
  priceSteps: { numerator: 721n, denominator: 10_000_000n },
  collateralPercentage: 150,
  maxCollateralInputs: 3,
  costModels: { V1: model, V2: model, V3: model },
  systemStartMs: 0,
  slotLengthMs: 1000,
};

const network = createNetwork();
const genesis: Genesis = {
  ...network.genesis,
  protocolParameters: { ...network.genesis.protocolParameters, scripts: rules },
};
const shape = {
  tx_count: 3,
  inputs_per_tx: 1,
  outputs_per_tx: 1,
  tx_fee: 1_500_000,
  add_tx_size: 100,
  min_utxo_value: 10_000_000,
};
const loads: readonly PlutusLoad[] = [
  { type: 'LimitSaturationLoop', script: { Left: 'Loop' }, redeemer: { int: 1_000_000 } },
  { type: 'LimitSaturationLoop', script: { Left: 'LoopV3' } },
  { type: 'LimitTxPerBlock_8', script: { Left: 'Ripemd160.hs' }, datum: { int: 5 } },
  { type: 'CustomCall', script: { Left: 'CustomCall' } },
  { type: 'BenchCustomCall', script: { Left: 'CustomCallV3' } },
];

const open = (plutus: PlutusLoad, more: object = {}): Wallet =>
  openWallet(genesis, network.seed, { ...shape, plutus, ...more }, { sigKey: 'utxo.skey' });

function assertValid(txs: Iterable<Tx>): void {
  const utxo = overlayUtxo(initialLedger(genesis).utxo);
  for (const tx of txs) {
    const failure = validateTx(utxo, tx, { ...genesis, slot: 5 });
    assert.equal(
      failure,
      undefined,
      JSON.stringify(failure, (_, v) => (typeof v === 'bigint' ? `${v}` : v)),
    );
    utxo.add(tx);
  }
}

for (const load of loads)
  test(`the ledger takes splits and load: ${load.type} of ${Object.values(load.script)[0]}`, () => {
    const { splits, plan, budget } = open(load, { inputs_per_tx: 2, tx_fee: 3_000_000 });
    assertValid([...splits.flat(), ...[0, 1, 2].map((n) => buildLoadTx(plan, n))]);
    assert.equal(budget!.budgetUsedPerTxInput.steps, Number(plan.scripts!.units.cpu));
    // The projection pays out amounts of nine bytes, as on a network with large funds; here they take five.
    assert.equal(budget!.projectedTxSize! + oneLayer(load) - 4, buildLoadTx(plan, 0).sizeBytes);
  });

/** The projection counts the script's envelope; V3's has a byte string less than the witness. */
const oneLayer = ({ script }: PlutusLoad): number =>
  'Left' in script && ['LoopV3', 'CustomCallV3'].includes(script.Left)
    ? findScript(script.Left)!.flat.length < 256
      ? 2
      : 3
    : 0;

test('the collateral is an output of the first split that nothing else spends', () => {
  const { splits, plan } = open(loads[0]!, { tx_count: 450 });
  assert.equal(splits.length, 2);
  const collateral = plan.scripts!.collateral.map(txInKey);
  assert.equal(collateral.length, 1);
  const spent = new Set([...splits.flat(), buildLoadTx(plan, 449)].flatMap((tx) => tx.inputs.map(txInKey)));
  assert.ok(!spent.has(collateral[0]!));
  const [root] = splits[0]!;
  const index = plan.scripts!.collateral[0]!.index;
  assert.equal(root!.outputs[index]!.lovelace, (5_000_000n + 1_500_000n) * 2n);
});

test('another thread signs the same transactions', async () => {
  const { plan } = open(loads[1]!);
  const signer = openSigningThread(plan);
  const [, signed] = await signer.sign(0, 2);
  await signer.close();
  assert.deepEqual(signed!.id, slim(buildLoadTx(plan, 1)).id);
});

test('limits of the run script take the place of those of the network', () => {
  const { budget } = open({ ...loads[0]!, limitExecutionMem: 1_000_000 });
  assert.ok(budget!.budgetUsedPerTxInput.memory <= 1_000_000);
  assert.deepEqual(budget!.loopLimitingFactors, ['ExceededMemoryLimit']);
});

test('a script from a file, which has to bring its redeemer', () => {
  const text = JSON.stringify(envelopeOf(findScript('Loop2024')!));
  const scriptFile = { path: '/x/mine.plutus', text };
  const load: PlutusLoad = { type: 'LimitSaturationLoop', script: { Right: 'mine.plutus' } };
  const { budget } = open({ ...load, redeemer: { int: 0 } }, { scriptFile });
  assert.equal(budget!.scriptId, 'file: mine.plutus');
  assert.throws(() => open(load, { scriptFile }), /\$\.plutus\.redeemer/);
});

const refusals: readonly (readonly [string, PlutusLoad, object, RegExp])[] = [
  [
    'a script that nobody knows',
    { type: 'CustomCall', script: { Left: 'Nope' } },
    {},
    /Left: expected one of Loop/,
  ],
  [
    'a fee that does not pay for the units',
    loads[0]!,
    { tx_fee: 300_000 },
    /\$\.tx_fee: expected at least \d+ .* units/,
  ],
  ['a redeemer that is no data', { ...loads[0]!, redeemer: { nope: 1 } }, {}, /\$\.plutus\.redeemer/],
  ['a redeemer without a counter', { ...loads[0]!, redeemer: { bytes: '00' } }, {}, /an integer in it/],
];

for (const [name, load, more, message] of refusals)
  test(`refuses ${name}`, () => {
    assert.throws(
      () => open(load, more),
      (error) =>
        error instanceof GeneratorError &&
        error.code === 'GENERATOR_TRANSACTION' &&
        message.test(error.message),
    );
  });

test('refuses scripts where the network runs none', () => {
  assert.throws(
    () => openWallet(network.genesis, network.seed, { ...shape, plutus: loads[0]! }, { sigKey: 'utxo.skey' }),
    /execution prices/,
  );
});
