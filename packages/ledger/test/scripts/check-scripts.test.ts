import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Data, dataBytes, dataInt, findScript } from '@slotbench/plutus';
import { decodeTx } from '../../src/transaction/decode.ts';
import { txInKey } from '../../src/transaction/transaction.ts';
import { describeFailure } from '../../src/utxo/failure.ts';
import { overlayUtxo } from '../../src/utxo/overlay.ts';
import { validateTx } from '../../src/utxo/validate-tx.ts';
import { addressOf, seed } from '../utxo/value-tx.ts';
import {
  type Change,
  collateral,
  FEE,
  locked,
  lockedOutput,
  parameters,
  rules,
  spend,
  utxoOf,
  VALUE,
} from './script-tx.ts';

const context = { protocolParameters: parameters, networkId: 0, slot: 1 } as const;
const names = ['Loop', 'Loop2024', 'LoopV3', 'EcdsaSecp256k1Loop', 'SchnorrSecp256k1LoopV3', 'Ripemd160'];

for (const name of names)
  test(`${name}: an output that it locks is spent, and read back the same`, () => {
    const { script, tx } = spend(name);
    assert.equal(validateTx(utxoOf(script), tx, context), undefined);
    assert.equal(validateTx(utxoOf(script), decodeTx(tx.bytes), context), undefined);
  });

const { language, flat } = findScript('LoopV3')!;
const other = { language, flat };

const refused: readonly (readonly [string, Change, code: string])[] = [
  ['no script', { scripts: { scripts: [] } }, 'MissingScriptWitnessesUTXOW'],
  [
    'a script that nothing needs',
    { scripts: { scripts: [...spend('Loop2024').draft.scripts.scripts, other] } },
    'ExtraneousScriptWitnessesUTXOW',
  ],
  ['no datum', { scripts: { datums: [] } }, 'MissingRequiredDatums'],
  [
    'a datum that nothing names',
    { scripts: { datums: [dataInt(0), dataInt(1)] } },
    'NotAllowedSupplementalDatums',
  ],
  ['no redeemer', { scripts: { spend: [] } }, 'MissingRedeemers'],
  [
    'another cost model than the network has',
    { scripts: { rules: { costModels: { V1: [1], V3: [] } } } },
    'PPViewHashesDontMatch',
  ],
  [
    'more units than a transaction may state',
    { units: { cpu: 10_000_000_001n, memory: 1n } },
    'ExUnitsTooBigUTxO',
  ],
  ['no collateral', { scripts: { collateral: [] } }, 'NoCollateralInputs'],
  [
    'collateral that is not there',
    { scripts: { collateral: [{ txId: 'cc'.repeat(32), index: 0 }] } },
    'BadInputsUTxO',
  ],
  ['collateral that a script locks', { scripts: { collateral: [locked] } }, 'ScriptsNotPaidUTxO'],
  ['collateral whose owner has not signed', { signers: [seed(3)] }, 'MissingVKeyWitnessesUTXOW'],
  ['a script that fails', { redeemer: dataInt(5) }, 'ValidationTagMismatch'],
  ['a redeemer of another type', { redeemer: dataBytes(new Uint8Array(1)) }, 'ValidationTagMismatch'],
  [
    'fewer units than the script takes',
    { units: { cpu: 1_000_000n, memory: 1_000n } },
    'ValidationTagMismatch',
  ],
  ['success that is said to be failure', { scripts: { isValid: false } }, 'ValidationTagMismatch'],
  [
    'a fee without the price of the units',
    { draft: { fee: 200_000n, outputs: [{ address: addressOf(2), lovelace: VALUE - 200_000n }] } },
    'FeeTooSmallUTxO',
  ],
];

for (const [name, change, code] of refused)
  test(`refuses ${name}`, () => {
    const { script, tx } = spend('Loop2024', change);
    const failure = validateTx(utxoOf(script), tx, context);
    assert.equal(failure?.code, code, failure && describeFailure(failure));
    assert.doesNotMatch(describeFailure(failure!), /undefined|\[object/);
  });

test('refuses collateral that does not cover one and a half fees, or is too many inputs', () => {
  const { script, tx } = spend('Loop2024');
  const utxo = utxoOf(script);
  utxo.set(txInKey(collateral), { address: addressOf(1), lovelace: 2_999_999n, sizeBytes: 40 });
  assert.deepEqual(validateTx(utxo, tx, context), {
    code: 'InsufficientCollateral',
    lovelace: 2_999_999n,
    minimum: 3_000_000n,
  });
  const none = { ...parameters, scripts: { ...rules, maxCollateralInputs: 0 } };
  assert.equal(
    validateTx(utxoOf(script), tx, { ...context, protocolParameters: none })?.code,
    'TooManyCollateralInputs',
  );
});

test('refuses an output of V1 or V2 without a datum; V3 needs none', () => {
  for (const [name, code] of [
    ['Loop2024', 'UnspendableUTxONoDatumHash'],
    ['LoopV3', undefined],
  ] as const) {
    const { script, tx } = spend(name, { scripts: { datums: [] } });
    const utxo = utxoOf(script);
    utxo.set(txInKey(locked), { ...lockedOutput(script), carried: undefined! });
    const { carried: _, ...bare } = lockedOutput(script);
    utxo.set(txInKey(locked), bare);
    assert.equal(validateTx(utxo, tx, context)?.code, code);
  }
});

test('refuses a script whose language lacks what it uses', () => {
  const script = findScript('MultiScalarMulG1')!;
  const { tx } = spend(script.name);
  const old = { ...parameters, protocolVersion: { major: 10, minor: 0 } };
  assert.equal(
    validateTx(utxoOf(script), tx, { ...context, protocolParameters: old })?.code,
    'MalformedScriptWitnesses',
  );
});

test('refuses scripts without a redeemer where nothing is locked, and malformed parts', () => {
  const { script, tx } = spend('Loop2024');
  const broken = { ...tx, otherWitnesses: new Map([[5, Uint8Array.of(1)]]) };
  assert.equal(validateTx(utxoOf(script), broken, context)?.code, 'MalformedScriptWitnesses');
});

test('failed scripts cost the collateral and nothing else', () => {
  const failing: Data = dataInt(5);
  const { script, tx } = spend('Loop2024', { redeemer: failing, scripts: { isValid: false } });
  const utxo = utxoOf(script);
  assert.equal(validateTx(utxo, tx, context), undefined);
  const after = overlayUtxo(utxo);
  after.add(tx);
  assert.equal(after.get(txInKey(collateral)), undefined);
  assert.notEqual(after.get(txInKey(locked)), undefined);
  assert.equal(after.get(txInKey({ txId: tx.id, index: 0 })), undefined);
  assert.ok(FEE < 10_000_000n);
});
