import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tx } from '@slotbench/ledger';
import { GeneratorError } from '../../src/errors.ts';
import { runLoad } from '../../src/load/load.ts';
import type { LoadRequest, LoadState } from '../../src/load/request.ts';
import { wallClock } from '../../src/output.ts';
import { createSecondLog } from '../../src/second-log.ts';
import { createTransactionLog } from '../../src/transaction-log.ts';
import { type ChainNode, startChainNode } from '../chain-node.ts';
import { createNetwork } from '../network.ts';

const network = createNetwork();
const nodes: ChainNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

/** The two ways to a node. */
type Door = 'node-to-node' | 'node-to-client';
const doors: readonly Door[] = ['node-to-node', 'node-to-client'];
const folder = mkdtempSync(join(tmpdir(), 'sbl-'));
after(() => rmSync(folder, { recursive: true }));

async function start(door: Door): Promise<ChainNode> {
  const node = await startChainNode(network, {
    ...(door === 'node-to-client' ? { socketPath: join(folder, `${nodes.length}.socket`) } : {}),
  });
  nodes.push(node);
  return node;
}

function begin(node: ChainNode, more: Partial<LoadRequest> = {}) {
  const stop = new AbortController();
  const states: LoadState[] = [];
  const nothing = () => {};
  const { socketPath, port } = node;
  const target =
    socketPath === undefined ? { addr: '127.0.0.1', port, name: 'node' } : { socketPath, name: 'node' };
  const result = runLoad(
    {
      targets: [target],
      magic: network.genesis.networkMagic,
      seed: network.seed,
      rate: { shape: 'constant', tps: 100 },
      count: 60,
      coins: 25,
      fee: undefined,
      metadataBytes: 0,
      share: undefined,
      confirmationDepth: 2,
      genesis: network.genesis,
      resumed: [],
      ...more,
    },
    {
      log: createTransactionLog({ write: async () => {}, close: async () => {} }, ['node']),
      traces: {
        phase: nothing,
        connected: nothing,
        acknowledged: nothing,
        rolledBack: nothing,
        trouble: nothing,
        summary: nothing,
      },
      seconds: createSecondLog(() => wallClock.nowMs()),
      clock: wallClock,
      signal: stop.signal,
      onState: (state) => states.push(state),
    },
  );
  return { result, stop, states };
}

async function forging<T>(node: ChainNode, result: Promise<T>): Promise<T> {
  const timer = setInterval(() => node.forge(), 20);
  return await result.finally(() => clearInterval(timer));
}

async function until(condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    assert(n < 1_000, `not within 10 s: ${condition}`);
    await sleep(10);
  }
}

const inChain = (node: ChainNode): Tx[] => node.blocks.flatMap(({ txs }) => [...txs]);

for (const door of doors)
  test(`funds are found, split and spent again: more transactions than coins, by ${door}`, async () => {
    const node = await start(door);
    const { result, states } = begin(node);
    const summary = await forging(node, result);
    assert.equal(summary.endedBy, 'all transactions sent');
    assert.deepEqual([summary.planned, summary.offered, summary.confirmed], [60, 60, 60]);
    assert.equal(summary.splitTransactions, 1);
    assert.equal(inChain(node).length, 61);
    assert.deepEqual(
      [...new Set(states.map(({ phase }) => phase))].filter((phase) => phase !== 'following'),
      ['splitting', 'load', 'draining'].filter((phase) => states.some((state) => state.phase === phase)),
    );
    assert.equal(states.at(-1)!.coins, 25, 'every coin came back');
  });

test('a second load finds its funds by following the chain, without a genesis', async () => {
  const node = await start('node-to-node');
  await forging(node, begin(node).result);
  const before = inChain(node).length;
  const summary = await forging(node, begin(node, { genesis: undefined, count: 20 }).result);
  assert.deepEqual([summary.splitTransactions, summary.confirmed], [0, 20]);
  assert.equal(inChain(node).length, before + 20);
});

for (const door of doors)
  test(`what was in flight when a load ended goes on in the next, by ${door}`, async () => {
    const node = await start(door);
    const first = begin(node, { count: undefined });
    const timer = setInterval(() => {
      if (first.states.at(-1)?.phase !== 'load') node.forge();
    }, 20);
    await until(() => first.states.at(-1)?.phase === 'load');
    clearInterval(timer);
    await until(() => first.states.at(-1)!.pending.length >= 10);
    first.stop.abort();
    assert.equal((await first.result).endedBy, 'told to stop');
    const { pending } = first.states.at(-1)!;
    assert(pending.length > 0);
    const summary = await forging(node, begin(node, { resumed: pending, count: 10 }).result);
    assert.equal(summary.confirmed, 10);
    const ids = new Set(inChain(node).map(({ id }) => id));
    for (const { id } of pending) assert(ids.has(id), 'a transaction in flight was forgotten');
  });

for (const door of doors)
  test(`a rollback brings the transactions of its blocks back into flight, by ${door}`, async () => {
    const node = await start(door);
    const load = begin(node, { count: 300 });
    const timer = setInterval(() => load.states.at(-1)?.phase !== 'load' && node.forge(), 20);
    await until(() => load.states.at(-1)?.phase === 'load');
    clearInterval(timer);
    await until(() => load.states.at(-1)!.pending.length >= 5);
    const block = node.forge();
    assert(block.txs.length > 0);
    const rolledBack = new Set(block.txs.map(({ id }) => id));
    const inFlight = () => load.states.at(-1)!.pending.filter(({ id }) => rolledBack.has(id)).length;
    await until(() => inFlight() === 0);
    node.rollBack(1);
    await until(() => inFlight() === rolledBack.size);
    load.stop.abort();
    await load.result;
  });

for (const door of doors)
  test(`two loads share a key: one transaction divides it, each spends its own part, by ${door}`, async () => {
    const node = await start(door);
    const loads = [1, 2].map((index) => begin(node, { share: { index, parts: 2 }, count: 15, coins: 5 }));
    const summaries = await forging(node, Promise.all(loads.map(({ result }) => result)));
    for (const summary of summaries) assert.deepEqual([summary.offered, summary.confirmed], [15, 15]);
    assert.equal(inChain(node).length, 1 + 2 + 30, 'division, a split each, the load');
  });

test('a key without funds is told where to pay', async () => {
  const node = await start('node-to-node');
  node.forge();
  const { result } = begin(node, { genesis: undefined });
  await assert.rejects(result, (error) => {
    assert(error instanceof GeneratorError);
    assert.equal(error.code, 'GENERATOR_FUNDS');
    assert.match(error.message, /^addr_test1[a-z0-9]+: .*0 lovelace.*pay to this address/s);
    return true;
  });
});
