import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFaults } from '../../src/nomad/check.ts';
import type { NodeStub } from '../../src/nomad/client/nodes.ts';
import { type AllocMetric, explainPlacement } from '../../src/nomad/placement.ts';

const none: AllocMetric = {
  NodesEvaluated: 0,
  NodesFiltered: 0,
  NodesExhausted: 0,
  NodesAvailable: {},
  ConstraintFiltered: null,
  DimensionExhausted: null,
  CoalescedFailures: 0,
};

const cases: readonly [
  name: string,
  metric: Partial<AllocMetric>,
  region: string | null,
  problem: string,
  fix: RegExp,
][] = [
  ['no client anywhere', {}, null, 'no client is ready', /start clients/],
  [
    'none in the region',
    { NodesAvailable: { 'eu-central-1': 0, 'us-east-1': 3 } },
    'eu-central-1',
    'no client is ready in datacenter eu-central-1; there are clients in us-east-1 (3)',
    /--datacenter eu-central-1/,
  ],
  [
    'a constraint',
    {
      NodesEvaluated: 3,
      NodesAvailable: { dc: 3 },
      ConstraintFiltered: { '${node.class} = perf': 2, 'missing drivers "exec"': 1 },
    },
    'dc',
    'of 3 clients, 2 clients ruled out by node.class = perf, 1 client ruled out by missing drivers "exec"',
    /run as root/,
  ],
  [
    'a dimension',
    { NodesEvaluated: 1, NodesAvailable: { dc: 1 }, DimensionExhausted: { memory: 1 } },
    'dc',
    'of 1 client, 1 client without enough memory',
    /fewer nodes/,
  ],
  [
    'a taken port',
    {
      NodesEvaluated: 1,
      NodesAvailable: { dc: 1 },
      DimensionExhausted: { 'network: reserved port collision node-0=30000': 1 },
    },
    'dc',
    'of 1 client, 1 client without enough network: reserved port collision node-0=30000',
    /another job holds the port/,
  ],
];
for (const [name, metric, region, problem, fix] of cases)
  test(`placement: ${name}`, () => {
    const [fault, ...more] = explainPlacement({ 'node-0': { ...none, ...metric } }, { 'node-0': region });
    assert.equal(fault!.problem, problem);
    assert.match(fault!.fix, fix);
    assert.deepEqual(more, []);
  });

test('groups with one reason are told together, in the order of their numbers', () => {
  const failed = { 'node-10': none, 'node-2': none };
  assert.equal(explainPlacement(failed, {})[0]!.place, 'node-2, node-10');
});

const client: NodeStub = {
  ID: 'id',
  Name: 'c',
  Datacenter: 'dc',
  Status: 'ready',
  SchedulingEligibility: 'eligible',
  Drain: false,
  Version: '1.6.3',
  Drivers: { exec: { Detected: true, Healthy: true } },
};
const unhealthy = { exec: { Detected: true, Healthy: false, HealthDescription: 'Driver must run as root' } };
const clients: readonly [name: string, nodes: readonly NodeStub[], problems: readonly string[]][] = [
  ['one that can', [client, { ...client, Status: 'down' }], []],
  ['none', [], ['there are none']],
  ['one that is down', [{ ...client, Status: 'down' }], ['is down']],
  ['one that drains', [{ ...client, Drain: true }], ['takes no tasks (draining or ineligible)']],
  ['one without the driver', [{ ...client, Drivers: {} }], ['has no driver exec']],
  [
    'an unhealthy driver',
    [{ ...client, Drivers: unhealthy }],
    ['its driver exec is unhealthy (Driver must run as root)'],
  ],
];
const podman: readonly [name: string, drivers: NodeStub['Drivers'], told: RegExp][] = [
  ['no plugin', {}, /^has no driver podman; start agents with it: .*--driver podman.*plugin_dir/],
  [
    'a plugin without a service',
    { podman: { Detected: false, Healthy: false } },
    /^cannot use its driver podman; start podman’s service .*socket_path/,
  ],
  [
    'a service that fails',
    { podman: { Detected: true, Healthy: false, HealthDescription: 'disabled' } },
    /^its driver podman is unhealthy \(disabled\); see that `podman info` works/,
  ],
];
for (const [name, Drivers, told] of podman)
  test(`driver podman: ${name} is told`, () => {
    const [fault] = clientFaults([{ ...client, Drivers }], 'podman');
    assert.match(`${fault!.problem}; ${fault!.fix}`, told);
  });

for (const [name, nodes, problems] of clients)
  test(`clients: ${name}`, () =>
    assert.deepEqual(
      clientFaults(nodes, 'exec').map(({ problem }) => problem),
      problems,
    ));
