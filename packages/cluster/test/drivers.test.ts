import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildTopology, nodeSpecs, resolveProfile } from '@slotbench/profiles';
import { drivers, parseNodeMix, placeOthers } from '../src/driver/drivers.ts';
import type { NodeDriver } from '../src/driver/node-driver.ts';
import { ClusterError } from '../src/errors.ts';
import { planFiles } from '../src/plan-files.ts';

const ports = [4000, 4001, 4002, 4003, 5000, 5001, 5002];
function plan(driver: NodeDriver, name: string, o: { overlay?: object; anchored?: boolean } = {}) {
  const profile = resolveProfile('quick', { overlay: o.overlay ?? {} });
  const topology = buildTopology(profile);
  return driver.plan({
    profile,
    topology,
    node: nodeSpecs(profile, topology, ports)[name]!,
    ports,
    command: ['/opt/node'],
    genesisFolder: '../genesis',
    socketPath: '../sockets/n.socket',
    tracerSocketPath: '../sockets/tracer.socket',
    ...(o.anchored === true
      ? { anchor: { slot: 1774, blockNo: 1, firstSlot: 1800, folder: '../genesis/anchor' } }
      : {}),
  });
}

test('cardano-node: the workbench’s command line, the runtime’s flags last', () => {
  const { program, files } = plan(drivers['cardano-node'], 'node-1', {
    overlay: { node: { rts_flags_override: ['-A64m', '-N3'] } },
  });
  assert.equal(
    program.argv.join(' '),
    '/opt/node run --config config.json --database-path db --topology topology.json --host-addr 127.0.0.1 --port 4001' +
      ' --socket-path ../sockets/n.socket --tracer-socket-path-connect ../sockets/tracer.socket' +
      ' --shelley-vrf-key ../genesis/pools-keys/pool2/vrf.skey' +
      ' --shelley-kes-key ../genesis/pools-keys/pool2/kes.skey' +
      ' --shelley-operational-certificate ../genesis/pools-keys/pool2/opcert.cert' +
      ' --shutdown-on-block-synced 25 --shutdown-ipc 3' +
      ' +RTS -scardano-node.gcstats -A64m -N3 -RTS',
  );
  assert.deepEqual([...files.keys()], ['config.json', 'topology.json']);
  assert.deepEqual(
    [...files.entries()],
    [
      ...plan(drivers.embedded, 'node-1', { overlay: { node: { rts_flags_override: ['-A64m', '-N3'] } } })
        .files,
    ],
    'both kinds of node read the same files',
  );
});

const explorer = { overlay: { composition: { n_singular_hosts: 3, with_explorer: true } } };

test('amaru: imports its anchor once, follows its producers, traces all that the adapter reads', () => {
  const { program, files } = plan(drivers.amaru, 'explorer', { ...explorer, anchored: true });
  const [sh, , wrapper, , ...argv] = program.argv;
  assert.equal(sh, '/bin/sh');
  assert.match(wrapper!, /cat <&3 .*kill -TERM \$\$/);
  assert.match(
    argv[2]!,
    /import-ledger-state[\s\S]*import-headers[\s\S]*import-nonces[\s\S]*exec "\$amaru" --with-json-traces run/,
  );
  assert.deepEqual(argv.slice(3), [
    ...['amaru', '/opt/node', 'testnet_42', '../genesis/anchor'],
    ...['--listen-address', '127.0.0.1:4003'],
    ...['--peer-address', '127.0.0.1:4000,127.0.0.1:4001,127.0.0.1:4002'],
  ]);
  assert.match(program.env.AMARU_TRACE!, /amaru::stores=trace/);
  assert.equal(files.size, 0);
});

test('amaru is refused where it would have to forge, and without an anchor', () => {
  for (const [name, o, problem] of [
    ['node-0', { anchored: true }, /forges no blocks/],
    ['explorer', explorer, /starts from the ledger states of an anchor/],
  ] as const)
    assert.throws(
      () => plan(drivers.amaru, name, o),
      (error) => error instanceof ClusterError && problem.test(error.message),
    );
});

test('an embedded node goes on from the anchor and ends as many blocks after it as the profile says', () => {
  const argv = plan(drivers.embedded, 'node-1', { anchored: true }).program.argv.join(' ');
  assert.match(
    argv,
    /--shutdown-on-block-synced 27 .*--initial-state \.\.\/genesis\/anchor\/initial-state\.json/,
  );
  const bySlot = plan(drivers.embedded, 'node-1', {
    anchored: true,
    overlay: { node: { shutdown_on_slot_synced: 100 } },
  });
  assert.match(bySlot.program.argv.join(' '), /--shutdown-on-slot-synced 1900 /);
});

test('dingo: settings by environment, keys of the pool, JSON lines of every level', () => {
  const { program } = plan(drivers.dingo, 'node-2');
  assert.deepEqual(program.argv.slice(-2), ['/opt/node', 'serve']);
  const { CARDANO_SHELLEY_VRF_KEY, CARDANO_RELAY_PORT, DINGO_LOGGING_FORMAT } = program.env;
  assert.deepEqual(
    [CARDANO_SHELLEY_VRF_KEY, CARDANO_RELAY_PORT, DINGO_LOGGING_FORMAT],
    ['../genesis/pools-keys/pool3/vrf.skey', '4002', 'json'],
  );
  assert.equal(plan(drivers.dingo, 'explorer', explorer).program.env.CARDANO_BLOCK_PRODUCER, undefined);
});

test('a mix: one kind for the rest, the others from the last node on', () => {
  const mix = parseNodeMix(['embedded', 'amaru:1', 'cardano-node:2']);
  assert.deepEqual(
    [...placeOthers(mix, 6)],
    [
      [5, 'amaru'],
      [4, 'cardano-node'],
      [3, 'cardano-node'],
    ],
  );
  for (const texts of [['amaru:1'], ['embedded', 'dingo'], ['haskell'], ['embedded', 'amaru:0']])
    assert.throws(
      () => parseNodeMix(texts),
      (error) => error instanceof ClusterError && error.code === 'RUN_UNSUPPORTED',
    );
  assert.throws(() => placeOthers(mix, 3), /the first must be of the kind without a number/);
});

test('in a mixed run each node is started by its own driver', () => {
  const { programs } = planFiles({
    profile: resolveProfile('quick'),
    driver: drivers.embedded,
    programs: { collector: ['col'], acceptor: ['acc'], node: ['nod'], generator: ['gen'], observer: ['obs'] },
    ports,
    others: new Map([[3, { driver: drivers['cardano-node'], command: ['/opt/cardano-node'] }]]),
  });
  const commands = programs.filter(({ role }) => role === 'node').map(({ argv }) => argv[0]);
  assert.deepEqual(commands, ['nod', 'nod', 'nod', '/opt/cardano-node']);
});

test('a binary tells its version and commit; one that is not there is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slotbench-driver-'));
  try {
    const path = join(folder, 'cardano-node');
    const commit = 'a'.repeat(40);
    await writeFile(
      path,
      `#!/bin/sh\necho "cardano-node 11.0.1 - linux-x86_64 - ghc-9.6"\necho "git rev ${commit}"\n`,
    );
    await chmod(path, 0o755);
    assert.deepEqual(await drivers['cardano-node'].detect([path]), {
      name: 'cardano-node',
      version: '11.0.1',
      hash: commit,
      command: [path],
    });
    await assert.rejects(
      drivers['cardano-node'].detect([join(folder, 'nothing')]),
      (error) => error instanceof ClusterError && error.code === 'PROGRAM_MISSING',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
