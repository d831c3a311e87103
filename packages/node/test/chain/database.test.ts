import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { type Block, preferCandidate } from '@slotbench/ledger';
import { openBlockLog } from '../../src/block-log.ts';
import { type ChainChange, ChainDatabase } from '../../src/chain/database.ts';
import { chainDbTracers } from '../../src/traces/chain-db.ts';
import { praosNetwork } from '../praos-network.ts';
import { recordedTracing } from '../tracing.ts';

const K = 5;
const network = praosNetwork({ pools: 3, k: K });
const { genesis, forge, pay } = network;

interface Opened {
  readonly database: ChainDatabase;
  readonly changes: ChainChange[];
  /** Last parts of the namespaces of `ChainDB.AddBlockEvent` since the last call. */
  events(): string[];
  reopen(): Promise<Opened>;
}

async function withDatabase(use: (opened: Opened) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sbn-db-'));
  let close = async (): Promise<void> => {};
  const open = async (): Promise<Opened> => {
    await close();
    const log = await openBlockLog(join(folder, 'blocks.log'), { genesisHash: genesis.initialNonce });
    close = () => log.close();
    const { tracing, take } = recordedTracing();
    const database = new ChainDatabase({ genesis, log, trace: chainDbTracers(tracing) });
    const changes: ChainChange[] = [];
    database.onChange = (change) => changes.push(change);
    await database.replay(() => {});
    const events = (): string[] => take().map(({ ns }) => ns.replace('ChainDB.AddBlockEvent.', ''));
    return { database, changes, events, reopen: open };
  };
  try {
    await use(await open());
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
}

/** `length` blocks upon `parent`, in consecutive slots. */
function branch(o: { parent?: Block; length: number; pool: number; firstSlot: number }): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < o.length; i++)
    blocks.push(forge({ pool: o.pool, parent: blocks.at(-1) ?? o.parent, slot: o.firstSlot + i }));
  return blocks;
}

const outputs = (database: ChainDatabase): string[] =>
  [...(database.utxo as Map<string, unknown>).keys()].sort();

test('a block on the tip is adopted, with the traces of each step in order', () =>
  withDatabase(async ({ database, events }) => {
    const tx = pay({ outputs: 3 });
    const block = forge({ pool: 0, parent: undefined, slot: 3, txs: [tx] });
    assert.deepEqual(await database.addBlock(block), { kind: 'adopted' });
    assert.deepEqual(events(), [
      'AddedBlockToQueue',
      'AddedBlockToQueue',
      'PoppingFromQueue',
      'PoppedBlockFromQueue',
      'AddedBlockToVolatileDB',
      'AddedBlockToVolatileDB',
      'TryAddToCurrentChain',
      'AddBlockValidation.ValidCandidate',
      'ChangingSelection',
      'AddedToCurrentChain',
    ]);
    assert.equal(database.chain.tipBlockNo, 0);
    assert.ok(database.utxo.get(`${tx.id}#2`) !== undefined);
    assert.deepEqual(await database.addBlock(block), { kind: 'ignored' });
    assert.deepEqual(await database.blockBytes(block.header.hash, database.chain.tip!.place), block.bytes);
    assert.deepEqual(await database.headerBytes(database.chain.tip!), block.header.bytes);
  }));

test('blocks in the wrong order are stored and adopted together once they connect', () =>
  withDatabase(async ({ database, changes }) => {
    const [a, b, c] = branch({ length: 3, pool: 0, firstSlot: 1 }) as [Block, Block, Block];
    for (const header of [a, b, c]) assert.equal(database.headers.admit(header.header), undefined);
    assert.deepEqual(await database.addBlock(c), { kind: 'stored' });
    assert.deepEqual(await database.addBlock(b), { kind: 'stored' });
    assert.deepEqual(await database.addBlock(a), { kind: 'adopted' });
    assert.equal(database.tip!.hash, c.header.hash);
    assert.deepEqual(
      changes.map(({ adopted }) => adopted.length),
      [3],
    );
  }));

test('a longer fork replaces the end of the chain, with ledger and readers', () =>
  withDatabase(async ({ database, changes, events }) => {
    const tx = pay();
    const [root] = branch({ length: 1, pool: 0, firstSlot: 1 });
    const ours = forge({ pool: 0, parent: root, slot: 2, txs: [tx] });
    const theirs = branch({ parent: root!, length: 2, pool: 1, firstSlot: 20 });
    for (const block of [root!, ours]) await database.addBlock(block);
    const afterOurs = outputs(database);
    const follower = database.addFollower();
    follower.position = 1;
    follower.rollBack = false;
    assert.deepEqual(await database.addBlock(theirs[0]!), { kind: 'stored' });
    assert.deepEqual(outputs(database), afterOurs);
    events();
    assert.deepEqual(await database.addBlock(theirs[1]!), { kind: 'adopted' });
    assert.equal(database.tip!.hash, theirs[1]!.header.hash);
    assert.equal(database.utxo.get(`${tx.id}#0`), undefined);
    assert.deepEqual(follower, { position: 0, rollBack: true });
    assert.deepEqual(
      changes.at(-1)!.abandoned.map(({ header }) => header.hash),
      [ours.header.hash],
    );
    assert.ok(events().includes('SwitchedToAFork'));
    assert.deepEqual(
      database.range(theirs[0]!.header.hash, theirs[1]!.header.hash)!.map(({ hash }) => hash),
      theirs.map(({ header }) => header.hash),
    );
    const fork = database.range(root!.header.hash, ours.header.hash)!.map(({ hash }) => hash);
    assert.deepEqual(fork, [root!.header.hash, ours.header.hash], 'the abandoned fork is still served');
    assert.equal(database.range(ours.header.hash, theirs[1]!.header.hash), undefined);
  }));

test('of two blocks of equal height and near slots the lower VRF output wins, whichever came first', async () => {
  const blocks = [0, 1, 2].map((pool) => forge({ pool, parent: undefined, slot: 5 }));
  const best = blocks.reduce((a, b) => (preferCandidate(a.header, b.header) ? b : a));
  for (const order of [blocks, blocks.toReversed()])
    await withDatabase(async ({ database }) => {
      for (const block of order) await database.addBlock(block);
      assert.equal(database.tip!.hash, best.header.hash);
    });
});

test('an invalid block and all after it are refused and remembered; chain and ledger stay as they were', () =>
  withDatabase(async ({ database, events }) => {
    const tx = pay();
    const [root] = branch({ length: 1, pool: 0, firstSlot: 1 });
    const ours = forge({ pool: 0, parent: root, slot: 2 });
    // Spends the same output twice on one branch.
    const good = forge({ pool: 1, parent: root, slot: 3, txs: [tx] });
    const bad = forge({ pool: 1, parent: good, slot: 4, txs: [pay({ fee: 2_000_000n })] });
    const child = forge({ pool: 1, parent: bad, slot: 5 });
    const found: string[] = [];
    database.onInvalid = (hash) => found.push(hash);
    await database.addBlock(root!);
    await database.addBlock(ours);
    for (const { header } of [good, bad, child]) assert.equal(database.headers.admit(header), undefined);
    // The child first, then the root of the branch: the whole candidate is judged at once.
    assert.deepEqual(await database.addBlock(child), { kind: 'stored' });
    assert.deepEqual(await database.addBlock(bad), { kind: 'stored' });
    const before = outputs(database);
    const outcome = await database.addBlock(good);
    assert.ok(database.isInvalid(bad.header.hash) && database.isInvalid(child.header.hash));
    assert.deepEqual(found, [bad.header.hash]);
    // The good part of the branch is as long as ours: it may win the tie, and then its ledger holds.
    const goodWins = preferCandidate(ours.header, good.header);
    assert.deepEqual(outcome, { kind: goodWins ? 'adopted' : 'stored' });
    assert.equal(database.tip!.hash, (goodWins ? good : ours).header.hash);
    assert.equal(database.utxo.get(`${tx.id}#0`) !== undefined, goodWins);
    if (!goodWins) assert.deepEqual(outputs(database), before);
    assert.ok(events().includes('AddBlockValidation.InvalidBlock'));
    assert.equal((await database.addBlock(bad)).kind, 'invalid');
    assert.equal((await database.addBlock(child)).kind, 'invalid');
  }));

test('a header that breaks Praos is refused before anything is written', () =>
  withDatabase(async ({ database, reopen }) => {
    const [root, next] = branch({ length: 2, pool: 0, firstSlot: 1 }) as [Block, Block];
    await database.addBlock(root);
    const forged = { ...next, header: { ...next.header, slot: 7 } };
    const outcome = await database.addBlock(forged);
    assert.match(outcome.kind === 'invalid' ? outcome.reason : '', /KES key did not sign|VRF proof/);
    assert.equal((await reopen()).database.chain.tipBlockNo, 0);
  }));

test(`a fork that leaves the chain k = ${K} blocks below the tip is taken, one block deeper it is not`, async () => {
  for (const { depth, taken } of [
    { depth: K, taken: true },
    { depth: K + 1, taken: false },
  ])
    await withDatabase(async ({ database }) => {
      const own = branch({ length: 12, pool: 0, firstSlot: 1 });
      for (const block of own) await database.addBlock(block);
      const fork = branch({ parent: own.at(-1 - depth)!, length: depth + 1, pool: 1, firstSlot: 50 });
      for (const block of fork) {
        const outcome = await database.addBlock(block);
        if (!taken) assert.notEqual(outcome.kind, 'adopted');
      }
      assert.equal(database.tip!.hash, (taken ? fork : own).at(-1)!.header.hash);
    });
});

test('after a restart the chain, its ledger and the forks that count are there again', () =>
  withDatabase(async ({ database, reopen }) => {
    const root = forge({ pool: 0, parent: undefined, slot: 1, txs: [pay({ outputs: 2 })] });
    const [ours] = branch({ parent: root, length: 1, pool: 0, firstSlot: 2 });
    const theirs = branch({ parent: root, length: 3, pool: 1, firstSlot: 20 });
    for (const block of [root, ours!, ...theirs.slice(0, 2)]) await database.addBlock(block);
    const again = await reopen();
    assert.equal(again.database.tip!.hash, theirs[1]!.header.hash);
    assert.deepEqual(outputs(again.database), outputs(database));
    assert.ok(again.database.stores(ours!.header.hash));
    assert.deepEqual(again.events(), [], 'replaying is no adoption');
    assert.deepEqual(await again.database.addBlock(theirs[2]!), { kind: 'adopted' });
    assert.deepEqual(await (await again.reopen()).database.chain.tipBlockNo, 3);
  }));
