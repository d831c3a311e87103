import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  applyFiles,
  DeployError,
  parseDeployConfig,
  places,
  removeFiles,
  renderHost,
  thisHost,
} from '../src/index.ts';

const minimal = { networkMagic: 42, collector: { address: 'logs.example.org' } };
const parse = (value: unknown) => parseDeployConfig(JSON.stringify(value), 'deploy.yaml');

test('what the configuration says is in the files, and nothing else changes', () => {
  const plain = renderHost(parse(minimal), 'collector');
  const other = renderHost(
    parse({
      ...minimal,
      networkMagic: 7,
      collector: { address: 'h', logRoot: '/srv/logs', prometheus: { port: 9000 } },
    }),
    'collector',
  );
  const changed = plain.filter(({ text }, i) => text !== other[i]!.text).map(({ path }) => path);
  assert.deepEqual(changed, [places.collectorConfig, `${places.units}/slotbench-collector.service`]);
  const config = JSON.parse(other.find(({ path }) => path === places.collectorConfig)!.text);
  assert.deepEqual(
    [config.networkMagic, config.hasPrometheus.epPort, config.logging[0].logRoot],
    [7, 9000, '/srv/logs'],
  );
  assert.match(other.at(-1)!.text, /^ReadWritePaths=\/srv\/logs$/m);
  assert.match(plain.at(-1)!.text, /^StateDirectory=slotbench-collector$/m);
});

test('a host of nodes gets one environment file a node and one tunnel', () => {
  const files = renderHost(
    parse({ ...minimal, nodes: { a: { arguments: ['run', '--port', '1'] }, b: { arguments: ['run'] } } }),
    'nodes',
  );
  const of = (path: string) => files.find((file) => file.path === path)?.text;
  assert.equal(
    of(places.nodeConfig('a')),
    'NODE_ARGUMENTS=run --port 1\nTRACER_OPTION=--tracer-socket-path-connect\nTRACER_SOCKET=/run/slotbench-tunnel-main/collector.socket\n',
  );
  assert.match(of(places.tunnelConfig('main'))!, /^DESTINATION=slotbench-tunnel@logs\.example\.org$/m);
  assert.equal(files.filter(({ path }) => path.endsWith('.service')).length, 2);
});

const directions: readonly (readonly [string, object, string, RegExp])[] = [
  [
    'a collector that waits on a trusted network',
    { tunnel: 'none', collector: { address: 'logs.example.org', tcpPort: 3003 } },
    '--tracer-socket-path-connect\nTRACER_SOCKET=logs.example.org:3003',
    /"tag": "AcceptAt",\s+"contents": "0\.0\.0\.0:3003"/,
  ],
  [
    'a collector on the same host',
    { tunnel: 'none' },
    '--tracer-socket-path-connect\nTRACER_SOCKET=/run/slotbench/nodes/nodes.socket',
    /"contents": "\/run\/slotbench\/nodes\/nodes\.socket"/,
  ],
  [
    'a node that waits',
    {
      tunnel: 'none',
      collector: { address: 'h', connectTo: ['/run/a', 'h:3003'] },
      nodes: { a: { arguments: ['run'], accept: true } },
    },
    '--tracer-socket-path-accept\nTRACER_SOCKET=/run/slotbench/nodes/nodes.socket',
    /"tag": "ConnectTo",\s+"contents": \[\s+"\/run\/a",\s+"h:3003"\s+\]/,
  ],
];
for (const [what, value, option, network] of directions)
  test(`without a tunnel of the node’s host: ${what}`, () => {
    const config = parse({ ...minimal, nodes: { a: { arguments: ['run'] } }, ...value });
    const nodes = renderHost(config, 'nodes');
    assert.equal(
      nodes.find(({ path }) => path === places.nodeConfig('a'))!.text,
      `NODE_ARGUMENTS=run\nTRACER_OPTION=${option}\n`,
    );
    assert.ok(!nodes.some(({ path }) => path.includes('tunnel')));
    const collector = renderHost(config, 'collector');
    assert.match(collector.find(({ path }) => path === places.collectorConfig)!.text, network);
  });

const faults: readonly (readonly [string, unknown, RegExp])[] = [
  ['a key too many', { ...minimal, colector: 1 }, /colector/],
  ['no magic', { collector: minimal.collector }, /\$\.networkMagic/],
  ['a magic too large', { ...minimal, networkMagic: 2 ** 32 }, /\$\.networkMagic/],
  [
    'a socket that is too long',
    { ...minimal, tunnel: { socket: `/run/${'x'.repeat(110)}` } },
    /115 bytes and a unix socket at most 107/,
  ],
  [
    'a line break in an argument',
    { ...minimal, nodes: { a: { arguments: ['a\nExecStart=/bin/sh'] } } },
    /\$\.nodes\.a\.arguments\.0: expected one word/,
  ],
  ['a variable in an argument', { ...minimal, nodes: { a: { arguments: ['$HOME'] } } }, /expected one word/],
  ['a name that is a path', { ...minimal, nodes: { '../a': { arguments: ['run'] } } }, /nodes/],
  [
    'an option as address',
    { ...minimal, collector: { address: '-oProxyCommand=x' } },
    /\$\.collector\.address/,
  ],
];
for (const [what, value, message] of faults)
  test(`refused with its place: ${what}`, () => {
    assert.throws(
      () => parse(value),
      (error: unknown) => error instanceof DeployError && message.test(error.message),
    );
  });

test('neither YAML nor JSON, and no other file', () => {
  assert.throws(() => parseDeployConfig('a: [', 'deploy.yaml'), /deploy\.yaml is neither YAML nor JSON/);
  assert.throws(() => parseDeployConfig('!include /etc/shadow', 'deploy.yaml'), DeployError);
});

test('applied, changed by hand, applied again, removed: what was there before comes back', () => {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-apply-'));
  try {
    const host = thisHost(root);
    host.write('/etc/mine', 'mine\n', 0o644);
    const files = [
      { path: '/etc/mine', text: 'ours\n', mode: 0o644 },
      { path: '/etc/new', text: 'new\n', mode: 0o644 },
    ];
    assert.deepEqual(
      applyFiles(host, files, { dry: true }).map(({ kind }) => kind),
      ['changed', 'new'],
    );
    assert.equal(host.read('/etc/mine'), 'mine\n');
    assert.deepEqual(
      applyFiles(host, files, { dry: false }).map(({ kept }) => kept),
      ['/etc/mine.before-slotbench', undefined],
    );
    assert.deepEqual(
      applyFiles(host, files, { dry: false }).map(({ kind }) => kind),
      ['same', 'same'],
    );
    host.write('/etc/new', 'edited\n', 0o644);
    assert.deepEqual(
      removeFiles(host, { dry: false }).map(({ path, kind }) => [path, kind]),
      [
        ['/etc/mine', 'restored'],
        ['/etc/new', 'changed by hand'],
      ],
    );
    assert.equal(host.read('/etc/mine'), 'mine\n');
    assert.equal(host.read('/etc/new'), 'edited\n');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
