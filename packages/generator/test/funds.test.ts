import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialLedger, overlayUtxo, type Tx, validateTx } from '@slotbench/ledger';
import { GeneratorError } from '../src/errors.ts';
import { openWallet } from '../src/funds.ts';
import { buildLoadTx } from '../src/load-plan.ts';
import { openSigningThread } from '../src/open-signer.ts';
import { slim } from '../src/signing.ts';
import { createNetwork } from './network.ts';

const { genesis, seed } = createNetwork();
const shape = {
  tx_count: 300,
  inputs_per_tx: 2,
  outputs_per_tx: 2,
  tx_fee: 1_000_000,
  add_tx_size: 100,
  min_utxo_value: 10_000_000,
};
const open = (more: Partial<typeof shape> = {}, network = { genesis, seed }) =>
  openWallet(network.genesis, network.seed, { ...shape, ...more }, { sigKey: 'utxo.skey' });

/** The ledger's own rules are the oracle: every transaction in its order, none spent twice. */
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

const shapes: [name: string, more: Partial<typeof shape>, levels: number[]][] = [
  ['one level', { tx_count: 20 }, [1]],
  ['two levels', {}, [1, 3]],
  ['three inputs, one output, no metadata', { inputs_per_tx: 3, outputs_per_tx: 1, add_tx_size: 0 }, [1, 5]],
  ['one transaction', { tx_count: 1, inputs_per_tx: 1 }, [1]],
];

for (const [name, more, levels] of shapes)
  test(`the ledger takes splits and load: ${name}`, () => {
    const wallet = open(more);
    assert.deepEqual(
      wallet.splits.map((level) => level.length),
      levels,
    );
    const count = more.tx_count ?? shape.tx_count;
    const load = Array.from({ length: count }, (_, n) => buildLoadTx(wallet.plan, n));
    assertValid([...wallet.splits.flat(), ...load]);
    assert.equal(new Set(load.map((tx) => tx.id)).size, count);
    assert.deepEqual(buildLoadTx(wallet.plan, count - 1).bytes, load.at(-1)!.bytes);
  });

const refusals: [name: string, more: Partial<typeof shape>, code: string, text: RegExp][] = [
  [
    'a fee below the least',
    { tx_fee: 1000 },
    'GENERATOR_TRANSACTION',
    /\$\.tx_fee: expected at least \d+ lovelace .*got 1000/,
  ],
  [
    'outputs below the least',
    { min_utxo_value: 5, tx_fee: 200_000 },
    'GENERATOR_TRANSACTION',
    /\$\.min_utxo_value: expected at least \d+/,
  ],
  [
    'a transaction too large',
    { add_tx_size: 17_000, tx_fee: 2_000_000 },
    'GENERATOR_TRANSACTION',
    /at most 16384 bytes \(maxTxSize\)/,
  ],
  [
    'too few funds',
    { tx_count: 1_000_000 },
    'GENERATOR_FUNDS',
    /gives this key 10000000000000 lovelace, the load needs at least \d+/,
  ],
];

for (const [name, more, code, text] of refusals)
  test(`refused before anything is sent: ${name}`, () => {
    assert.throws(
      () => open(more),
      (error) => {
        assert(error instanceof GeneratorError);
        assert.equal(error.code, code);
        assert.match(error.message, text);
        return true;
      },
    );
  });

test('a key without funds in the genesis is told so', () => {
  const stranger = new Uint8Array(32).fill(9);
  assert.throws(() => open({}, { genesis, seed: stranger }), /the genesis gives this key no funds/);
});

test('the signing thread makes the same transactions, in the order asked', async () => {
  const { plan } = open();
  const signer = openSigningThread(plan);
  const answers = await Promise.all([signer.sign(0, 3), signer.sign(298, 2), signer.sign(7, 1)]);
  assert.deepEqual(
    answers.flat(),
    [0, 1, 2, 298, 299, 7].map((n) => slim(buildLoadTx(plan, n))),
  );
  const unanswered = signer.sign(0, 50);
  unanswered.catch(() => {});
  await signer.close();
  await assert.rejects(unanswered, /has ended/);
  await assert.rejects(signer.sign(0, 1), /has ended/);
});
