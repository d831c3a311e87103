import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GeneratorError } from '../src/errors.ts';
import { runGenerator } from '../src/generator.ts';
import { openSigningThread } from '../src/open-signer.ts';
import type { Progress } from '../src/progress.ts';
import { parseRunScript } from '../src/run-script.ts';
import type { PaceClock } from '../src/schedule.ts';
import type { SecondLine } from '../src/second-log.ts';
import type { Summary } from '../src/summary.ts';
import type { GeneratorTraces } from '../src/traces.ts';
import { createTransactionLog } from '../src/transaction-log.ts';
import type { TxRecord } from '../src/transactions.ts';
import { type ChainNode, startChainNode } from './chain-node.ts';
import { createNetwork } from './network.ts';

const network = createNetwork();
const nodes: ChainNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

async function start(o: { magic?: number; port?: number } = {}): Promise<ChainNode> {
  const node = await startChainNode(network, o);
  nodes.push(node);
  return node;
}

interface Run {
  readonly result: Promise<Summary>;
  readonly stop: AbortController;
  readonly progress: Progress[];
  readonly seconds: SecondLine[];
  readonly troubles: string[];
  readonly acknowledged: Set<string>;
  rows(): TxRecord[];
  lastLine(): unknown;
}

function run(targets: readonly ChainNode[], more: object = {}): Run {
  const script = parseRunScript(
    JSON.stringify({
      tps: 200,
      tx_count: 60,
      inputs_per_tx: 2,
      outputs_per_tx: 2,
      tx_fee: 1_000_000,
      add_tx_size: 100,
      init_cooldown: 0.1,
      min_utxo_value: 10_000_000,
      era: 'Conway',
      sigKey: 'k',
      nodeConfigFile: 'c',
      plutus: null,
      debugMode: false,
      targetNodes: targets.map(({ port }, i) => ({ addr: '127.0.0.1', port, name: `node-${i}` })),
      ...more,
    }),
    'run-script.json',
  );
  let bytes = Buffer.alloc(0);
  const file = {
    async write(piece: Uint8Array, position: number) {
      if (bytes.length < position + piece.length)
        bytes = Buffer.concat([bytes, Buffer.alloc(position + piece.length - bytes.length)]);
      bytes.set(piece, position);
    },
    async close() {},
  };
  const lines = () =>
    bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const stop = new AbortController();
  const progress: Progress[] = [];
  const seconds: SecondLine[] = [];
  const troubles: string[] = [];
  const acknowledged = new Set<string>();
  const nothing = () => {};
  const traces: GeneratorTraces = {
    phase: nothing,
    connected: nothing,
    acknowledged: ({ txIds }) => {
      for (const id of txIds) acknowledged.add(id);
    },
    rolledBack: nothing,
    trouble: ({ msg }) => troubles.push(msg),
    summary: nothing,
  };
  const result = runGenerator(script, {
    genesis: network.genesis,
    seed: network.seed,
    keyPath: 'utxo.skey',
    log: createTransactionLog(
      file,
      script.targetNodes.map((target) => target.name),
    ),
    traces,
    clock,
    openSigner: openSigningThread,
    saveSeconds: async (lines) => {
      seconds.push(
        ...lines
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
    },
    saveProgress: async (each) => {
      progress.push(each);
    },
    signal: stop.signal,
  });
  return {
    result,
    stop,
    progress,
    seconds,
    troubles,
    acknowledged,
    rows: () => lines().filter((line) => line.summary === undefined),
    lastLine: () => lines().at(-1),
  };
}

const clock: PaceClock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  async wait(ms, signal) {
    await sleep(ms, undefined, { signal }).catch(() => {});
  },
};

/** Forges on every node each 20 ms, so that funds and load get into blocks, until the run is over. */
async function forging<T>(forgers: readonly ChainNode[], result: Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    for (const node of forgers) node.forge();
  }, 20);
  try {
    return await result;
  } finally {
    clearInterval(timer);
  }
}

test('a whole run: funds split, load offered on time, every transaction in a block and in the log', async () => {
  const node = await start();
  const r = run([node]);
  const summary = await forging([node], r.result);
  assert.equal(summary.endedBy, 'all transactions sent');
  const { planned, offered, sent, requested, served, confirmed, splitTransactions, reoffered } = summary;
  assert.deepEqual(
    { planned, offered, sent, requested, served, confirmed, splitTransactions, reoffered },
    {
      planned: 60,
      offered: 60,
      sent: 60,
      requested: 60,
      served: 60,
      confirmed: 60,
      splitTransactions: 1,
      reoffered: 0,
    },
  );
  const rows = r.rows();
  assert.equal(rows.length, 61);
  assert.deepEqual(r.lastLine(), { summary: JSON.parse(JSON.stringify(summary)) });
  const inBlocks = new Map(
    node.blocks.flatMap(({ header, txs }) => txs.map((tx) => [tx.id, header] as const)),
  );
  for (const row of rows) {
    const header = inBlocks.get(row.id);
    assert.deepEqual(
      [row.blockHash, row.blockSlot, row.blockNo],
      [header?.hash, header?.slot, header?.blockNo],
    );
    assert(row.intendedMs <= row.offeredMs && row.offeredMs <= row.sentMs! + 0.001);
    assert(
      row.sentMs! <= row.requestedMs! &&
        row.requestedMs! <= row.servedMs! &&
        row.servedMs! <= row.confirmedMs!,
    );
    assert.equal(row.target, 'node-0');
  }
  const load = rows.filter((row) => row.kind === 'load');
  assert.deepEqual(
    load.map((row) => row.n),
    [...load.keys()],
  );
  for (const row of load) assert(Math.abs(row.intendedMs - load[0]!.intendedMs - row.n * 5) < 0.01);
  assert.equal(r.progress.at(-1)!.phase, 'done');
  assert.deepEqual(
    [...new Set(r.progress.map((p) => p.phase))],
    ['connecting', 'splitting', 'cooldown', 'load', 'draining', 'done'],
  );
  const counted = (what: keyof SecondLine['counts']) =>
    r.seconds.reduce((sum, { counts }) => sum + counts[what], 0);
  const steps = ['offered', 'announced', 'requested', 'served', 'confirmed'] as const;
  assert.deepEqual(steps.map(counted), [60, 60, 60, 60, 60]);
  assert.deepEqual([counted('refused'), counted('unavailable'), counted('rolledBack')], [0, 0, 0]);
  for (const kind of ['slip', 'announce', 'firstBlock'] as const)
    assert.equal(
      r.seconds.reduce((sum, { durations }) => sum + (durations[kind]?.count ?? 0), 0),
      60,
    );
  assert.deepEqual(
    r.seconds.map(({ atMs }) => atMs),
    [...new Set(r.seconds.map(({ atMs }) => atMs))].sort(),
  );
  // Blocks go on coming while the load drains, so all but the last ones are deep.
  assert(summary.atDepth > 0, 'the first blocks of the load are deep before its last one comes');
  assert.equal(summary.atDepth, load.filter((row) => row.atDepthMs !== null).length);
  for (const row of load)
    assert.equal(
      row.atDepthMs !== null,
      node.blocks.length - 1 - row.blockNo! >= 3 && row.atDepthMs !== null,
    );
  assert.deepEqual(node.cookies, [0]);
  assert.deepEqual(r.troubles, []);
});

test('round robin over two nodes', async () => {
  const [a, b] = [await start(), await start()];
  const r = run([a, b], { tx_count: 40 });
  // The test nodes do not relay, so what the second got is in no block of the first: stop once all has arrived.
  const arrived = setInterval(() => a.received.length + b.received.length === 41 && r.stop.abort(), 10);
  const summary = await forging([a], r.result);
  clearInterval(arrived);
  assert.deepEqual(summary.perTarget, {
    'node-0': { sent: 20, served: 20 },
    'node-1': { sent: 20, served: 20 },
  });
  assert.deepEqual([a.received.length, b.received.length], [21, 20]);
});

test('a rollback undoes confirmations', async () => {
  const node = await start();
  const r = run([node], { tx_count: 30, tps: 100 });
  const splitting = setInterval(() => r.progress.at(-1)?.phase === 'splitting' && node.forge(), 20);
  const until = async (condition: () => boolean) => {
    for (let n = 0; !condition(); n++) {
      assert(n < 500, `not within 5 s: ${condition}`);
      await sleep(10);
    }
  };
  await until(() => node.received.length >= 10);
  clearInterval(splitting);
  const first = node.forge();
  assert(first.txs.length > 0 && first.txs.length < 30, `${first.txs.length} in the first block`);
  await until(() => r.rows().some((row) => row.blockHash === first.header.hash));
  node.rollBack(1);
  await until(() => node.received.length === 31);
  const second = node.forge();
  await until(() => r.rows().some((row) => row.blockHash === second.header.hash));
  r.stop.abort();
  const summary = await r.result;
  assert.equal(first.txs.length + second.txs.length, 30);
  assert.equal(summary.confirmed, second.txs.length);
  const lost = new Set(first.txs.map((tx) => tx.id));
  for (const row of r.rows())
    if (lost.has(row.id))
      assert.deepEqual(
        [row.blockHash, row.blockNo, row.blockSlot, row.confirmedMs],
        [null, null, null, null],
      );
});

test('a node that comes back gets the rest; nothing offered is lost', async () => {
  const node = await start();
  const r = run([node], { tx_count: 100 });
  setTimeout(function drop() {
    if (r.progress.at(-1)?.phase === 'load') node.dropConnections();
    else setTimeout(drop, 10);
  }, 10);
  const summary = await forging([node], r.result);
  assert.equal(summary.confirmed, 100);
  assert.equal(summary.endedBy, 'all transactions sent');
  assert.equal(r.troubles.length, 1, r.troubles.join('; '));
});

test('nodes that end for good end the load in order', async () => {
  const node = await start();
  const r = run([node], { tx_count: 5_000 });
  setTimeout(function end() {
    if (r.progress.at(-1)?.phase === 'load') void node.close();
    else setTimeout(end, 10);
  }, 10);
  const timer = setInterval(() => r.progress.at(-1)?.phase === 'splitting' && node.forge(), 20);
  const summary = await r.result;
  clearInterval(timer);
  assert.equal(summary.endedBy, 'targets gone');
  assert(summary.offered < 1_000, `${summary.offered} were offered to nobody`);
  assert.deepEqual(r.lastLine(), { summary: JSON.parse(JSON.stringify(summary)) });
});

test('told to stop, it stops in any phase with a summary', async () => {
  const node = await start();
  const r = run([node]); // nobody forges: the split is never confirmed
  await sleep(100);
  r.stop.abort();
  const summary = await r.result;
  assert.equal(summary.endedBy, 'told to stop');
  assert.deepEqual([summary.offered, summary.splitTransactions, summary.elapsedSeconds], [0, 1, 0]);
  assert.equal(r.rows()[0]!.kind, 'split');
});

test('a node of another network is named before anything is sent', async () => {
  const node = await start({ magic: 43 });
  const r = run([node]);
  await assert.rejects(r.result, (error) => {
    assert(error instanceof GeneratorError);
    assert.equal(error.code, 'GENERATOR_REFUSED');
    assert.match(error.message, /^node-0 \(127\.0\.0\.1:\d+\): .*(magic|mismatch)/s);
    return true;
  });
  assert.equal(node.received.length, 0);
});
