import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { blake2b256 } from '../../src/crypto/blake2b.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { decodeTx } from '../../src/transaction/decode.ts';
import type { Tx } from '../../src/transaction/transaction.ts';
import { describeFailure, type TxFailure } from '../../src/utxo/failure.ts';
import { minUtxoValue, type TxContext, validateTx } from '../../src/utxo/validate-tx.ts';
import { createVerifiedTxs } from '../../src/utxo/verified-txs.ts';
import { parameters } from '../recorded-ledger.ts';
import {
  addressOf,
  assemble,
  bytes,
  type Entry,
  inputs,
  keyHash,
  outputs,
  type Parts,
  seed,
  txOut,
  uint,
} from './value-tx.ts';

const txId = 'aa'.repeat(32);
const scriptAddress = fromHex(`70${'bb'.repeat(28)}`);
const utxo = new Map([
  [`${txId}#0`, txOut(addressOf(1), 6_000_000n)],
  [`${txId}#1`, txOut(addressOf(2), 4_000_000n)],
  [`${txId}#2`, txOut(scriptAddress, 9_000_000n)],
  [`${txId}#3`, { ...txOut(addressOf(1), 9_000_000n), carried: { assets: fromHex('a0') } }],
]);
const context: TxContext = { protocolParameters: parameters, networkId: 0, slot: 100 };

const FEE = 200_000n;
const auxiliary = fromHex('a10041aa');
const pay = (lovelace = 10_000_000n - FEE - 3_000_000n) => [
  { address: addressOf(3), lovelace },
  { address: addressOf(1), lovelace: 3_000_000n },
];
const first = { txId, index: 0 };
const second = { txId, index: 1 };

/** Spends both outputs, valid in slots 50..149, with metadata: valid as it stands. */
const good: Parts = {
  body: new Map<number, Entry>([
    [0, inputs(first, second)],
    [1, outputs(...pay())],
    [2, uint(FEE)],
    [3, uint(150)],
    [7, bytes(blake2b256(auxiliary))],
    [8, uint(50)],
  ]),
  signers: [seed(1), seed(2)],
  auxiliary: (w) => {
    w.raw(auxiliary);
  },
};

function change(entries: Record<number, Entry | undefined>, rest: Partial<Parts> = {}): Parts {
  const body = new Map(good.body);
  for (const [key, entry] of Object.entries(entries))
    if (entry === undefined) body.delete(Number(key));
    else body.set(Number(key), entry);
  return { ...good, body, ...rest };
}

test('the transaction that every case below breaks in one place is valid', () => {
  assert.equal(validateTx(utxo, assemble(good), context), undefined);
});

const minimum = minUtxoValue(parameters, txOut(addressOf(3), 900_000n).sizeBytes);
const wrongNetwork = fromHex(`61${keyHash(3)}`);

const NO_SCRIPTS = {
  code: 'UnsupportedTx',
  feature: 'scripts: the network has no Alonzo genesis',
} as const;

const cases: readonly {
  name: string;
  parts: Parts;
  context?: Partial<TxContext>;
  failure: TxFailure | ((tx: Tx) => TxFailure);
}[] = [
  { name: 'no inputs', parts: change({ 0: inputs() }), failure: { code: 'InputSetEmptyUTxO' } },
  {
    name: 'an input that does not exist',
    parts: change({ 0: inputs(first, second, { txId, index: 9 }) }),
    failure: { code: 'BadInputsUTxO', inputs: [`${txId}#9`] },
  },
  {
    name: 'an input twice',
    parts: change({ 0: inputs(first, first) }),
    failure: { code: 'DuplicateInputs', input: first },
  },
  {
    name: 'one lovelace more than comes in',
    parts: change({ 1: outputs(...pay(6_800_001n)) }),
    failure: { code: 'ValueNotConservedUTxO', consumed: 10_000_000n, produced: 10_000_001n },
  },
  {
    name: 'one lovelace less than comes in',
    parts: change({ 1: outputs(...pay(6_799_999n)) }),
    failure: { code: 'ValueNotConservedUTxO', consumed: 10_000_000n, produced: 9_999_999n },
  },
  {
    name: 'a fee below a · size + b',
    parts: change({ 2: uint(100_000n), 1: outputs(...pay(6_900_000n)) }),
    failure: (tx) => ({
      code: 'FeeTooSmallUTxO',
      fee: 100_000n,
      minimum: 155_381n + 44n * BigInt(tx.bytes.length - 1),
    }),
  },
  {
    name: 'more bytes than allowed',
    parts: good,
    context: { protocolParameters: { ...parameters, maxTxSize: assemble(good).sizeBytes - 1 } },
    failure: (tx) => ({ code: 'MaxTxSizeUTxO', sizeBytes: tx.sizeBytes, maxBytes: tx.sizeBytes - 1 }),
  },
  {
    name: 'the slot of its time to live',
    parts: good,
    context: { slot: 150 },
    failure: { code: 'OutsideValidityIntervalUTxO', slot: 150, validityStart: 50, ttl: 150 },
  },
  {
    name: 'the slot before its validity start',
    parts: good,
    context: { slot: 49 },
    failure: { code: 'OutsideValidityIntervalUTxO', slot: 49, validityStart: 50, ttl: 150 },
  },
  {
    name: 'an output below the minimum',
    parts: change({ 1: outputs(...pay(minimum - 1n)) }),
    failure: { code: 'OutputTooSmallUTxO', output: 0, lovelace: minimum - 1n, minimum },
  },
  {
    name: 'an output on another network',
    parts: change({ 1: outputs({ address: wrongNetwork, lovelace: 9_800_000n }) }),
    failure: { code: 'WrongNetwork', output: 0, expected: 0, got: 1 },
  },
  {
    name: 'another network in the body',
    parts: change({ 15: uint(1) }),
    failure: { code: 'WrongNetworkInTxBody', expected: 0, got: 1 },
  },
  {
    name: 'an owner that did not sign',
    parts: { ...good, signers: [seed(1), seed(3)] },
    failure: { code: 'MissingVKeyWitnessesUTXOW', keyHashes: [keyHash(2)] },
  },
  {
    name: 'a required signer that did not sign',
    parts: change({
      14: (w) => {
        w.tag(258)
          .array(1)
          .bytes(fromHex(keyHash(4)));
      },
    }),
    failure: { code: 'MissingVKeyWitnessesUTXOW', keyHashes: [keyHash(4)] },
  },
  {
    name: 'auxiliary data without its hash',
    parts: change({ 7: undefined }),
    failure: { code: 'MissingTxBodyMetadataHash', auxiliaryHash: toHex(blake2b256(auxiliary)) },
  },
  {
    name: 'a hash without auxiliary data',
    parts: { body: good.body, signers: good.signers },
    failure: { code: 'MissingTxMetadata', expectedHash: toHex(blake2b256(auxiliary)) },
  },
  {
    name: 'the hash of other auxiliary data',
    parts: change({ 7: bytes(new Uint8Array(32)) }),
    failure: {
      code: 'ConflictingMetadataHash',
      expectedHash: '00'.repeat(32),
      auxiliaryHash: toHex(blake2b256(auxiliary)),
    },
  },
  {
    name: 'spending from a script, without an Alonzo genesis',
    parts: change({
      0: inputs({ txId, index: 2 }),
      1: outputs({ address: addressOf(3), lovelace: 8_800_000n }),
    }),
    failure: NO_SCRIPTS,
  },
  {
    name: 'spending assets',
    parts: change({ 0: inputs({ txId, index: 3 }) }),
    failure: { code: 'UnsupportedTx', feature: `spending ${txId}#3, which no key or script alone locks` },
  },
  {
    name: 'an output to a reward account',
    parts: change({ 1: outputs({ address: fromHex(`e0${keyHash(3)}`), lovelace: 9_800_000n }) }),
    failure: { code: 'UnsupportedTx', feature: `the address of output 0 (e0${keyHash(3)})` },
  },
  {
    name: 'an output to a malformed address',
    parts: change({ 1: outputs({ address: fromHex('6000'), lovelace: 9_800_000n }) }),
    failure: { code: 'UnsupportedTx', feature: 'the address of output 0 (6000)' },
  },
  {
    name: 'failed scripts, without an Alonzo genesis',
    parts: { ...good, isValid: false },
    failure: NO_SCRIPTS,
  },
  ...(
    [
      [4, 'certificates'],
      [5, 'withdrawals'],
      [9, 'minting'],
      [19, 'voting procedures'],
      [20, 'proposal procedures'],
      [22, 'donations'],
      [99, 'body entry 99'],
    ] as const
  ).map(([key, feature]) => ({
    name: feature,
    parts: change({ [key]: uint(1) }),
    failure: { code: 'UnsupportedTx', feature } as const,
  })),
  ...(
    [
      [1, 'native scripts'],
      [42, 'witness entry 42'],
    ] as const
  ).map(([key, feature]) => ({
    name: `witnesses: ${feature}`,
    parts: { ...good, witnesses: new Map([[key, uint(1)]]) },
    failure: { code: 'UnsupportedTx', feature } as const,
  })),
  {
    name: 'outputs with assets',
    parts: change({
      1: (w) => {
        w.array(1).array(2).bytes(addressOf(3)).array(2).uint(9_800_000n).map(0);
      },
    }),
    failure: { code: 'UnsupportedTx', feature: 'outputs with assets' },
  },
];

for (const { name, parts, context: changed, failure } of cases)
  test(`refuses ${name}`, () => {
    const tx = assemble(parts);
    const got = validateTx(utxo, tx, { ...context, ...changed });
    assert.deepEqual(got, typeof failure === 'function' ? failure(tx) : failure);
    assert.doesNotMatch(describeFailure(got!), /undefined|\[object/);
  });

test('the least value of an output to a base address is the one that wallets know: 0.969750 ADA', () => {
  // `82 5839 address 1a lovelace`: 65 bytes.
  assert.equal(minUtxoValue(parameters, 65), 969_750n);
});

test('the limits themselves are allowed: first and last slot, largest size, least fee, least output', () => {
  const tx = assemble(good);
  const largest = { ...parameters, maxTxSize: tx.sizeBytes };
  for (const slot of [50, 149])
    assert.equal(validateTx(utxo, tx, { ...context, protocolParameters: largest, slot }), undefined);
  const least = minUtxoValue(parameters, txOut(addressOf(1), 1_000_000n).sizeBytes);
  const fee = 155_381n + 44n * BigInt(tx.sizeBytes);
  const rest = { address: addressOf(3), lovelace: 10_000_000n - fee - least };
  const cheapest = assemble(
    change({ 1: outputs(rest, { address: addressOf(1), lovelace: least }), 2: uint(fee) }),
  );
  assert.equal(cheapest.sizeBytes, tx.sizeBytes);
  assert.equal(validateTx(utxo, cheapest, context), undefined);
});

/** The same transaction with one bit of its last signature flipped. */
function spoilSignature(tx: Tx): Tx {
  const spoilt = new Uint8Array(tx.bytes);
  const { signature } = tx.witnesses.at(-1)!;
  const at = Buffer.from(spoilt).indexOf(Buffer.from(signature));
  spoilt[at + 40]! ^= 1;
  return decodeTx(spoilt);
}

test('refuses a wrong signature', () => {
  assert.deepEqual(validateTx(utxo, spoilSignature(assemble(good)), context), {
    code: 'InvalidWitnessesUTXOW',
    publicKeys: [toHex(ed25519.publicKey(seed(2)))],
  });
});

test('refuses a wrong signature of a key that nobody asked for', () => {
  const tx = spoilSignature(assemble({ ...good, signers: [seed(1), seed(2), seed(9)] }));
  assert.equal(validateTx(utxo, tx, context)?.code, 'InvalidWitnessesUTXOW');
});

test('a verified transaction is not verified again, but the same body with other signatures is', () => {
  const tx = assemble(good);
  const spoilt = spoilSignature(tx);
  assert.equal(spoilt.id, tx.id);
  const verified = createVerifiedTxs(2);
  assert.equal(verified.has(tx), false);
  assert.equal(validateTx(utxo, tx, { ...context, verified }), undefined);
  assert.equal(verified.has(decodeTx(tx.bytes)), true);
  assert.equal(validateTx(utxo, spoilt, { ...context, verified })?.code, 'InvalidWitnessesUTXOW');
  // Only the signatures are taken on trust: here a set that says yes to everything hides the wrong one.
  const trusting = { has: () => true, add: () => {} };
  assert.equal(validateTx(utxo, spoilt, { ...context, verified: trusting }), undefined);
  assert.equal(validateTx(new Map(), spoilt, { ...context, verified: trusting })?.code, 'BadInputsUTxO');
});

test('the memory of verified transactions is bounded: the oldest goes first', () => {
  const verified = createVerifiedTxs(2);
  const txs = [1, 2, 3].map((n) => assemble(change({ 3: uint(150 + n) })));
  for (const tx of txs) verified.add(tx);
  assert.deepEqual(
    txs.map((tx) => verified.has(tx)),
    [false, true, true],
  );
});
