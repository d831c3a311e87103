import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildTopology,
  legacyTopologyFileOf,
  nodeSpecs,
  nodeTopologyFile,
  nodeTopologyFileOf,
  resolveProfile,
} from '../src/index.ts';
import { skipUpstream, upstreamFiles, upstreamJson } from './upstream-data.ts';

test('topologies and node specifications equal upstream’s for every profile', {
  skip: skipUpstream,
}, () => {
  const profiles = upstreamJson('all-profiles-2026.json');
  const upstream = upstreamJson('topologies-2026.json.gz') as Record<
    string,
    { topology: unknown; nodeSpecs: unknown }
  >;
  const names = Object.keys(upstream);
  assert.equal(names.length, 133);
  for (const name of names) {
    const topology = buildTopology(profiles[name]!);
    assert.deepEqual(topology, upstream[name]!.topology, name);
    assert.deepEqual(nodeSpecs(profiles[name]!, topology, ports), upstream[name]!.nodeSpecs, name);
  }
});

const ports = Array.from({ length: 60 }, (_, i) => 30_000 + i);

/** Older files repeat the valency inside the access point, and say nothing of bootstrap peers. */
function today(file: Record<string, unknown>): unknown {
  const localRoots = file.localRoots as { accessPoints: Record<string, unknown>[] }[];
  return {
    bootstrapPeers: null,
    ...file,
    localRoots: localRoots.map((group) => ({
      ...group,
      accessPoints: group.accessPoints.map(({ valency: _, ...point }) => point),
    })),
  };
}

test('the topology files of nodes equal upstream’s', { skip: skipUpstream }, () => {
  const files = upstreamFiles('topology-test-data').filter((path) => /(node-\d+|explorer)\.json$/.test(path));
  assert.ok(files.length >= 40, `${files.length} files`);
  for (const path of files) {
    const [, name, node] = /\/(.*)-coay\/(.*)\.json$/.exec(path)!;
    const profile = resolveProfile(name!);
    const topology = buildTopology(profile);
    const file = nodeTopologyFileOf(topology, nodeSpecs(profile, topology, ports), node!);
    assert.deepEqual(file, today(upstreamJson(path)), path);
  }
});

test('graphs and node specifications equal upstream’s test files', { skip: skipUpstream }, () => {
  const graphs = ['topology-test-data', 'test-data'].flatMap(upstreamFiles);
  let compared = 0;
  for (const path of graphs) {
    const [, name, kind] = /\/(.*)-coay\/(topology|node-specs)\.json$/.exec(path) ?? [];
    if (name === undefined) continue;
    const profile = resolveProfile(name);
    const topology = buildTopology(profile);
    if (kind === 'topology') assert.deepEqual(topology, upstreamJson(path), path);
    else {
      // Their shutdown blocks are older than today's profiles.
      const anyBlock = (specs: object) =>
        Object.values(specs).map((spec) => ({ ...spec, shutdown_on_block_synced: 0 }));
      assert.deepEqual(anyBlock(nodeSpecs(profile, topology, ports)), anyBlock(upstreamJson(path)), path);
    }
    compared++;
  }
  assert.ok(compared >= 20, `${compared} files`);
});

test('a node without peer-to-peer networking has the same connections', () => {
  const profile = resolveProfile('trace-bench');
  const topology = buildTopology(profile);
  const specs = nodeSpecs(profile, topology, ports);
  assert.deepEqual(legacyTopologyFileOf(topology, specs, 'node-0'), {
    Producers: [
      { addr: '127.0.0.1', port: 30_001, valency: 1 },
      { addr: '127.0.0.1', port: 30_005, valency: 1 },
    ],
  });
  const chain = resolveProfile('chainsync-early-byron');
  const chainSpecs = nodeSpecs(chain, buildTopology(chain), ports);
  assert.deepEqual(legacyTopologyFileOf(buildTopology(chain), chainSpecs, 'node-0'), { Producers: [] });
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
