import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createEkgRoutes, preferredType } from '../../src/endpoints/ekg-routes.ts';
import type { HttpRequest } from '../../src/endpoints/http-server.ts';
import { createMetricsStore } from '../../src/endpoints/metrics-store.ts';
import { assertGolden } from '../golden.ts';

const metrics = createMetricsStore();
metrics.update([
  { name: 'Mem.resident_int', value: { kind: 'gauge', value: 91_877_376n } },
  { name: 'cardano.node.metrics.forks_counter', value: { kind: 'counter', value: 2n ** 62n } },
  { name: 'cardano.node.metrics.density_real', value: { kind: 'label', value: '5.0e-2' } },
  { name: 'cardano.node', value: { kind: 'label', value: 'a "leaf" with children' } },
  { name: '__proto__.x', value: { kind: 'gauge', value: -1n } },
]);
const node = { id: 's@0', name: '<node> & "0"', directory: 'node', metrics };
const pages = createEkgRoutes(() => 5);
function ask(path: string, accept: string | undefined, method = 'GET') {
  const request: HttpRequest = { method, path, query: '', accept, host: 'h:1', body: '' };
  const page = pages(request, [node]);
  return { ...page, body: page.body.toString() };
}
const JSON_TYPE = 'application/json';

test('the list is that of the Prometheus server under another title', () => {
  assert.equal(ask('/', undefined).body, '{"<node> & \\"0\\"":"/node-0"}');
  assert.equal(
    ask('/', '*/*').body,
    '<html><head><title>EKG metrics</title></head><body><ul><li><a href="/node-0">&lt;node&gt; &amp; &quot;0&quot;</a></li></ul></body></html>',
  );
});

test('all metrics as a tree', () => {
  const { status, type, body } = ask('/node-0', JSON_TYPE);
  assert.deepEqual([status, type], [200, JSON_TYPE]);
  JSON.parse(body);
  assertGolden('ekg-tree.json', body);
  assert.equal(ask('/node-0/', JSON_TYPE).body, body);
});

const leaves: [path: string, status: number, body: string][] = [
  ['/node-0/Mem/resident_int', 200, '{"type":"g","val":91877376}'],
  ['/node-0/Mem.resident_int', 200, '{"type":"g","val":91877376}'],
  ['/node-0/cardano/node/metrics/forks_counter', 200, '{"type":"c","val":4611686018427387904}'],
  ['/node-0/cardano/node', 200, '{"type":"l","val":"a \\"leaf\\" with children"}'],
  ['/node-0/ekg/server_timestamp_ms', 200, '{"type":"c","val":5}'],
  ['/node-0/Mem', 404, 'Metric not found'],
  ['/other', 404, 'Not found: "other"'],
  ['/%22%5C%C3%BC1', 404, 'Not found: "\\"\\\\\\252\\&1"'],
];
for (const [path, status, body] of leaves)
  test(`JSON of ${path}`, () => {
    const page = ask(path, JSON_TYPE);
    assert.deepEqual([page.status, page.body], [status, body]);
  });

test('anything but a GET that prefers JSON gets the live page', () => {
  for (const [accept, method] of [
    [undefined, 'GET'],
    ['*/*', 'GET'],
    ['text/html,application/json;q=0.9', 'GET'],
    [JSON_TYPE, 'POST'],
  ] as const) {
    const page = ask('/node-0', accept, method);
    assert.deepEqual([page.status, page.type], [200, 'text/html;charset=utf-8']);
  }
  assert.equal(ask('/node-0/monitor.js', '*/*').status, 404);
});

test('the live page loads nothing, runs only its own script and shows names as text', () => {
  const { body, headers } = ask('/node-0', 'text/html');
  assert.match(body, /<title>&lt;node&gt; &amp; &quot;0&quot; · EKG metrics<\/title>/);
  assert.doesNotMatch(body.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|\bsrc=|@import|url\(/);
  assert.doesNotMatch(body, /innerHTML|insertAdjacentHTML|document\.write|\beval\b/);
  const policy = headers!['Content-Security-Policy']!;
  for (const tag of ['script', 'style']) {
    const [, text] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(body)!;
    const hash = createHash('sha256').update(text!).digest('base64');
    assert(policy.includes(`${tag}-src 'sha256-${hash}'`), `${tag} is not the one of the policy`);
    if (tag === 'script') assert.doesNotThrow(() => new Function(text!));
  }
});

const preferences: [accept: string | undefined, type: string | undefined][] = [
  [undefined, ''],
  ['application/json', JSON_TYPE],
  ['application/json, text/html', JSON_TYPE],
  ['text/html, application/json', 'text/html'],
  ['text/html;q=0.8, application/json;q=0.9', JSON_TYPE],
  ['*/*, application/json', JSON_TYPE],
  ['*/*;q=1, application/json;q=0.5', '*/*'],
  ['application/json;charset=utf-8', 'application/json;charset=utf-8'],
  ['text/html;q=x, application/json;q=0.9', 'text/html'],
];
for (const [accept, type] of preferences)
  test(`preferred of ${accept ?? 'no header'}`, () => assert.equal(preferredType(accept), type));
