import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket, type ForwarderSource, type Metric, runForwarder } from '@slotbench/wire';
import { type Collector, startCollector } from '../../src/collector.ts';

let root: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-timeseries-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(root, { recursive: true, force: true });
});

interface TestNode {
  metrics: Metric[];
  /** By name; what the node answers to questions. */
  readonly dataPoints: Record<string, string>;
  close(): Promise<unknown>;
}

/** A forwarding node over a real socket that has no trace objects. */
async function connect(path: string, name: string): Promise<TestNode> {
  const stop = new AbortController();
  const node = {
    metrics: [] as Metric[],
    dataPoints: { NodeInfo: JSON.stringify({ niName: name }) } as Record<string, string>,
  };
  const source: ForwarderSource = {
    takeObjects: () => [],
    untilObjects: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    metrics: () => node.metrics,
    dataPoint: (asked) => node.dataPoints[asked],
  };
  const socket = await connectSocket({ kind: 'unix', path });
  const ended = runForwarder(socket, { side: 'initiator', magic: 42, source, signal: stop.signal });
  const close = () => {
    stop.abort();
    return ended;
  };
  cleanups.push(close);
  return Object.assign(node, { close });
}

const gauge = (name: string, value: number): Metric => ({
  name,
  value: { kind: 'gauge', value: BigInt(value) },
});

async function start(more: object = {}): Promise<Collector> {
  const collector = await startCollector({
    config: {
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: join(root, 's') },
      ekgRequestFreq: 0.02,
      hasTimeseries: { epHost: '127.0.0.1', epPort: 0 },
      ...more,
    },
  });
  cleanups.push(() => collector.stop());
  return collector;
}

interface Item {
  metric: { node_name: string };
  value: [number, string];
  values: [number, string][];
}

async function query(collector: Collector, text: string): Promise<Item[]> {
  const answer = await fetch(`http://127.0.0.1:${collector.ports.timeseries}/timeseries/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: text }),
  });
  const { data } = (await answer.json()) as { data?: { result: Item[] } };
  return data?.result ?? []; // not yet known, as a name
}

async function until<T>(what: string, found: () => Promise<T | undefined | false>): Promise<T> {
  for (let n = 0; n < 300; n++) {
    const result = await found();
    if (result) return result;
    await sleep(10);
  }
  return assert.fail(`not within 3 s: ${what}`);
}

const BLOCK = 'cardano_node_metrics_blockNum_int';

test('two nodes forward their metrics, and queries see them change', async () => {
  const collector = await start({ ekgRequestFull: true });
  const [a, b] = [await connect(join(root, 's'), 'node-0'), await connect(join(root, 's'), 'node-1')];
  a.metrics = [gauge('cardano.node.metrics.blockNum_int', 10)];
  b.metrics = [gauge('cardano.node.metrics.blockNum_int', 12)];
  const seen = (values: string) => async () =>
    (await query(collector, `${BLOCK} now`))
      .map(({ metric, value }) => `${metric.node_name}=${value[1]}`)
      .join() === values;
  await until('both nodes', seen('node-0=10.0,node-1=12.0'));
  a.metrics = [gauge('cardano.node.metrics.blockNum_int', 15)];
  await until('the change', seen('node-0=15.0,node-1=12.0'));

  const increase = await query(collector, `increase (${BLOCK}[now - 10s; now : 10ms])`);
  assert.deepEqual(
    increase.map(({ metric, value }) => [metric.node_name, value[1]]),
    [
      ['node-0', '5.0'],
      ['node-1', '0.0'],
    ],
  );
  const [series] = await query(collector, `${BLOCK}[now - 10s; now : 10ms]`);
  const values = series!.values.map(([, value]) => Number(value));
  assert(values.length > 1);
  assert.deepEqual(
    values.toSorted((x, y) => x - y),
    values,
  );

  const get = (path: string) => fetch(`http://127.0.0.1:${collector.ports.timeseries}/timeseries${path}`);
  assert.deepEqual(await (await get('/nodes')).json(), [
    { nodeName: 'node-0', slug: 'node-0' },
    { nodeName: 'node-1', slug: 'node-1' },
  ]);
  a.dataPoints.NodeAddBlock = '{"tag":"NodeAddBlock","contents":[1,2,99.5]}';
  assert.deepEqual(await (await get('/node/node-0/sync-progress')).json(), { syncProgress: 99.5 });
  assert.equal((await get('/node/node-1/sync-progress')).status, 404);

  await b.close();
  await until('the node’s end', async () => ((await (await get('/nodes')).json()) as unknown[]).length === 1);
  assert.equal((await get('/node/node-1/sync-progress')).status, 404);
  assert.equal((await query(collector, `${BLOCK} now`)).length, 2); // its points stay
});

test('by updates only, what came before the name and never changed is there', async () => {
  const collector = await start();
  const node = await connect(join(root, 's'), 'node-0');
  node.metrics = [gauge('constant', 7), gauge('moving', 1)];
  await until('the constant', async () => (await query(collector, 'constant now')).length === 1);
  node.metrics = [gauge('constant', 7), gauge('moving', 2)];
  await until('the change', async () => (await query(collector, 'moving now > 1')).length === 1);
});

test('without hasTimeseries there is no server; a token and TLS-less reload work as on other endpoints', async () => {
  const collector = await start({ hasTimeseries: undefined });
  assert.equal(collector.ports.timeseries, undefined);
  await collector.stop();

  const token = join(root, 'token');
  writeFileSync(token, 'secret\n');
  const config = { hasTimeseries: { epHost: '127.0.0.1', epPort: 0, epTokenFile: token } };
  const guarded = await start(config);
  const status = async (authorization?: string) =>
    (
      await fetch(`http://127.0.0.1:${guarded.ports.timeseries}/timeseries/nodes`, {
        headers: authorization === undefined ? {} : { authorization },
      })
    ).status;
  assert.equal(await status(), 401);
  assert.equal(await status('Bearer secret'), 200);
  writeFileSync(token, 'other\n');
  await guarded.reload({
    networkMagic: 42,
    network: { tag: 'AcceptAt', contents: join(root, 's') },
    ekgRequestFreq: 0.02,
    ...config,
  });
  assert.equal(await status('Bearer secret'), 401);
  assert.equal(await status('Bearer other'), 200);
});
