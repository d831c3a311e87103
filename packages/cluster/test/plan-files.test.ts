import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveProfile } from '@slotbench/profiles';
import { embedded } from '../src/driver/embedded.ts';
import { planFiles, portCount } from '../src/plan-files.ts';
import type { Programs } from '../src/program.ts';

const programs: Programs = {
  collector: ['col'],
  acceptor: ['acc'],
  node: ['nod', 'e'],
  generator: ['gen'],
  observer: ['obs'],
};
const ports = [4000, 4001, 4002, 4003, 5000, 5001, 5002];
const layout = (name: string, overlay = {}) =>
  planFiles({ profile: resolveProfile(name, { overlay }), driver: embedded, programs, ports });
const argvOf = (name: string, program: string, overlay = {}) =>
  layout(name, overlay)
    .programs.find((plan) => plan.name === program)!
    .argv.join(' ');

test('a node is started with cardano-node’s command line and the pool after its number', () => {
  assert.equal(
    argvOf('quick', 'node-2'),
    'nod e run --config config.json --database-path db --topology topology.json --host-addr 127.0.0.1 --port 4002' +
      ' --socket-path ../sockets/node-2.socket --tracer-socket-path-connect ../sockets/tracer.socket' +
      ' --shelley-vrf-key ../genesis/pools-keys/pool3/vrf.skey' +
      ' --shelley-kes-key ../genesis/pools-keys/pool3/kes.skey' +
      ' --shelley-operational-certificate ../genesis/pools-keys/pool3/opcert.cert' +
      ' --shutdown-on-block-synced 25 --shutdown-ipc 3',
  );
});

test('without a collector nothing names its socket', () => {
  const { programs: plans, files } = layout('quick-notracer');
  assert.deepEqual(
    plans.map(({ name }) => name),
    ['node-0', 'node-1', 'node-2', 'node-3', 'generator'],
  );
  assert.equal(files.has('tracer/config.json'), false);
  assert.equal(
    plans.some(({ argv }) => argv.join(' ').includes('tracer.socket')),
    false,
  );
});

test('the legacy system forwards to an acceptor of its own, each node to a socket', () => {
  const { programs: plans, files } = layout('quick-oldtracing');
  const [tracer] = plans;
  assert.equal(tracer!.argv.join(' '), 'acc config.json --shutdown-ipc 3');
  const sockets = [0, 1, 2, 3].map((i) => `../sockets/node-${i}.traces`);
  assert.deepEqual(tracer!.ready.sockets, sockets);
  const configs = sockets.map((_, i) => JSON.parse(files.get(`node-${i}/config.json`)!));
  assert.deepEqual(
    configs.map(({ traceForwardTo }) => traceForwardTo.contents),
    sockets,
  );
  assert.doesNotMatch(plans.map(({ argv }) => argv.join(' ')).join(' '), /tracer/);
  assert.equal(layout('quick-oldtracing-notracer').programs[0]!.name, 'node-0');
});

test('an explorer forges nothing and hosts the generator', () => {
  const overlay = { composition: { n_singular_hosts: 3, with_explorer: true } };
  assert.doesNotMatch(argvOf('quick', 'explorer', overlay), /vrf/);
  const script = JSON.parse(layout('quick', overlay).files.get('generator/run-script.json')!);
  assert.equal(script.localNodeSocketPath, '../explorer/node.socket');
  assert.equal(script.targetNodes.length, 3);
});

test('a shutdown slot goes before a shutdown block', () => {
  const overlay = { node: { shutdown_on_slot_synced: 70 } };
  assert.match(argvOf('quick', 'node-0', overlay), /--shutdown-on-slot-synced 70 --shutdown-ipc 3$/);
});

test('the files of a run are all there, each program with its own', () => {
  const { files, topology } = layout('quick');
  assert.equal(portCount(topology), 7);
  assert.deepEqual([...files.keys()].sort(), [
    'generator/run-script.json',
    ...[0, 1, 2, 3].flatMap((i) => [`node-${i}/config.json`, `node-${i}/topology.json`]),
    'node-specs.json',
    'profile.json',
    'topology.json',
    'tracer/config.json',
  ]);
  assert.equal(JSON.parse(files.get('tracer/config.json')!).hasPrometheus.epPort, 5000);
  assert.equal(JSON.parse(files.get('node-3/topology.json')!).localRoots[0].accessPoints[0].port, 4000);
});

test('an observer starts after the nodes and before the load, only where it is asked for', () => {
  const profile = resolveProfile('quick');
  const { programs: plans } = planFiles({ profile, driver: embedded, programs, ports, observe: true });
  assert.deepEqual(
    plans.map(({ name }) => name),
    ['tracer', 'node-0', 'node-1', 'node-2', 'node-3', 'observer', 'generator'],
  );
  assert.equal(
    plans.find(({ role }) => role === 'observer')!.argv.join(' '),
    'obs --run .. --out observations.jsonl --shutdown-ipc 3',
  );
  assert.equal(
    layout('quick').programs.some(({ role }) => role === 'observer'),
    false,
  );
});
