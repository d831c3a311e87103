import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology, nodeSpecs, nodeTopologyFile, resolveProfile } from '../src/index.ts';
import { skipUpstream, upstreamJson } from './upstream-data.ts';

test('topologies and node specifications equal upstream’s for every profile', {
  skip: skipUpstream,
}, () => {
  const profiles = upstreamJson('all-profiles-2026.json');
  const upstream = upstreamJson('topologies-2026.json.gz') as Record<
    string,
    { topology: unknown; nodeSpecs: unknown }
  >;
  const ports = Array.from({ length: 60 }, (_, i) => 30_000 + i);
  const names = Object.keys(upstream);
  assert.equal(names.length, 133);
  for (const name of names) {
    const topology = buildTopology(profiles[name]!);
    assert.deepEqual(topology, upstream[name]!.topology, name);
    assert.deepEqual(nodeSpecs(profiles[name]!, topology, ports), upstream[name]!.nodeSpecs, name);
  }
});

const shapes: readonly [shape: string, hosts: number, producers: readonly (readonly string[])[]][] = [
  ['uni-circle', 1, [[]]],
  ['uni-circle', 3, [['node-1'], ['node-2'], ['node-0']]],
  ['line', 3, [['node-1'], ['node-2', 'node-0'], ['node-1']]],
  ['torus', 2, [['node-1'], ['node-0']]],
  [
    'torus',
    4,
    [
      ['node-1', 'node-3'],
      ['node-2', 'node-0'],
      ['node-3', 'node-1'],
      ['node-0', 'node-2'],
    ],
  ],
];
for (const [shape, hosts, producers] of shapes)
  test(`${shape} of ${hosts}`, () => {
    const overlay = { composition: { topology: shape, n_singular_hosts: hosts } };
    const { coreNodes } = buildTopology(resolveProfile('quick', { overlay }));
    assert.deepEqual(
      coreNodes.map((node) => node.producers),
      producers,
    );
  });

test('a node’s topology file has one group a producer, with the ports given', () => {
  const file = nodeTopologyFile(buildTopology(resolveProfile('quick')), 0, [5000, 5001, 5002, 5003]);
  assert.deepEqual(
    file.localRoots.map(({ accessPoints, valency }) => [accessPoints, valency]),
    [
      [[{ address: '127.0.0.1', port: 5001 }], 1],
      [[{ address: '127.0.0.1', port: 5003 }], 1],
    ],
  );
});

test('a proxy has no graph', () => {
  const profile = resolveProfile('quick', { overlay: { composition: { with_proxy: true } } });
  assert.throws(() => buildTopology(profile), { code: 'PROFILE_TOPOLOGY' });
});
