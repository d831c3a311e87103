import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetricsStore } from '../src/metrics-store.ts';
import { answer, type PageRequest } from '../src/prometheus-routes.ts';

const metrics = createMetricsStore();
metrics.update([{ name: 'x_int', value: { kind: 'gauge', value: 1n } }]);
const nodes = [{ id: 's@0', name: 'node<0>', directory: 'node<0>', metrics }];
const options = { noSuffix: false, help: new Map(), labels: { cluster: 'a', node_name: 'forged' }, nowMs: 5 };
const ask = (path: string, accept: string | undefined, connected = nodes): ReturnType<typeof answer> => {
  const request: PageRequest = { path, accept, host: 'h:1' };
  return answer(request, connected, options);
};

const page =
  '# TYPE x_int gauge\nx_int 1\n# TYPE ekg_server_timestamp_ms counter\nekg_server_timestamp_ms 5\n# EOF\n';

const rows: [path: string, accept: string | undefined, status: number, type: string, body: string][] = [
  ['/', undefined, 200, 'application/json', '{"node<0>":"/node0"}'],
  ['/', 'text/html, application/json;q=0.1', 200, 'application/json', '{"node<0>":"/node0"}'],
  [
    '/',
    '*/*',
    200,
    'text/html;charset=utf-8',
    '<html><head><title>Prometheus metrics</title></head><body><ul><li><a href="/node0">node&#60;0&#62;</a></li></ul></body></html>',
  ],
  [
    '/targets',
    undefined,
    200,
    'application/json',
    '[{"targets":["h:1"],"labels":{"cluster":"a","node_name":"node<0>","__metrics_path__":"/node0"}}]',
  ],
  ['/targets', '*/*', 415, 'text/plain;charset=utf-8', 'Unsupported Media Type'],
  ['/node0', undefined, 200, 'application/openmetrics-text;version=1.0.0;charset=utf-8', page],
  ['/node0/more?x=1', '*/*', 200, 'text/plain;version=0.0.4;charset=utf-8', page],
  ['/metrics', '*/*', 404, 'text/plain;charset=utf-8', 'Not found: metrics'],
];

for (const [path, accept, status, type, body] of rows)
  test(`GET ${path} with Accept ${accept ?? 'absent'}`, () => {
    assert.deepEqual(ask(path, accept), { status, type, body });
  });

test('without nodes the list says so', () => {
  assert.equal(ask('/', '*/*', []).body, 'There are no connected nodes yet.');
  assert.equal(ask('/', undefined, []).body, '{}');
});
