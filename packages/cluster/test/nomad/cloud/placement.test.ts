import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildTopology, nodeSpecs, resolveProfile } from '@slotbench/profiles';
import { assignClients } from '../../../src/nomad/cloud/assign-clients.ts';
import {
  type ClientsFile,
  pinnedClient,
  pinnedMachines,
  readClientsFile,
  writeClientsFile,
} from '../../../src/nomad/cloud/clients-file.ts';
import { measureClock, refuseSkew } from '../../../src/nomad/cloud/clocks.ts';
import {
  addressOf,
  diffDeployment,
  type Requested,
  refuseDifferences,
  renderDifferences,
} from '../../../src/nomad/cloud/deployment.ts';
import { type Machine, machineOf } from '../../../src/nomad/cloud/machine.ts';
import { placeJob } from '../../../src/nomad/cloud/place-job.ts';
import { clusterWish, wishesOf } from '../../../src/nomad/cloud/wishes.ts';
import { runJob } from '../../../src/nomad/job/run-job.ts';
import { isLeftBehind } from '../../../src/nomad/owner.ts';

const EU = 'eu-central-1';
const US = 'us-east-1';
const AP = 'ap-southeast-2';

const machine = (n: number, datacenter: string, more: Partial<Machine> = {}): Machine => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  name: `perf-${n}`,
  datacenter,
  class: 'perf',
  instanceType: 'c5d.2xlarge',
  zone: `${datacenter}a`,
  cpu: 'Xeon',
  kernel: '6.1.0',
  nomad: '1.6.3',
  address: `10.0.0.${n}`,
  publicAddress: null,
  freeBytes: 200e9,
  ...more,
});
/** 17 producers and the explorer of a region, and two to spare, in an order that is nobody's. */
const cloud = (): Machine[] =>
  [EU, US, AP]
    .flatMap((datacenter, region) =>
      Array.from({ length: 20 }, (_, i) => machine(1 + region * 20 + ((i * 7) % 20), datacenter)),
    )
    .concat(machine(99, EU, { instanceType: 'm5.4xlarge' }));

const profile = resolveProfile('value-nomadperf');
const specsOf = (which: typeof profile) =>
  nodeSpecs(
    which,
    buildTopology(which),
    Array.from({ length: 60 }, (_, i) => 30_000 + i),
  );
const wishes = wishesOf(profile, specsOf(profile));

test('the k-th node of a region has its k-th client by name, whatever the order in which clients are listed', () => {
  const assigned = assignClients(wishes, cloud());
  assert.equal(assigned.size, wishes.length);
  const named = (node: string) => assigned.get(node)!.name;
  assert.deepEqual(['node-0', 'node-1', 'node-2', 'node-3', 'explorer'].map(named), [
    'perf-1',
    'perf-21',
    'perf-41',
    'perf-2',
    'perf-99',
  ]);
  assert.deepEqual(assignClients(wishes, cloud().reverse()), assigned);
  assert.equal(new Set([...assigned.values()].map(({ id }) => id)).size, wishes.length);
  for (const { node, datacenter } of wishes) assert.equal(assigned.get(node)!.datacenter, datacenter);
});

const only = (keep: (machine: Machine) => boolean) => cloud().filter(keep);
const lacks: readonly [name: string, machines: readonly Machine[], problem: RegExp][] = [
  ['no clients at all', [], /^no place for node-0, .*: Nomad has no clients; start clients/],
  [
    'clients that are down',
    cloud().map((each) => ({ ...each, unusable: 'is down' })),
    /no client is ready: perf-1 is down, .*; start clients/,
  ],
  [
    'a region without clients',
    only(({ datacenter }) => datacenter !== AP),
    /^no place for node-2, node-5, .*: no client has datacenter ap-southeast-2; they have eu-central-1 \(21\), us-east-1 \(20\); start clients there/,
  ],
  [
    'another class',
    cloud().map((each) => (each.datacenter === US ? { ...each, class: 'qa' } : each)),
    /: no client of datacenter us-east-1 has class perf; they have qa \(20\); name another class with --class/,
  ],
  [
    'no machine for the explorer',
    only(({ name }) => name !== 'perf-99'),
    /^no place for explorer: no client of datacenter eu-central-1, class perf has instance type m5\.4xlarge; they have c5d\.2xlarge \(20\)/,
  ],
  [
    'more nodes than machines',
    only(({ name }) => !/^perf-(?:[1-9]|1[0-9])$/.test(name) || name === 'perf-1'),
    /: \d+ nodes want a client of datacenter eu-central-1, class perf, instance type c5d\.2xlarge each, and there are 2; the run has more nodes than there are machines/,
  ],
  [
    'disks too small',
    cloud().map((each) => ({ ...each, freeBytes: 1e9 })),
    /has room: the run may need 13135 MB on each, and none has more than 1000 MB free; free disk space/,
  ],
];
for (const [name, machines, problem] of lacks)
  test(`${name}: told with what there is, and what to do`, () => {
    assert.throws(
      () => assignClients(wishes, machines),
      (error: Error & { code: string }) => {
        assert.match(error.message, problem);
        return error.code === 'NOMAD_PLACEMENT';
      },
    );
  });

test('options go before the profile; loopback is any place; a value of another kind is named', () => {
  const quick = resolveProfile('quick');
  const [wish] = wishesOf(quick, specsOf(quick), { class: 'qa', zones: { [EU]: 'x' } });
  assert.deepEqual(
    [wish!.datacenter, wish!.class, wish!.instanceType, wish!.zone, wish!.resources, wish!.volumes],
    [null, 'qa', null, null, undefined, []],
  );
  const [first, ...rest] = wishes;
  assert.deepEqual(
    [first!.class, first!.instanceType, first!.resources, rest.at(-1)!.instanceType],
    ['perf', 'c5d.2xlarge', { Cores: 8, MemoryMB: 15_400, MemoryMaxMB: 16_000 }, 'm5.4xlarge'],
  );
  assert.deepEqual(clusterWish(profile), { namespace: 'perf', publicRouting: true, keepRunning: true });
  for (const [overlay, message] of [
    [{ nomad: { class: 3 } }, /cluster\.nomad\.class: expected a text, got 3; correct it with an overlay/],
    [{ minimun_storage: { producer: 'much' } }, /cluster\.minimun_storage\.producer: expected a number/],
    [
      { nomad: { host_volumes: { producer: [{ source: 'x' }] } } },
      /host_volumes\.producer\.0\.destination: expected a text/,
    ],
  ] as const) {
    const bad = resolveProfile('quick', { overlay: { cluster: overlay } });
    assert.throws(() => wishesOf(bad, specsOf(bad)), message);
  }
  const bad = resolveProfile('quick', { overlay: { cluster: { keep_running: 'yes' } } });
  assert.throws(() => clusterWish(bad), /cluster\.keep_running: expected true or false, got "yes"/);
});

test('a job says for each group which client, of what kind, with which room and disks; a kept one is never swept', () => {
  const disks = wishesOf(
    resolveProfile('value-volt-lsmt-nomadperf'),
    specsOf(resolveProfile('value-volt-lsmt-nomadperf')),
  );
  const hosts = ['node-0', 'explorer'].map((name, i) => ({
    name,
    region: EU,
    port: 30_000 + i,
    programs: [],
  }));
  const job = runJob({
    tag: 't',
    namespace: 'perf',
    version: '1.6.3',
    hosts,
    driver: 'exec',
    config: {},
    command: ['/bin/sh'],
    artifacts: [],
    resources: { CPU: 100, MemoryMB: 64 },
    diskMB: 1,
    owner: { slotbench_machine: 'here', slotbench_pid: '1', slotbench_ticks: '1' },
    datacenters: [],
  });
  const pinned = assignClients(wishes, cloud());
  const places = { instanceType: 'attr.platform.aws.instance-type', zone: 'meta.slotbench_zone' };
  const placed = placeJob(job, { wishes: disks, pinned, places, keep: true });
  assert.deepEqual(placed.Constraints, [{ Operand: 'distinct_hosts', RTarget: 'true' }]);
  assert.deepEqual(placed.Datacenters, [AP, EU, US]);
  const [node, explorer] = placed.TaskGroups;
  assert.deepEqual(
    node!.Constraints.map(({ LTarget, RTarget }) => `${LTarget} ${RTarget}`),
    [
      `\${node.datacenter} ${EU}`,
      `\${node.class} perf`,
      `\${attr.platform.aws.instance-type} c5d.2xlarge`,
      `\${node.unique.id} ${pinned.get('node-0')!.id}`,
    ],
  );
  assert.deepEqual(
    [node!.EphemeralDisk.SizeMB, node!.Tasks[0].Resources, node!.Volumes, node!.Tasks[0].VolumeMounts],
    [
      13_135,
      { Cores: 8, MemoryMB: 15_400, MemoryMaxMB: 16_000 },
      { 'node-0-0': { Type: 'host', Source: 'ephemeral', ReadOnly: false } },
      [{ Volume: 'node-0-0', Destination: '/ephemeral', ReadOnly: false }],
    ],
  );
  assert.equal(explorer!.Volumes, undefined);
  const dead = () => false;
  assert.equal(isLeftBehind(placed.Meta, 'here', dead), false);
  assert.equal(isLeftBehind(placeJob(job, { wishes, pinned, places, keep: false }).Meta, 'here', dead), true);
});

test('a client is what its attributes say, its cloud first and then its meta', () => {
  const stub = {
    ID: 'i',
    Name: 'n',
    Datacenter: EU,
    NodeClass: '',
    Status: 'ready',
    SchedulingEligibility: 'eligible',
    Drain: false,
    Version: '1.6.3',
    Drivers: null,
  } as const;
  const aws = machineOf({
    ...stub,
    Attributes: {
      'platform.aws.instance-type': 'c5d.2xlarge',
      'platform.aws.placement.availability-zone': 'eu-central-1b',
      'unique.platform.aws.public-ipv4': '3.4.5.6',
      'unique.network.ip-address': '10.0.0.9',
      'unique.storage.bytesfree': '5000000000',
      'kernel.version': '6.1.0',
    },
    Meta: { slotbench_instance_type: 'not-this' },
  });
  assert.deepEqual(
    [aws.class, aws.instanceType, aws.zone, aws.freeBytes, aws.cpu, aws.unusable],
    [null, 'c5d.2xlarge', 'eu-central-1b', 5e9, null, undefined],
  );
  assert.equal(addressOf(aws, { publicRouting: true }), '3.4.5.6');
  assert.equal(addressOf(aws, { publicRouting: false }), '10.0.0.9');
  const own = machineOf({ ...stub, Status: 'down', Attributes: {}, Meta: { slotbench_zone: 'rack-2' } });
  assert.deepEqual(
    [own.zone, own.instanceType, own.freeBytes, own.unusable],
    ['rack-2', null, null, 'is down'],
  );
  assert.throws(() => addressOf(own, { publicRouting: true }), /client n: does not say at which address/);
});

const fileOf = (nodes: ReadonlyMap<string, Machine>): ClientsFile => ({
  version: 1,
  profile: profile.name,
  wanted: {},
  nodes: Object.fromEntries([...nodes].map(([node, each]) => [node, pinnedClient(each)])),
});

test('pinned clients are the same in the next run; what became of one is told', () => {
  const file = fileOf(assignClients(wishes, cloud()));
  const pins = (machines: readonly Machine[], pinned: ClientsFile = file) =>
    pinnedMachines(wishes, { file: pinned, path: 'clients.json', machines });
  assert.deepEqual(pins([...cloud(), machine(0, EU)]), assignClients(wishes, cloud()));
  const change = (name: string, more: Partial<Machine>) =>
    cloud().map((each) => (each.name === name ? { ...each, ...more } : each));
  for (const [machines, message] of [
    [
      only(({ name }) => name !== 'perf-1'),
      /clients\.json: node-0: client perf-1 \(00000000\) is gone; bring these clients back, or pin others/,
    ],
    [change('perf-1', { unusable: 'is down' }), /node-0: client perf-1 is down/],
    [change('perf-1', { freeBytes: 1e6 }), /node-0: client perf-1 has 1 MB free, the run may need 13135 MB/],
    [
      change('perf-1', { datacenter: US }),
      /client perf-1 is in datacenter us-east-1, and the node belongs into eu-central-1/,
    ],
  ] as const)
    assert.throws(() => pins(machines), message);
  const { 'node-0': _, ...others } = file.nodes;
  assert.throws(() => pins(cloud(), { ...file, nodes: others }), /clients\.json: node-0 is not in it/);
});

test('a file of clients is read as it was written; a damaged one names its place', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sb-clients-'));
  const path = join(dir, 'clients.json');
  try {
    const file = fileOf(assignClients(wishes, cloud()));
    await writeClientsFile(path, file);
    assert.deepEqual(await readClientsFile(path), file);
    const twice = { version: 1, nodes: { 'node-0': file.nodes['node-0'], 'node-1': file.nodes['node-0'] } };
    for (const [text, message] of [
      ['{', /clients\.json: is no JSON/],
      ['[]', /expected \{"version": 1/],
      ['{"version":2,"nodes":{}}', /expected \{"version": 1/],
      ['{"version":1,"nodes":{"node-0":{}}}', /clients\.json: nodes\.node-0\.client: expected a text/],
      ['{"version":1,"nodes":{"node-0":null}}', /nodes\.node-0\.client: expected a text/],
      [JSON.stringify(twice), /nodes\.node-1\.client: is that of node-0 too/],
      [`"${'x'.repeat(4 * 1024 * 1024)}"`, /has more than 4194304 characters/],
    ] as const) {
      writeFileSync(path, text);
      await assert.rejects(readClientsFile(path), message);
    }
    await assert.rejects(readClientsFile(join(dir, 'none')), /none: cannot be read \(ENOENT\); make it anew/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('what was requested and what was deployed are shown side by side; accepting is a decision', () => {
  const was = pinnedClient(machine(1, EU));
  const now = pinnedClient(machine(1, EU, { kernel: '6.8.0', class: null }));
  const differences = diffDeployment(
    new Map<string, Requested>([
      ['node-0', was],
      ['node-1', { datacenter: US }],
      ['node-2', {}],
    ]),
    new Map([
      ['node-0', now],
      ['node-1', was],
    ]),
  );
  assert.equal(
    renderDifferences(differences),
    [
      ['node-0 class', 'perf', 'none'],
      ['node-0 kernel', '6.1.0', '6.8.0'],
      ['node-1 datacenter', US, EU],
      ['node-2 client', 'one', 'none'],
    ]
      .map(([what, requested, deployed]) => `  ${what}\n    - ${requested}\n    + ${deployed}`)
      .join('\n'),
  );
  assert.throws(
    () => refuseDifferences(differences, { tag: 't', accept: false }),
    /3 hosts are not what was requested/,
  );
  refuseDifferences(differences, { tag: 't', accept: true });
  refuseDifferences([], { tag: 't', accept: false });
});

test('clocks: the quickest of several answers counts, ours does not, and only a sure difference refuses', async () => {
  let ms = 1000;
  const waits = [40, 10, 80, 20];
  const measured = await measureClock(
    'node-0',
    async () => {
      ms += waits.shift()!;
      return ms + 5000;
    },
    () => ms,
  );
  // The answer of the second question left at its end: half of 10 ms too late.
  assert.deepEqual(measured, { host: 'node-0', offsetMs: 5005, uncertaintyMs: 5 });
  const at = (host: string, offsetMs: number, uncertaintyMs = 5) => ({ host, offsetMs, uncertaintyMs });
  refuseSkew([at('a', 9000), at('b', 9010), at('c', 9400)]);
  refuseSkew([at('a', 0, 200), at('b', 800, 200)]);
  refuseSkew([at('a', 1e6)]);
  refuseSkew([]);
  assert.throws(
    () => refuseSkew([at('a', 0), at('b', 10), at('c', 1510)]),
    /clocks of the clients: are at least 1500 ms apart, and a run bears 500: off from the middle c by \+1500 ms; synchronise the clocks/,
  );
});
