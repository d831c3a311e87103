import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Metric } from '@slotbench/wire';
import { parseConfig } from '../../src/configuration/config.ts';
import { createNodeRegistry } from '../../src/nodes/node-registry.ts';
import { startTimeseries, type Timeseries, type TimeseriesContext } from '../../src/timeseries/timeseries.ts';

const T = 1_700_000_000_000;

let now: number;
let complaints: string[];
let dataPoints: Record<string, string>;
let started: string[];
const open: Timeseries[] = [];
const registry = createNodeRegistry();
registry.register('id-0', 'relay_1');
registry.register('id-1', 'Forge');

async function start(
  more: Partial<TimeseriesContext> = {},
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const config = parseConfig(
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: '/tmp/unused' },
      logging: [{ logRoot: '/tmp/unused', logMode: 'FileMode', logFormat: 'ForMachine' }],
      ekgRequestFreq: 2,
      hasTimeseries: { epHost: '127.0.0.1', epPort: 0 },
    }),
    'test',
  );
  const timeseries = await startTimeseries(config, {
    nodes: registry.list,
    ask: async (node, name) => dataPoints[`${node.name} ${name}`],
    nowMs: () => now,
    traces: { startedTimeseries: ({ endpoint }) => started.push(endpoint), missingCertificate: () => {} },
    say: () => {},
    complain: (problem) => complaints.push(problem),
    ...more,
  });
  open.push(timeseries!);
  return (path, init) => fetch(`http://127.0.0.1:${timeseries!.port}${path}`, init);
}

/** What answers may hold; each test knows which of it. */
interface Body {
  readonly status: string;
  readonly errorType: string;
  readonly error: string;
  readonly data: { readonly result: readonly { value: [number, string]; values: [number, string][] }[] };
}
const bodyOf = (answer: Response) => answer.json() as Promise<Body>;

const gauge = (name: string, value: number): Metric => ({
  name,
  value: { kind: 'gauge', value: BigInt(value) },
});
const record = (node: string, metrics: Metric[], ms = now) => open.at(-1)!.record(node, metrics, ms);
const form = (query: string, more = ''): RequestInit => ({
  method: 'POST',
  body: `query=${encodeURIComponent(query)}${more}`,
});
const post: RequestInit = { method: 'POST' };

beforeEach(() => {
  now = T;
  complaints = [];
  dataPoints = {};
  started = [];
});
afterEach(async () => {
  for (const timeseries of open.splice(0)) await timeseries.close();
});

test('queries by POST and GET, at the server’s time or at the time asked for', async () => {
  const get = await start();
  record('relay_1', [gauge('cardano.node.metrics.blockNum_int', 42)]);
  record('relay_1', [gauge('cardano.node.metrics.blockNum_int', 43)], T + 1_500);
  now = T + 2_000;
  const query = 'cardano_node_metrics_blockNum_int now';
  const vector = (sec: number, value: string) => ({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: { node_name: 'relay_1' }, value: [sec, value] }] },
  });
  const posted = await get('/timeseries/query', form(query));
  assert.equal(posted.status, 200);
  assert.equal(posted.headers.get('content-type'), 'application/json');
  assert.deepEqual(await posted.json(), vector(1_700_000_002, '43.0'));
  const json = async (path: string, init?: RequestInit) => bodyOf(await get(path, init));
  const encoded = encodeURIComponent(query);
  assert.deepEqual(await json(`/timeseries/query?query=${encoded}`), vector(1_700_000_002, '43.0'));
  assert.deepEqual(
    await json(`/timeseries/query?query=${encoded}&time=1700000001.25`),
    vector(1_700_000_001.25, '42.0'),
  );
  assert.deepEqual(
    await json('/timeseries/query', form(query, '&time=1.7e9')),
    vector(1_700_000_000, '42.0'),
  );
  for (const bad of ['', 'x', '-5', '1_0'])
    assert.deepEqual(
      await json(`/timeseries/query?query=${encoded}&time=${bad}`),
      vector(1_700_000_002, '43.0'),
      `time=${bad}`,
    );
  // A form as curl -d sends it: neither `;` nor `+` for a space stand in the way.
  assert.deepEqual(
    await json('/timeseries/query', { method: 'POST', body: `query=${query.replace(' ', '+')}` }),
    vector(1_700_000_002, '43.0'),
  );
  assert.equal(
    (
      await json('/timeseries/query', {
        method: 'POST',
        body: 'query=increase (cardano_node_metrics_blockNum_int[now - 2s; now : 1s])',
      })
    ).data.result[0]?.value[1],
    '1.0',
  );
});

test('every kind of result', async () => {
  const get = await start();
  record('Forge', [gauge('m', 1)]);
  record('relay_1', [gauge('m', 2), { name: 'density_real', value: { kind: 'label', value: '5.0e-2' } }]);
  const data = async (query: string) => (await bodyOf(await get('/timeseries/query', form(query)))).data;
  const series = (node: string, value: string) => ({
    metric: { node_name: node },
    values: [[T / 1000, value]],
  });
  const results: [string, object][] = [
    ['1.5', { resultType: 'scalar', result: 1.5 }],
    [
      'density_real now',
      { resultType: 'vector', result: [{ metric: { node_name: 'relay_1' }, value: [T / 1000, '0.05'] }] },
    ],
    ['m[now; now]', { resultType: 'matrix', result: [series('Forge', '1.0'), series('relay_1', '2.0')] }],
    [
      '(1, true)',
      { resultType: 'pair', fst: { resultType: 'scalar', result: 1 }, snd: { resultType: 'truth' } },
    ],
    ['()', { resultType: 'unit' }],
    ['1 == 1', { resultType: 'truth' }],
    ['1 == 2', { resultType: 'falsity' }],
    ['1500ms', { resultType: 'duration', result: 1.5 }],
    ['now', { resultType: 'timestamp', result: T / 1000 }],
    ['"a\\b"', { resultType: 'text', result: 'a\\b' }],
    ['m', { resultType: 'function' }],
    [
      'metrics',
      {
        resultType: 'cons',
        head: { resultType: 'text', result: 'density_real' },
        tail: { resultType: 'cons', head: { resultType: 'text', result: 'm' }, tail: { resultType: 'nil' } },
      },
    ],
  ];
  for (const [query, expected] of results) assert.deepEqual(await data(query), expected, query);
});

test('failures name their stage, text and place', async () => {
  const get = await start();
  record('Forge', [gauge('m', 1)]);
  for (const [query, errorType, text] of [
    ['', 'parse', 'While executing, parsing error: input:1:1:'],
    ['rate(m[now; now])', 'parse', 'While executing, parsing error: input:1:1:'],
    [
      'n now',
      'bad_data',
      'While executing, elaboration error: Undefined name: n. Did you mean: m @ input:1:1',
    ],
    ['1 + rate (m[now; now])', 'execution', "While executing, interpretation error: Can't compute rate"],
  ] as const) {
    const answer = await get('/timeseries/query', form(query));
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    const body = await bodyOf(answer);
    assert.deepEqual(Object.keys(body), ['status', 'errorType', 'error']);
    assert.deepEqual([body.status, body.errorType], ['error', errorType]);
    assert(body.error.startsWith(text), body.error);
  }
  for (const [path, init] of [
    ['/timeseries/query', post],
    ['/timeseries/query?time=5', {}],
    ['/timeseries/query?query=1', { method: 'POST', body: 'time=5' }], // the body counts
  ] as const) {
    const answer = await get(path, init);
    assert.deepEqual([answer.status, await answer.text()], [400, 'Malformed input']);
  }
  assert.equal((await get('/timeseries/query', form('1 '.repeat(100_000)))).status, 413);
});

test('wrong methods and paths are 404 without a body', async () => {
  const get = await start();
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/timeseries'],
    ['PUT', '/timeseries/query?query=1'],
    ['GET', '/timeseries/query/?query=1'],
    ['GET', '/timeseries/prune'],
    ['POST', '/timeseries/nodes'],
    ['DELETE', '/timeseries/config/retention'],
    ['GET', '/timeseries/node/unknown/info'],
    ['GET', '/timeseries/node/forge/info'], // does not answer
    ['GET', '/timeseries/node/forge/state'],
    ['GET', '/timeseries/node/forge'],
    ['POST', '/timeseries/node/forge/info'],
  ] as const) {
    const answer = await get(path, { method });
    assert.deepEqual([answer.status, await answer.text()], [404, ''], `${method} ${path}`);
  }
});

test('retention and pruning are read, set and obeyed', async () => {
  const get = await start();
  const json = async (path: string) => (await get(path)).json();
  const set = async (what: string) => (await get(`/timeseries/config/${what}`, post)).status;
  const count = async () => {
    const { data } = await bodyOf(
      await get('/timeseries/query', form('m[epoch + 1699999000000ms; now : 1s]')),
    );
    return data.result[0]?.values.length ?? 0;
  };
  assert.deepEqual(await json('/timeseries/config/retention'), { retentionMillis: 86_400_000 });
  assert.deepEqual(await json('/timeseries/config/pruning'), { pruningPeriodMillis: 900_000 });
  for (let n = 0; n < 400; n++) record('Forge', [gauge('m', n)], T - n * 1_000);
  assert.equal(await count(), 400);

  assert.equal(await set('retention'), 404);
  assert.equal(await set('retention?weeks=1'), 404);
  assert.equal(await set('retention?seconds=-1'), 404);
  assert.equal(await set('retention?seconds=1'), 400); // shorter than ekgRequestFreq
  assert.equal(
    (await get('/timeseries/config/retention', { method: 'POST', body: 'seconds=60' })).status,
    404,
  );
  assert.equal(await set('retention?weeks=1&minutes=5&hours=1'), 200);
  assert.deepEqual(await json('/timeseries/config/retention'), { retentionMillis: 300_000 });
  assert.equal(await count(), 301);
  for (const [item, ms] of [
    ['milliseconds=2000', 2_000],
    ['seconds=10', 10_000],
    ['hours=2', 7_200_000],
    ['days=3', 259_200_000],
  ] as const) {
    assert.equal(await set(`retention?${item}`), 200);
    assert.deepEqual(await json('/timeseries/config/retention'), { retentionMillis: ms });
  }

  assert.equal(await set('pruning?milliseconds=0'), 400);
  assert.equal(await set('pruning'), 200);
  assert.deepEqual(await json('/timeseries/config/pruning'), { pruningPeriodMillis: null });
  assert.equal(await set('retention?seconds=2'), 200);
  for (let n = 0; n < 50; n++) record('Forge', [gauge('m', n)], T - n * 1_000);
  assert.equal(await count(), 50); // nobody prunes
  assert.equal((await get('/timeseries/prune', post)).status, 200);
  assert.equal(await count(), 3);
  assert.equal(await set('pruning?milliseconds=5'), 200);
  now += 10_000;
  for (let n = 0; n < 100 && (await count()) > 0; n++) await sleep(5);
  assert.equal(await count(), 0);
  // The name stays known.
  assert.equal((await get('/timeseries/query', form('m now'))).status, 200);
});

test('nodes and what they tell about themselves', async () => {
  const get = await start();
  assert.equal(started.length, 1);
  assert.deepEqual(await (await get('/timeseries/nodes')).json(), [
    { nodeName: 'Forge', slug: 'forge' },
    { nodeName: 'relay_1', slug: 'relay-1' },
  ]);
  const info = {
    niName: 'Forge',
    niProtocol: 'Shelley; Conway',
    niVersion: '10.6.0',
    niCommit: 'abc',
    niStartTime: '2023-11-14T22:12:20Z',
    niSystemStartTime: '2022-01-01T00:00:00Z',
  };
  const startup = {
    suiEra: 'Conway',
    suiSlotLength: 1,
    suiEpochLength: 432_000,
    suiSlotsPerKESPeriod: 129_600,
  };
  dataPoints = {
    'Forge NodeInfo': JSON.stringify(info),
    'Forge NodeStartupInfo': JSON.stringify(startup),
    'Forge NodeAddBlock': '{"tag":"NodeAddBlock","contents":[500,1234,99.5]}',
    'relay_1 NodeInfo': '{"niName":"relay_1"}',
    'relay_1 NodeStartupInfo': 'no json',
    'relay_1 NodeAddBlock': '{"tag":"NodeShutdown"}',
  };
  const detail = async (path: string) => (await get(`/timeseries/node/${path}`)).json();
  assert.deepEqual(await detail('forge/info'), { ...info, uptimeSeconds: 60 });
  assert.deepEqual(await detail('forge/startup'), startup);
  assert.deepEqual(await detail('forge/sync-progress'), { syncProgress: 99.5 });
  for (const name of ['info', 'startup', 'sync-progress'])
    assert.equal((await get(`/timeseries/node/relay-1/${name}`)).status, 404, name);
});

test('only numbers are kept, under names that queries can use', async () => {
  const get = await start();
  const label = (name: string, value: string): Metric => ({ name, value: { kind: 'label', value } });
  record('Forge', [
    { name: 'a.b-c d_counter', value: { kind: 'counter', value: 7n } },
    label('real', '-1.5e2'),
    label('text', 'Conway'),
    label('set', '{a="b"} 1'),
    label('almost', '12 '),
    label('hex', '0x10'),
    label('nan', 'NaN'),
    gauge('é()', 1),
    gauge('()', 1),
  ]);
  const list = await (await get('/timeseries/query', form('metrics'))).text();
  assert.deepEqual(
    [...list.matchAll(/"text","result":"(.*?)"/g)].map(([, name]) => name),
    ['a_b_c_d_counter', 'real'],
  );
  const { data } = await bodyOf(await get('/timeseries/query', form('max (real now)')));
  assert.deepEqual(data, { resultType: 'scalar', result: -150 });
});

test('points that had to go are told', async () => {
  await start({ limits: { bytes: 20_000, series: 3 } });
  record('Forge', [gauge('a', 1), gauge('b', 1), gauge('c', 1), gauge('d', 1), gauge('e', 1)]);
  assert.deepEqual(complaints, ['too many series; 2 points of Forge not kept']);
  complaints = [];
  for (let n = 0; n < 20_000; n++) record('Forge', [gauge('a', (n * 7919) % 100_003)], T + n * 1_000);
  assert(complaints.length > 0);
  assert.match(complaints[0]!, /^memory is full; points before 2023-11-1\dT.*Z given up$/);
});
