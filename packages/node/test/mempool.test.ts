import assert from 'node:assert/strict';
import test from 'node:test';
import { Writer } from '@slotbench/cbor';
import {
  applyBlock,
  initialLedger,
  type LedgerState,
  type Tx,
  undoBlock,
  type unitsOf,
  validateTx,
} from '@slotbench/ledger';
import { Mempool } from '../src/mempool.ts';
import { transactionTracers } from '../src/traces/transactions.ts';
import { praosNetwork } from './praos-network.ts';
import { recordedTracing } from './tracing.ts';

const { genesis, forge, pay } = praosNetwork();
const never = new AbortController().signal;

interface Opened {
  readonly mempool: Mempool;
  readonly ledger: LedgerState;
  slot: number;
  take: ReturnType<typeof recordedTracing>['take'];
  add(...txs: Tx[]): Promise<string[]>;
}

type Units = ReturnType<typeof unitsOf>;

function open(capacityBytes = 100_000): Opened {
  const ledger = initialLedger(genesis);
  const { tracing, take } = recordedTracing();
  const opened: Opened = {
    ledger,
    slot: 0,
    take,
    mempool: new Mempool({
      ledger: {
        utxo: ledger.utxo,
        validate: (utxo, tx) => validateTx(utxo, tx, { ...genesis, slot: opened.slot })?.code,
        nextSlot: () => opened.slot,
      },
      trace: transactionTracers(tracing),
      capacityBytes,
    }),
    async add(...txs) {
      const results: string[] = [];
      for (const tx of txs) results.push(await opened.mempool.addWhenRoom(tx, never));
      return results;
    },
  };
  return opened;
}

const ids = (txs: readonly Tx[]): string[] => txs.map(({ id }) => id);

/** A fund split in four, and what spends the parts. */
const split = pay({ outputs: 4 });
const [first, second, third] = [0, 1, 2].map((index) => pay({ from: { tx: split, index } })) as [Tx, Tx, Tx];
const chained = pay({ from: { tx: first, index: 0 } });
const conflicting = pay({ from: { tx: split, index: 0 }, fee: 2_000_000n });

test('takes what is valid upon the ledger and what waits, and nothing twice', async () => {
  const { mempool, add, take } = open();
  assert.deepEqual(await add(first), ['rejected'], 'its parent is not there yet');
  assert.deepEqual(await add(split, first, chained, conflicting, first), [
    'added',
    'added',
    'added',
    'rejected',
    'known',
  ]);
  assert.deepEqual(ids(mempool.snapshot(100_000)), ids([split, first, chained]));
  const bytes = split.sizeBytes + first.sizeBytes + chained.sizeBytes;
  assert.deepEqual(mempool.size, { numTxs: 3, bytes });
  assert.equal(mempool.rejectedCount, 2);
  const traced = take();
  assert.deepEqual(
    traced.map(({ ns }) => ns.replace('Mempool.', '')),
    ['RejectedTx', 'AddedTx', 'AddedTx', 'AddedTx', 'RejectedTx'],
  );
  assert.deepEqual(traced[3]!.data, {
    kind: 'TraceMempoolAddedTx',
    tx: { txid: chained.id.slice(0, 8) },
    mempoolSize: { numTxs: 3, bytes },
  });
});

test('a snapshot is the longest start that fits, after what must lead', async () => {
  const { mempool, add } = open();
  await add(split, first, second);
  assert.deepEqual(ids(mempool.snapshot(split.sizeBytes + first.sizeBytes + 20)), ids([split, first]));
  assert.deepEqual(mempool.snapshot(10), []);
  assert.deepEqual(ids(mempool.snapshot(100_000, [third])), ids([third, split, first, second]));
});

test('a block takes out what it holds and what conflicts with it; what fits stays', async () => {
  const { mempool, add, ledger, take } = open();
  await add(split, first, second, chained);
  take();
  const block = forge({ pool: 0, parent: undefined, slot: 1, txs: [split, conflicting] });
  assert.equal(applyBlock(ledger, block).failure, undefined);
  mempool.chainChanged({ abandoned: [], adopted: [{ hash: block.header.hash, txs: block.txs }] });
  assert.deepEqual(ids(mempool.snapshot(100_000)), ids([second]));
  const [removed] = take();
  assert.equal(removed!.ns, 'Mempool.RemoveTxs');
  assert.deepEqual(
    removed!.data.txs,
    [split, first, chained].map(({ id }) => ({ txid: id.slice(0, 8) })),
  );
  assert.deepEqual(removed!.data.mempoolSize, { numTxs: 1, bytes: second.sizeBytes });
  assert.equal(mempool.knows(split.id), true, 'the chain holds it');
  assert.equal(mempool.knows(chained.id), false);
});

test('transactions of an abandoned block come back, before those that depend on them', async () => {
  const { mempool, add, ledger } = open();
  await add(split, first);
  const block = forge({ pool: 0, parent: undefined, slot: 1, txs: [split, first] });
  const { undo } = applyBlock(ledger, block);
  mempool.chainChanged({ abandoned: [], adopted: [{ hash: 'a', txs: block.txs }] });
  await add(chained);
  const seen = mempool.after(-1, 10).at(-1)!.ticket;
  undoBlock(ledger, undo!);
  mempool.chainChanged({ abandoned: [{ hash: 'a', txs: block.txs }], adopted: [] });
  assert.deepEqual(ids(mempool.snapshot(100_000)), ids([split, first, chained]));
  assert.deepEqual(
    mempool.after(seen, 10).map(({ tx }) => tx.id),
    ids([split, first]),
    'they are offered to peers again',
  );
});

test('what is too late for the next block leaves with the next change', async () => {
  const opened = open();
  const brief = pay({ ttl: 10 });
  await opened.add(brief);
  opened.slot = 9;
  opened.mempool.chainChanged({ abandoned: [], adopted: [] });
  assert.equal(opened.mempool.size.numTxs, 1);
  opened.slot = 10;
  opened.mempool.chainChanged({ abandoned: [], adopted: [] });
  assert.equal(opened.mempool.size.numTxs, 0);
});

test('a full mempool makes the next one wait, until a block makes room', async () => {
  const { mempool, add, ledger } = open(split.sizeBytes + first.sizeBytes);
  await add(split, first);
  const heard: string[] = [];
  const room = mempool.untilRoom(never, {
    onFull: () => heard.push('full'),
    onRoom: () => heard.push('room'),
  });
  let result: string | undefined;
  const adding = mempool.addWhenRoom(second, never).then((added) => {
    result = added;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(result, undefined);
  assert.deepEqual(heard, ['full']);
  const block = forge({ pool: 0, parent: undefined, slot: 1, txs: [split] });
  applyBlock(ledger, block);
  mempool.chainChanged({ abandoned: [], adopted: [{ hash: 'a', txs: block.txs }] });
  await Promise.all([adding, room]);
  assert.equal(result, 'added');
  assert.deepEqual(heard, ['full', 'room']);
});

/** The transaction with a redeemer that states so many units; what is validated here looks at neither. */
function stating(tx: Tx, { cpu, memory }: Units): Tx {
  const redeemers = new Writer().map(1).array(2).uint(0).uint(0).array(2).uint(0).array(2);
  return { ...tx, otherWitnesses: new Map([[5, redeemers.uint(memory).uint(cpu).finish()]]) };
}

test('a mempool holds the script units of two blocks, whichever of the two runs out', async () => {
  const block = { cpu: 100n, memory: 100n };
  for (const units of [
    { cpu: 200n, memory: 1n },
    { cpu: 1n, memory: 200n },
  ]) {
    const ledger = initialLedger(genesis);
    const mempool = new Mempool({
      ledger: { utxo: ledger.utxo, validate: () => undefined, nextSlot: () => 2 },
      trace: transactionTracers(recordedTracing().tracing),
      capacityBytes: 100_000,
      maxBlockUnits: block,
    });
    for (const tx of [split, stating(first, units)])
      assert.equal(await mempool.addWhenRoom(tx, never), 'added');
    const heard: string[] = [];
    const room = mempool.untilRoom(never, {
      onFull: () => heard.push('full'),
      onRoom: () => heard.push('room'),
    });
    const adding = mempool.addWhenRoom(second, never).then((result) => heard.push(result));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, ['full']);
    const next = forge({ pool: 0, parent: undefined, slot: 1, txs: [split, first] });
    applyBlock(ledger, next);
    mempool.chainChanged({ abandoned: [], adopted: [{ hash: 'a', txs: next.txs }] });
    await Promise.all([adding, room]);
    assert.deepEqual(heard.sort(), ['added', 'full', 'room']);
  }
});

test('arrivals are handed out once, by ticket, without those that left', async () => {
  const { mempool, add, ledger } = open();
  await add(split, first, second, third);
  const two = mempool.after(-1, 2);
  assert.deepEqual(
    two.map(({ tx }) => tx.id),
    ids([split, first]),
  );
  const block = forge({ pool: 0, parent: undefined, slot: 1, txs: [split, second] });
  applyBlock(ledger, block);
  mempool.chainChanged({ abandoned: [], adopted: [{ hash: 'a', txs: block.txs }] });
  assert.deepEqual(
    mempool.after(two.at(-1)!.ticket, 10).map(({ tx }) => tx.id),
    ids([third]),
  );
  assert.equal(mempool.get(second.id), undefined);
});
