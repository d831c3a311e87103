import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology, resolveProfile } from '@slotbench/profiles';
import { knownRegions, roundTripOf } from '../../src/network/latency-table.ts';
import { forwarderCommands, routeCommands, setUpCommands } from '../../src/network/network-commands.ts';
import { planNetwork } from '../../src/network/network-plan.ts';
import { addressesByPort, placeAddresses, placeProgram, regionOf } from '../../src/network/place-programs.ts';
import type { ProgramPlan } from '../../src/program.ts';

const three = ['eu-central-1', 'us-east-1', 'ap-southeast-2'];

test('the table is symmetric, 0 within a region, and no detour beats the direct way by much', () => {
  for (const a of knownRegions)
    for (const b of knownRegions) {
      const ms = roundTripOf(a, b)!;
      assert.equal(ms, roundTripOf(b, a));
      assert.equal(ms === 0, a === b);
      for (const via of knownRegions)
        assert.ok(roundTripOf(a, via)! + roundTripOf(via, b)! >= ms * 0.9, `${a} ${via} ${b}`);
    }
  assert.equal(roundTripOf('eu-central-1', 'ap-southeast-2'), 250);
  assert.equal(roundTripOf('eu-central-1', 'mars-1'), undefined);
});

test('the profiles for hosted clusters have only regions that the table knows', () => {
  const { locations } = resolveProfile('value-nomadperf').composition;
  assert.deepEqual(
    planNetwork(locations, 'abc123').regions.map(({ region }) => region),
    three,
  );
});

test('three regions: three namespaces, three links, half the round trip each way', () => {
  const { regions, links } = planNetwork([...three, ...three], 'abc123');
  assert.deepEqual(
    regions.map(({ namespace, address }) => `${namespace} ${address}`),
    ['slotbench-abc123-0 10.213.0.1', 'slotbench-abc123-1 10.213.0.2', 'slotbench-abc123-2 10.213.0.3'],
  );
  assert.deepEqual(
    links.map(({ ends: [a, b], rttMs, delayMs, jitterMs }) => [
      a.region.region,
      a.device,
      a.address,
      b.region.region,
      b.device,
      b.address,
      rttMs,
      delayMs,
      jitterMs,
    ]),
    [
      ['eu-central-1', 'to-1', '10.213.1.1', 'us-east-1', 'to-0', '10.213.1.2', 91, 45.5, 0.46],
      ['eu-central-1', 'to-2', '10.213.1.5', 'ap-southeast-2', 'to-0', '10.213.1.6', 250, 125, 1.25],
      ['us-east-1', 'to-2', '10.213.1.9', 'ap-southeast-2', 'to-1', '10.213.1.10', 214, 107, 1.07],
    ],
  );
});

test('every region has a route to every other from its own address, and no two devices share a name or address', () => {
  const plan = planNetwork(knownRegions, 'abc123');
  const n = knownRegions.length;
  assert.equal(plan.links.length, (n * (n - 1)) / 2);
  const ends = plan.links.flatMap(({ ends: both }) => both);
  assert.equal(new Set(ends.map(({ address }) => address)).size, n * (n - 1));
  assert.equal(new Set(ends.map(({ region, device }) => `${region.namespace} ${device}`)).size, n * (n - 1));
  const routes = routeCommands(plan).map((argv) => argv.join(' '));
  for (const a of plan.regions)
    for (const b of plan.regions)
      if (a !== b)
        assert.equal(
          routes.filter(
            (r) =>
              r.startsWith(`ip -n ${a.namespace} route add ${b.address}/32 via `) &&
              r.endsWith(` src ${a.address}`),
          ).length,
          1,
        );
});

test('kernel or forwarder: the same delay, jitter and rate', () => {
  const plan = planNetwork(['eu-central-1', 'us-east-1'], 'abc123');
  const kernel = setUpCommands(plan, { kind: 'kernel' }).map((argv) => argv.join(' '));
  assert.deepEqual(
    kernel.filter((line) => line.startsWith('tc')),
    [
      'tc -n slotbench-abc123-0 qdisc add dev to-1 root netem delay 45.5ms 0.46ms rate 1000mbit limit 50000',
      'tc -n slotbench-abc123-1 qdisc add dev to-0 root netem delay 45.5ms 0.46ms rate 1000mbit limit 50000',
    ],
  );
  assert.ok(kernel.includes('ip link add sbabc1230a type veth peer name sbabc1230b'));
  assert.equal(setUpCommands(plan, { kind: 'forwarder', program: 'netem' }).length, 6);
  assert.deepEqual(
    forwarderCommands(plan, 'netem').map((argv) => argv.join(' ')),
    [
      'netem -a slotbench-abc123-0:to-1:10.213.1.1/30 -b slotbench-abc123-1:to-0:10.213.1.2/30 -delay 45.5ms -jitter 0.46ms -mbit 1000 -until-stdin-ends',
    ],
  );
});

for (const [name, regions, message] of [
  [
    'one region',
    ['loopback'],
    /all in loopback: there is nothing between them; take a profile of several regions/,
  ],
  ['none', [], /all in no region/],
  [
    'an unknown one',
    ['eu-central-1', 'mars-1'],
    /latencies of region mars-1 are not known; known are eu-central-1, /,
  ],
] as const)
  test(`${name}: refused in words`, () => assert.throws(() => planNetwork(regions, 'abc123'), message));

test('programs are in the region of the topology, addresses in files and command lines those of the regions', () => {
  const topology = buildTopology(
    resolveProfile('quick', { overlay: { composition: { locations: ['eu-central-1', 'us-east-1'] } } }),
  );
  const plan = planNetwork(['eu-central-1', 'us-east-1'], 'abc123');
  const node = (i: number): ProgramPlan => ({
    name: `node-${i}`,
    role: 'node',
    producer: true,
    argv: [
      'node',
      'run',
      '--host-addr',
      '127.0.0.1',
      '--port',
      `${30_000 + i}`,
      '--peer',
      '127.0.0.1:30001,127.0.0.1:99',
    ],
    env: { BIND: '127.0.0.1', OTHER: 'x' },
    ready: { sockets: [], ports: [30_000 + i] },
  });
  const programs = [0, 1, 2, 3].map(node);
  const regions = programs.map((program) => regionOf(program, topology, plan)!.region);
  assert.deepEqual(regions, ['eu-central-1', 'us-east-1', 'eu-central-1', 'us-east-1']);
  assert.equal(regionOf({ ...node(0), name: 'tracer', role: 'tracer' }, topology, plan), undefined);
  assert.equal(
    regionOf({ ...node(0), name: 'generator', role: 'generator' }, topology, plan)!.region,
    'eu-central-1',
  );
  const addresses = addressesByPort(programs, topology, plan);
  const placed = placeProgram(programs[0]!, plan.regions[0]!, addresses);
  assert.deepEqual(placed.argv, [
    ...['nsenter', '--net=/run/netns/slotbench-abc123-0', '--', 'node', 'run', '--host-addr', '10.213.0.1'],
    ...['--port', '30000', '--peer', '10.213.0.2:30001,127.0.0.1:99'],
  ]);
  assert.deepEqual(placed.env, { BIND: '10.213.0.1', OTHER: 'x' });
  const file = {
    localRoots: [{ accessPoints: [{ address: '127.0.0.1', port: 30_003 }] }],
    other: { addr: '127.0.0.1', port: 1 },
  };
  assert.deepEqual(JSON.parse(placeAddresses(JSON.stringify(file), addresses)), {
    localRoots: [{ accessPoints: [{ address: '10.213.0.2', port: 30_003 }] }],
    other: { addr: '127.0.0.1', port: 1 },
  });
});
