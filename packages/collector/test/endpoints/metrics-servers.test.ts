import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as tcpConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CollectorConfig, parseConfig } from '../../src/configuration/config.ts';
import { type MetricsServers, startMetricsServers } from '../../src/endpoints/metrics-servers.ts';
import { createMetricsStore } from '../../src/endpoints/metrics-store.ts';
import { CollectorError } from '../../src/errors.ts';
import { readExposition } from '../exposition-grammar.ts';
import { freePort } from '../free-port.ts';
import { useService } from '../running-service.ts';

const pem = (name: string): string => fileURLToPath(new URL(`../vectors/tls/${name}`, import.meta.url));
const metrics = createMetricsStore();
metrics.update([{ name: 'a.b_int', value: { kind: 'gauge', value: 1n } }]);
const nodes = [{ id: 's@0', name: 'node_0', directory: 'node_0', metrics }];
const endpoint = { epHost: '127.0.0.1', epPort: 0 };

let folder: string;
let traced: string[];
const open: MetricsServers[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotbench-metrics-'));
  traced = [];
});
afterEach(async () => {
  for (const servers of open.splice(0)) await servers.close();
  rmSync(folder, { recursive: true, force: true });
});

function configOf(more: object): CollectorConfig {
  const config = {
    networkMagic: 42,
    network: { tag: 'AcceptAt', contents: 's' },
    logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
    ...more,
  };
  return parseConfig(JSON.stringify(config), 'test');
}

async function start(more: object): Promise<MetricsServers> {
  const trace =
    (name: string) =>
    ({ endpoint: at }: { endpoint: string }) =>
      traced.push(`${name} ${at}`);
  const servers = await startMetricsServers(configOf(more), {
    nodes: () => nodes,
    own: () => [],
    help: new Map(),
    nowMs: () => 5,
    traces: {
      startedPrometheus: trace('prometheus'),
      startedMonitoring: trace('ekg'),
      missingCertificate: trace('missing'),
    },
    say: () => {},
  });
  open.push(servers);
  return servers;
}

async function get(
  port: number | undefined,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return `${response.status} ${await response.text()}`;
}

test('both servers, or none', async () => {
  const both = await start({ hasPrometheus: endpoint, hasEKG: endpoint });
  const [prometheus, ekg] = [both.prometheus!.port, both.ekg!.port];
  assert.deepEqual(traced, [`prometheus http://127.0.0.1:${prometheus}/`, `ekg http://127.0.0.1:${ekg}/`]);
  assert.match(await get(prometheus, '/node-0'), /^200 # TYPE a_b_int gauge\na_b_int 1\n/);
  assert.equal(
    await get(ekg, '/node-0', { accept: 'application/json' }),
    '200 {"a":{"b_int":{"type":"g","val":1}},"ekg":{"server_timestamp_ms":{"type":"c","val":5}}}',
  );
  assert.match(await get(ekg, '/node-0'), /^200 <!doctype html>/);
  const none = await start({});
  assert.deepEqual([none.prometheus, none.ekg], [undefined, undefined]);
});

test('a reload takes new names, labels and help texts, and another token', async () => {
  const token = join(folder, 'token');
  writeFileSync(token, 'one\n');
  const more = { hasPrometheus: { ...endpoint, epTokenFile: token } };
  const servers = await start(more);
  const ask = (path: string, secret: string) =>
    get(servers.prometheus!.port, path, { authorization: `Bearer ${secret}`, accept: 'application/json' });
  assert.match(await ask('/node-0', 'one'), /^200 # TYPE a_b_int gauge\na_b_int 1\n/);
  writeFileSync(token, 'two\n');
  const next = { ...more, metricsNoSuffix: true, prometheusLabels: { cluster: 'x' } };
  await servers.reload(configOf(next), new Map([['a.b', 'some help']]));
  assert.equal(await ask('/node-0', 'one'), '401 A token is needed');
  assert.match(await ask('/node-0', 'two'), /^200 # TYPE a_b gauge\n# HELP a_b some help\na_b 1\n/);
  assert.match(await ask('/targets', 'two'), /"cluster":"x"/);

  rmSync(token);
  await assert.rejects(servers.reload(configOf(next), new Map()), CollectorError);
  assert.match(await ask('/node-0', 'two'), /^200 # TYPE a_b gauge\n# HELP/);
});

test('TLS without a certificate is served in the clear and traced, as upstream does', async () => {
  const servers = await start({ hasEKG: { ...endpoint, epForceSSL: true } });
  assert.equal(traced[0], 'missing hasEKG');
  assert.match(servers.ekg!.place, /^http:/);
});

test('what is wrong with one endpoint is said before the other listens, and leaves nothing open', async () => {
  const port = await freePort();
  const fine = { ...endpoint, epPort: port };
  const certificate = { certificateFile: pem('server.pem'), certificateKeyFile: pem('other.key') };
  const wrong: [more: object, exit: string, message: RegExp][] = [
    [{ hasEKG: { ...endpoint, epTokenFile: join(folder, 'none') } }, 'noInput', /hasEKG\.epTokenFile/],
    [
      { hasEKG: { ...endpoint, epForceSSL: true }, tlsCertificate: certificate },
      'badData',
      /does not belong to the certificate/,
    ],
    [{ hasEKG: { epHost: '192.0.2.1', epPort: 0 } }, 'unavailable', /192\.0\.2\.1:0 \(hasEKG\)/],
  ];
  for (const [more, exit, message] of wrong) {
    await assert.rejects(start({ hasPrometheus: fine, ...more }), (error) => {
      assert(error instanceof CollectorError);
      assert.deepEqual([error.exit, message.test(error.message)], [exit, true], error.message);
      return true;
    });
    assert.equal(await answers(port), false);
  }
  assert.deepEqual(traced, []);
});

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tcpConnect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const running = useService();

test('the page of all nodes, from forwarding nodes to the collector’s own figures', async () => {
  const service = await running.start({ hasPrometheus: endpoint, metricsAllNodes: true });
  for (const name of ['a', 'b']) {
    const node = await running.connect(name);
    node.metrics = [{ name: 'x_int', value: { kind: 'gauge', value: 1n } }];
    node.trace('one', 'two');
  }
  let page = '';
  for (let n = 0; n < 300 && !(/x_int\{node="b"\}/.test(page) && /lag_seconds\{node="b"\}/.test(page)); n++) {
    page = (await get(service.prometheusPort, '/metrics', { accept: 'text/plain' })).replace('200 ', '');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const families = readExposition(page, 'text');
  const valuesOf = (name: string) =>
    families.get(name)?.samples.map(({ labels, value }) => `${labels.node ?? ''} ${value}`);
  assert.deepEqual(valuesOf('x_int'), ['a 1', 'b 1']);
  assert.deepEqual(valuesOf('slotbench_collector_connected_nodes'), [' 2']);
  assert.deepEqual(valuesOf('slotbench_collector_objects_total'), [' 4']);
  assert.deepEqual(valuesOf('slotbench_collector_node_up'), ['a 1', 'b 1']);
  assert.deepEqual(valuesOf('slotbench_collector_lost_objects_total'), [' 0']);
  // The nodes of the tests stamp their objects with this second.
  assert.deepEqual(valuesOf('slotbench_collector_node_last_object_time_seconds'), [
    'a 1700000000',
    'b 1700000000',
  ]);
});
