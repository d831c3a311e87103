import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExposition } from '../../src/endpoints/exposition.ts';
import type { HttpRequest, Page } from '../../src/endpoints/http-server.ts';
import { createMetricsStore } from '../../src/endpoints/metrics-store.ts';
import { createPrometheusRoutes } from '../../src/endpoints/prometheus-routes.ts';
import type { RegisteredNode } from '../../src/nodes/node-registry.ts';

function nodeOf(name: string): RegisteredNode {
  const metrics = createMetricsStore();
  metrics.update([{ name: 'x_int', value: { kind: 'gauge', value: 1n } }]);
  return { id: `${name}@0`, name, directory: name, metrics };
}
const nodes = [nodeOf('node<0>')];
const settings = {
  exposition: createExposition({ noSuffix: false, help: new Map() }),
  labels: { cluster: 'a', node_name: 'forged' },
  own: () => [],
};
const routes = (allNodes: boolean) => createPrometheusRoutes({ allNodes, nowMs: () => 5 });
const requestOf = (path: string, accept: string | undefined): HttpRequest => ({
  method: 'GET',
  path,
  query: '',
  accept,
  host: 'h:1',
  body: '',
});
function ask(
  path: string,
  accept: string | undefined,
  o: { nodes?: RegisteredNode[]; allNodes?: boolean } = {},
) {
  const page: Page = routes(o.allNodes ?? false)(requestOf(path, accept), o.nodes ?? nodes, settings);
  return { status: page.status, type: page.type, body: page.body.toString() };
}

const page =
  '# TYPE x_int gauge\nx_int 1\n# TYPE ekg_server_timestamp_ms counter\nekg_server_timestamp_ms 5\n# EOF\n';
const OPEN = 'application/openmetrics-text;version=1.0.0;charset=utf-8';
const PLAIN = 'text/plain;version=0.0.4;charset=utf-8';
/** What Prometheus 2 and 3 send. */
const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const html = (list: string) =>
  `<html><head><title>Prometheus metrics</title></head><body><ul>${list}</ul></body></html>`;

const rows: [path: string, accept: string | undefined, status: number, type: string, body: string][] = [
  ['/', undefined, 200, 'application/json', '{"node<0>":"/node0"}'],
  ['/', 'text/html, application/json;q=0.1', 200, 'application/json', '{"node<0>":"/node0"}'],
  ['/', '*/*', 200, 'text/html;charset=utf-8', html('<li><a href="/node0">node&lt;0&gt;</a></li>')],
  ['/', '', 200, 'text/html;charset=utf-8', html('<li><a href="/node0">node&lt;0&gt;</a></li>')],
  [
    '/targets',
    undefined,
    200,
    'application/json',
    '[{"targets":["h:1"],"labels":{"cluster":"a","node_name":"node<0>","__metrics_path__":"/node0"}}]',
  ],
  ['/targets', '*/*', 415, 'text/plain;charset=utf-8', 'Unsupported Media Type'],
  ['/node0', undefined, 200, OPEN, page],
  ['/node0', PROMETHEUS, 200, OPEN, page],
  ['/node0', 'text/plain', 200, PLAIN, page],
  ['/node0/', '*/*', 200, PLAIN, page],
  ['/node0/more/segments', '*/*', 200, PLAIN, page],
  ['/%6eode0', '*/*', 200, PLAIN, page],
  ['/metrics', '*/*', 404, 'text/plain;charset=utf-8', 'Not found: metrics'],
  ['/a%20b%zz', '*/*', 404, 'text/plain;charset=utf-8', 'Not found: a%20b%zz'],
  ['/%3Cb%3E', '*/*', 404, 'text/plain;charset=utf-8', 'Not found: <b>'],
];

for (const [path, accept, status, type, body] of rows)
  test(`GET ${path} with Accept ${accept ?? 'absent'}`, () => {
    assert.deepEqual(ask(path, accept), { status, type, body });
  });

test('without nodes the list says so, and there are no targets', () => {
  assert.equal(ask('/', '*/*', { nodes: [] }).body, 'There are no connected nodes yet.');
  assert.equal(ask('/', undefined, { nodes: [] }).body, '{}');
  assert.equal(ask('/targets', undefined, { nodes: [] }).body, '[]');
});

test('without a host there are no targets', () => {
  const request = { ...requestOf('/targets', undefined), host: undefined };
  assert.equal(routes(false)(request, nodes, settings).body, '[]');
});

test('odd names keep their order and need no care in JSON', () => {
  const odd = ['2', '10', '__proto__', 'constructor'].map(nodeOf);
  assert.equal(
    ask('/', undefined, { nodes: odd }).body,
    '{"2":"/2","10":"/10","__proto__":"/proto","constructor":"/constructor"}',
  );
});

test('all nodes on one page, if that is configured; a node of that name has another path then', () => {
  const named = [nodeOf('a'), nodeOf('metrics'), nodeOf('targets')];
  const all = ask('/metrics', '*/*', { nodes: named, allNodes: true });
  assert.equal(all.type, PLAIN);
  assert.match(all.body, /^x_int\{node="a"\} 1\nx_int\{node="metrics"\} 1$/m);
  assert.match(ask('/', undefined, { nodes: named, allNodes: true }).body, /"metrics":"\/metrics-2"/);
  const alone = ask('/metrics', '*/*', { nodes: named });
  assert.match(alone.body, /^x_int 1$/m);
});

test('two names of one slug have paths of their own, which stay when a node leaves', () => {
  const pages = routes(false);
  const list = (...names: string[]) => pages(requestOf('/', undefined), names.map(nodeOf), settings).body;
  assert.equal(list('relay_1', 'ü'), '{"relay_1":"/relay-1","ü":"/u"}');
  assert.equal(list('relay-1', 'relay_1'), '{"relay-1":"/relay-1-2","relay_1":"/relay-1"}');
  assert.equal(list('relay-1'), '{"relay-1":"/relay-1-2"}');
  assert.equal(list('日本', '本'), '{"日本":"/node","本":"/node-2"}');
});
