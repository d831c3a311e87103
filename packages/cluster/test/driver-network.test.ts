import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createGenesis, decodeHeader, loadGenesis, startFrom } from '@slotbench/ledger';
import { buildTopology, nodeSpecs, type Profile, resolveProfile } from '@slotbench/profiles';
import { drivers } from '../src/driver/drivers.ts';
import { checkFits, fitProfile } from '../src/driver/fit-profile.ts';
import { withFollowers } from '../src/driver/followers.ts';
import { networkStart, secondsBefore } from '../src/driver/network-start.ts';
import { writeAnchor } from '../src/driver/write-anchor.ts';
import { ClusterError } from '../src/errors.ts';

const { embedded, amaru } = drivers;

test('a profile is fitted to what amaru has built in, blocks coming as often as before', () => {
  const quick = resolveProfile('quick');
  assert.equal(fitProfile(quick, [embedded]), undefined);
  const fit = fitProfile(quick, [embedded, amaru])!;
  assert.deepEqual(fit.overlay, {
    genesis: { active_slots_coeff: 0.05, epoch_length: 86_400, parameter_k: 432, slot_duration: 0.05 },
    node: { tracer: false },
  });
  assert.match(fit.why, /amaru has its constants built in.*k 432.*; amaru forwards no traces/);
  const fitted = resolveProfile('quick', { overlay: fit.overlay });
  assert.equal(fitProfile(fitted, [embedded, amaru]), undefined, 'fitted once is fitted');
  checkFits(fitted, [embedded, amaru]);
  assert.throws(
    () => checkFits(quick, [embedded, amaru]),
    (error) => error instanceof ClusterError && /lay this over the profile: \{"genesis"/.test(error.message),
  );
});

test('a network starts from its genesis while every driver can, else from an anchor, if every driver can', () => {
  const profile = resolveProfile('quick', { overlay: fitProfile(resolveProfile('quick'), [amaru])!.overlay });
  assert.equal(networkStart([embedded, drivers['cardano-node']], profile), undefined);
  const anchor = networkStart([embedded, amaru], profile);
  assert.deepEqual(anchor, { slot: 259_174, blockNo: 1, firstSlot: 259_200 });
  assert.equal(secondsBefore(anchor, profile), 12_960);
  assert.equal(secondsBefore(undefined, profile), 0);
  assert.throws(
    () => networkStart([drivers['cardano-node'], amaru], profile),
    /cardano-node starts from a genesis, amaru only from an anchor/,
  );
});

function network(o: { topology: Profile['composition']['topology']; nodes: number }) {
  const profile = resolveProfile('quick', {
    overlay: { composition: { topology: o.topology, n_singular_hosts: o.nodes } },
  });
  const topology = buildTopology(profile);
  return {
    topology,
    specs: nodeSpecs(
      profile,
      topology,
      Array.from({ length: o.nodes + 3 }, (_, i) => 3000 + i),
    ),
  };
}

test('a follower has no pool, and blocks do not pass through it', () => {
  for (const [topology, nodes, followers, expected] of [
    ['uni-circle', 3, [2], { 'node-0': ['node-1'], 'node-1': ['node-0'], 'node-2': ['node-0'] }],
    [
      'line',
      4,
      [2],
      {
        'node-0': ['node-1'],
        'node-1': ['node-3', 'node-0'],
        'node-2': ['node-3', 'node-1'],
        'node-3': ['node-1'],
      },
    ],
    [
      'uni-circle',
      4,
      [2, 3],
      { 'node-0': ['node-1'], 'node-1': ['node-0'], 'node-2': ['node-0'], 'node-3': ['node-0'] },
    ],
  ] as const) {
    const made = withFollowers(network({ topology, nodes }), new Set(followers));
    const producers = Object.fromEntries(made.topology.coreNodes.map((node) => [node.name, node.producers]));
    assert.deepEqual(producers, expected, `${topology} of ${nodes}`);
    for (const { name, stakePool } of made.topology.coreNodes) {
      const follows = (followers as readonly number[]).includes(Number(name.slice(5)));
      assert.equal(made.specs[name]!.isProducer, !follows, name);
      assert.equal(stakePool, follows ? null : true, name);
    }
  }
});

test('an anchor has the stake of the forging nodes, and all that amaru imports', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slotbench-anchor-'));
  try {
    const profile = resolveProfile('quick', {
      overlay: fitProfile(resolveProfile('quick'), [embedded, amaru])!.overlay,
    });
    const files = createGenesis({
      profile,
      systemStart: new Date(0),
      random: (count) => new Uint8Array(count).fill(7),
    });
    for (const [path, { text }] of files) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const point = networkStart([embedded, amaru], profile)!;
    await writeAnchor(folder, { point, forging: [0, 1, 2], drivers: [embedded, amaru] });
    const text = (era: string) => files.get(`genesis.${era}.json`)!.text;
    const genesis = loadGenesis({ shelley: text('shelley'), alonzo: text('alonzo'), conway: text('conway') });
    const state = await readFile(join(folder, 'anchor/initial-state.json'), 'utf8');
    const { stake, anchor } = startFrom(genesis, state);
    assert.equal(stake.size, 3);
    const { header, nonces } = anchor!;
    assert.equal(header.slot, point.slot);
    const names = (await readdir(join(folder, 'anchor'))).filter((name) => name.startsWith('header.'));
    const headers = await Promise.all(
      names.sort().map(async (name) => decodeHeader(await readFile(join(folder, 'anchor', name)))),
    );
    assert.deepEqual(
      headers.map(({ slot, hash }) => `header.${slot}.${hash}.cbor`),
      names,
      'files are named by the block that they hold',
    );
    assert.equal(headers.at(-1)!.hash, header.hash);
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'anchor/nonces.json'), 'utf8')), {
      at: `${header.slot}.${header.hash}`,
      active: nonces.epoch,
      candidate: nonces.candidate,
      evolving: nonces.evolving,
      tail: headers[0]!.hash,
    });
    const states = await readdir(join(folder, 'anchor/state'));
    const slots = states.filter((name) => name.endsWith('.cbor')).map((name) => Number(name.split('.')[0]));
    assert.deepEqual(
      slots.sort((a, b) => a - b),
      [86_374, 172_774, 259_174],
    );
    assert.equal(states.filter((name) => name.startsWith('history.')).length, 3);
  } finally {
    await rm(folder, { recursive: true });
  }
});
