import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Tx, txInKey } from '@slotbench/ledger';
import { nextSplit, partOf, payerOf } from '../../src/load/plan.ts';
import { createChainWallet, payOut } from '../../src/load/wallet.ts';

const seed = new Uint8Array(32).fill(7);
const payer = payerOf(seed, 0);
const other = payerOf(new Uint8Array(32).fill(8), 0);
const open = () =>
  createChainWallet({
    keyHash: payer.keyHash,
    leastCoin: 1_000n,
    firstOutputs: [
      [`${'aa'.repeat(32)}#0`, { address: payer.address, lovelace: 1_000_000n, sizeBytes: 60 }],
      [`${'bb'.repeat(32)}#0`, { address: other.address, lovelace: 1_000_000n, sizeBytes: 60 }],
    ],
  });
const pay = (coin: { input: { txId: string; index: number }; lovelace: bigint }, parts = 1): Tx =>
  payOut([coin], {
    seed,
    addresses: Array.from({ length: parts }, () => payer.address),
    fee: 100n,
    metadataBytes: 0,
  });

test('a coin goes out, comes back with its block, goes back with a rollback and comes again', () => {
  const wallet = open();
  assert.equal(wallet.ready, 1, 'only our own genesis fund');
  const tx = pay(wallet.take()!, 3);
  wallet.submit(tx, 5);
  assert.deepEqual([wallet.ready, wallet.pending.size, wallet.take()], [0, 1, undefined]);
  wallet.forward('b1', [tx]);
  assert.deepEqual([wallet.ready, wallet.pending.size], [3, 0]);
  const child = pay(wallet.take()!);
  wallet.submit(child, 6);
  wallet.backward('b1');
  assert.deepEqual([...wallet.pending.keys()].sort(), [tx.id, child.id].sort());
  assert.equal(wallet.ready, 0, 'the coin below is reserved by the transaction that spends it');
  wallet.forward('b2', [tx]);
  assert.deepEqual([wallet.ready, wallet.pending.size], [2, 1], 'the child still has its coin');
  wallet.forward('b3', [child]);
  assert.deepEqual([wallet.ready, wallet.pending.size, wallet.conflicts], [3, 0, 0]);
});

test('a coin that somebody else spends is given up with all that hangs on it', () => {
  const wallet = open();
  const coin = wallet.take()!;
  const ours = pay(coin);
  wallet.submit(ours, 1);
  const child = pay({ input: { txId: ours.id, index: 0 }, lovelace: 999_900n });
  wallet.submit(child, 2);
  const rival = pay(coin, 2);
  wallet.forward('b1', [rival]);
  assert.deepEqual([wallet.pending.size, wallet.conflicts, wallet.ready], [0, 2, 2]);
});

test('made and spent in one block, and undone', () => {
  const wallet = open();
  const a = pay(wallet.take()!, 2);
  const b = pay({ input: { txId: a.id, index: 0 }, lovelace: 499_950n });
  wallet.forward('b1', [a, b]);
  assert.deepEqual(wallet.coins.map(({ input }) => txInKey(input)).sort(), [`${a.id}#1`, `${b.id}#0`].sort());
  wallet.backward('b1');
  assert.deepEqual(
    wallet.coins.map(({ input }) => txInKey(input)),
    [`${'aa'.repeat(32)}#0`],
  );
});

test('property: over random chains with rollbacks the coins are those of a plain fold from the origin', () => {
  let state = 3;
  const random = (below: number) => {
    state = (state * 48_271) % 0x7fffffff;
    return state % below;
  };
  const wallet = open();
  const chain: { hash: string; txs: Tx[] }[] = [];
  const oracle = () => {
    const coins = new Map([[`${'aa'.repeat(32)}#0`, 1_000_000n]]);
    for (const tx of chain.flatMap(({ txs }) => txs)) {
      for (const input of tx.inputs) coins.delete(txInKey(input));
      tx.outputs.forEach(({ lovelace }, index) => {
        coins.set(`${tx.id}#${index}`, lovelace);
      });
    }
    return coins;
  };
  for (let step = 0; step < 400; step++) {
    if (chain.length > 0 && random(3) === 0) wallet.backward(chain.pop()!.hash);
    else {
      const before = [...oracle()];
      const txs = Array.from({ length: random(3) }, () => before.splice(random(before.length), 1)[0]).flatMap(
        (entry) => {
          if (entry === undefined || entry[1] < 5_000n) return [];
          const [txId = '', index] = entry[0].split('#');
          const tx = pay({ input: { txId, index: Number(index) }, lovelace: entry[1] }, 1 + random(3));
          if (random(2) === 0) wallet.submit(tx, step);
          return [tx];
        },
      );
      chain.push({ hash: `b${step}`, txs });
      wallet.forward(`b${step}`, txs);
    }
    assert.deepEqual(
      new Map(wallet.coins.map(({ input, lovelace }) => [txInKey(input), lovelace])),
      oracle(),
    );
    const spent = new Set([...wallet.pending.values()].flatMap(({ tx }) => tx.inputs.map(txInKey)));
    const free = wallet.coins.filter(
      ({ input, lovelace }) => !spent.has(txInKey(input)) && lovelace >= 1_000n,
    );
    assert.equal(wallet.ready, free.length, `step ${step}`);
  }
});

test('splits: never more coins than wanted, every part pays for its uses, the parts and the fee are the coin', () => {
  const costs = { fee: 170_000n, leastOutput: 1_000_000n };
  const part = 1_000_000n + 20n * 170_000n;
  for (const largest of [0n, part, 2n * part, 3n * part, 50n * part, 10_000n * part])
    for (const wanted of [1, 2, 7, 300]) {
      const split = nextSplit({ ...costs, have: 1, wanted, largest, leastUses: 20 });
      if (wanted === 1 || largest < 2n * part + 170_000n) assert.equal(split, undefined);
      else {
        assert(split!.parts >= 2 && split!.parts <= Math.min(200, wanted));
        assert((largest - split!.fee) / BigInt(split!.parts) >= part);
      }
    }
});

test('parts of a key are different keys, the same for everyone who shares it', () => {
  const parts = [1, 2, 3].map((index) => payerOf(partOf(seed, { index, parts: 3 }), 0).keyHash);
  assert.equal(new Set([...parts, payer.keyHash]).size, 4);
  assert.equal(payerOf(partOf(seed, { index: 2, parts: 3 }), 0).keyHash, parts[1]);
  assert.notEqual(payerOf(partOf(seed, { index: 2, parts: 4 }), 0).keyHash, parts[1]);
});
