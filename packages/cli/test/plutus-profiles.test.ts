import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { projectScriptTx, scriptRulesOf } from '@slotbench/ledger';
import {
  calibrate,
  type Data,
  dataFromJson,
  dataInt,
  findScript,
  loadAccelerators,
  parseStrategy,
  withCounter,
} from '@slotbench/plutus';
import {
  generatorConfig,
  type Profile,
  profileNames,
  profileNames800,
  resolveProfile,
} from '@slotbench/profiles';

/** Every profile whose load calls a script, as the generator reads it. */
const profiles = [...profileNames(), ...namesOf800()]
  .map((name) => resolveProfile(name))
  .filter(({ generator }) => generator.plutus.type !== null);

/** 8.0.0's in one era: the others have the same values. */
function namesOf800(): string[] {
  return profileNames800()
    .filter((name) => name.endsWith('-bage') && !name.startsWith('chainsync-'))
    .map((name) => `8.0.0/${name}`);
}

before(loadAccelerators);

/** The projection's outputs hold 10,000 ada, those of a load 10: four bytes less. */
const FEWER_BYTES = 4n;

test('the vocabulary has its Plutus profiles', () => {
  const names = profiles.map(({ name }) => name);
  assert.equal(names.length, 88);
  const scripts = new Set(profiles.map(({ generator }) => generator.plutus.script));
  assert.deepEqual([...scripts].sort(), [
    'EcdsaSecp256k1Loop',
    'ExpModInteger',
    'HashOntoG2AndAdd',
    'Loop',
    'Loop2024',
    'LoopV3',
    'MultiScalarMulG1',
    'Ripemd160',
    'SchnorrSecp256k1Loop',
    'SchnorrSecp256k1LoopV3',
  ]);
});

/** Profiles whose script, budget and redeemer are the same are fitted once: a few hundredths of a second each. */
const fitted = new Map<string, ReturnType<typeof fit>>();

for (const profile of profiles)
  test(`${profile.name}: script, budgets and redeemer make a load that its fee pays`, () => {
    const { loops, txPerBlock, least } = fittingOf(profile);
    assert.ok(loops >= 1, `${loops} loops`);
    const { type } = profile.generator.plutus;
    const wanted = /_(\d)$/.exec(type!)?.[1] ?? 1;
    assert.ok(txPerBlock >= Number(wanted), `${txPerBlock} transactions a block`);
    assert.ok(
      BigInt(profile.generator.tx_fee) >= least,
      `${profile.generator.tx_fee} lovelace, at least ${least}`,
    );
  });

function fittingOf(profile: Profile): ReturnType<typeof fit> {
  const { alonzo, shelley, conway } = profile.genesis;
  const { plutus, inputs_per_tx, outputs_per_tx, add_tx_size } = profile.generator;
  const key = JSON.stringify([
    alonzo,
    conway?.plutusV3CostModel,
    shelley.protocolParams.protocolVersion,
    plutus,
    [inputs_per_tx, outputs_per_tx, add_tx_size],
  ]);
  const known = fitted.get(key) ?? fit(profile);
  fitted.set(key, known);
  return known;
}

function fit(profile: Profile): { loops: number; txPerBlock: number; least: bigint } {
  const { plutus } = generatorConfig(profile, {
    targets: [],
    localNodeSocketPath: '',
    nodeConfigFile: '',
    sigKey: '',
  }) as { plutus: { type: string; script: { Left: string }; redeemer: unknown } };
  const script = findScript(plutus.script.Left)!;
  const redeemer: Data =
    plutus.redeemer === null ? script.redeemer : dataFromJson(plutus.redeemer as never, 'redeemer');
  assert.notEqual(withCounter(redeemer, 0), undefined);
  const { shelley, alonzo, conway } = profile.genesis;
  const rules = scriptRulesOf({ alonzo, conway });
  assert.notEqual(rules.costModels[script.language], undefined);
  const { inputs_per_tx: inputs, outputs_per_tx: outputs, add_tx_size: metadataBytes } = profile.generator;
  const { loops, txPerBlock, used, ...calibration } = calibrate({
    script,
    redeemer,
    inputsPerTx: inputs,
    strategy: parseStrategy(plutus.type),
    parameters: {
      protocolVersion: shelley.protocolParams.protocolVersion.major,
      costModels: rules.costModels,
      maxTx: rules.maxTxUnits,
      maxBlock: rules.maxBlockUnits,
    },
  });
  const minFeeA = BigInt(shelley.protocolParams.minFeeA);
  const { fee } = projectScriptTx({
    script: { ...script, layers: 2 },
    datum: dataInt(0),
    redeemer: calibration.redeemer,
    units: used,
    parameters: { minFeeA, minFeeB: BigInt(shelley.protocolParams.minFeeB), scripts: rules },
    inputs,
    outputs,
    metadataBytes,
  });
  return { loops, txPerBlock, least: fee - FEWER_BYTES * minFeeA };
}
