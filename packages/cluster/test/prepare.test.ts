import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveProfile } from '@slotbench/profiles';
import { checkRunsFolder, estimateBytes } from '../src/checks.ts';
import { detectComponents, type PrepareOptions, prepareRun } from '../src/index.ts';
import { checkSocketPaths, sweepRuntimeFolders } from '../src/runtime-folder.ts';
import { makePlace, prepareStandIns, standIns } from './stand-in-run.ts';

type Context = { after(f: () => void): void };

function place(t: Context) {
  const made = makePlace();
  t.after(made.remove);
  return made;
}

function options(t: Context, overlay: object = {}): PrepareOptions {
  const { runsDir, tmp, ...rest } = place(t);
  const programs = standIns({ runsDir, tmp, ...rest }, {});
  return {
    profile: resolveProfile('quick', { overlay }),
    runsDir,
    tmp,
    driver: 'embedded',
    programs,
    now: () => 1e12,
  };
}

test('a prepared run is whole, named, current and not yet started', async (t) => {
  const o = options(t);
  const plan = await prepareRun(o);
  assert.match(plan.tag, /^2001-09-09-01-46-[0-9a-f]{5}-unknown-quick-coay-loc$/);
  assert.equal(readlinkSync(join(o.runsDir, 'current')), plan.tag);
  assert.deepEqual(readdirSync(o.runsDir).sort(), [plan.tag, 'current'].sort());
  assert.deepEqual(readdirSync(o.tmp!), []);
  const { meta } = JSON.parse(readFileSync(join(plan.runDir, 'meta.json'), 'utf8'));
  assert.deepEqual(
    [meta.tag, meta.status, meta.era, meta.logSource, meta.backend, meta.node, meta.profile_content.name],
    [plan.tag, 'incomplete', 'conway', 'tracer', 'local', 'embedded', 'quick'],
  );
  const secret = (path: string) => statSync(join(plan.runDir, 'genesis', path)).mode & 0o777;
  assert.equal(secret('pools-keys/pool4/kes.skey'), 0o600);
  assert.equal(secret('utxo-keys/utxo1/utxo.skey'), 0o600);
  assert.equal(secret('genesis.shelley.json'), 0o644);
});

test('runs of one minute get tags of their own', async (t) => {
  const o = options(t);
  const tags = [];
  for (let i = 0; i < 3; i++) tags.push((await prepareRun(o)).tag);
  assert.deepEqual(tags, [tags[0], `${tags[0]}-2`, `${tags[0]}-3`]);
});

test('runs prepared at the same time get tags of their own', async (t) => {
  const o = options(t);
  const plans = await Promise.all([prepareRun(o), prepareRun(o), prepareRun(o)]);
  assert.equal(new Set(plans.map(({ tag }) => tag)).size, 3);
  for (const { runDir } of plans) assert.ok(existsSync(join(runDir, 'genesis', 'genesis.shelley.json')));
});

test('a large dataset is made once and kept', async (t) => {
  const o = options(t, { genesis: { utxo: 10_000, delegators: 8 } });
  const genesisCache = join(o.tmp!, 'cache');
  const shelley: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { runDir } = await prepareRun({ ...o, genesisCache });
    shelley.push(readFileSync(join(runDir, 'genesis', 'genesis.shelley.json'), 'utf8'));
    assert.equal(statSync(join(runDir, 'genesis', 'pools-keys/pool4/kes.skey')).mode & 0o777, 0o600);
  }
  assert.equal(readdirSync(join(genesisCache, 'dataset')).length, 1);
  assert.equal(Object.keys(JSON.parse(shelley[0]!).initialFunds).length, 10_009);
  assert.equal(shelley[1], shelley[0]);
});

const unsupported: readonly [path: string, overlay: object][] = [
  ['scenario', { scenario: 'idle' }],
  ['composition.n_dense_hosts', { composition: { n_dense_hosts: 1, dense_pool_density: 3 } }],
  ['genesis.pparamsEpoch', { genesis: { pparamsEpoch: 300, pparamsOverlays: [] } }],
  ['node.utxo_lsmt', { node: { utxo_lsmt: true } }],
];
for (const [path, overlay] of unsupported)
  test(`${path} beyond this version is refused before anything is written`, async (t) => {
    const o = options(t, overlay);
    await assert.rejects(prepareRun(o), (error: Error & { code: string }) => {
      assert.equal(error.code, 'RUN_UNSUPPORTED');
      assert.ok(error.message.includes(path), error.message);
      return true;
    });
    assert.equal(existsSync(o.runsDir), false);
  });

test('a folder of runs that cannot be made is named', async (t) => {
  const o = options(t);
  writeFileSync(o.runsDir, 'a file');
  await assert.rejects(prepareRun(o), { code: 'RUNS_FOLDER', exit: 'cannotCreate' });
});

test('a folder of runs without permission is named', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, async (t) => {
  const o = options(t);
  mkdirSync(o.runsDir);
  chmodSync(o.runsDir, 0o500);
  await assert.rejects(prepareRun(o), /cannot be written \(EACCES\); .*--runs/);
});

test('too small a disk is named with both sizes', async (t) => {
  const { runsDir } = place(t);
  assert.ok(estimateBytes(resolveProfile('quick')) < 300e6);
  await assert.rejects(
    checkRunsFolder(runsDir, 1e18),
    /MB free, the run may need 1000000000000 MB; free some space/,
  );
});

test('a folder for sockets too deep for a unix socket is named', () => {
  checkSocketPaths('/tmp', ['node-0.socket']);
  assert.throws(() => checkSocketPaths(`/tmp/${'d'.repeat(90)}`, ['node-0.socket', 'n']), {
    code: 'SOCKET_PATH',
    fix: 'set TMPDIR to a shorter folder',
  });
});

test('sweeping leaves foreign and living folders alone', async (t) => {
  const { tmp } = place(t);
  for (const name of ['slotbench-notes', 'slotbench-AAAAAA', 'other-BBBBBB']) mkdirSync(join(tmp, name));
  await sweepRuntimeFolders(tmp);
  assert.deepEqual(readdirSync(tmp).sort(), ['other-BBBBBB', 'slotbench-AAAAAA', 'slotbench-notes']);
});

test('half-made runs of dead processes are swept, those of living ones stay', async (t) => {
  const o = options(t);
  mkdirSync(join(o.runsDir, '.preparing-999999999-1-aaaaaa'), { recursive: true });
  await prepareRun(o);
  assert.deepEqual(
    readdirSync(o.runsDir).filter((name) => name.startsWith('.')),
    [],
  );
});

test('stand-ins serve the run tests', async (t) => {
  const plan = await prepareStandIns(place(t), {});
  assert.equal(plan.programs.length, 4);
});

test('components are told with path and version, or as absent with their purpose', async (t) => {
  const { root } = place(t);
  writeFileSync(join(root, 'amaru'), '#!/bin/sh\necho "amaru 1.2.3-dev (abc)"\n', { mode: 0o755 });
  const components = await detectComponents({ PATH: root });
  const amaru = components.find(({ name }) => name === 'amaru')!;
  assert.deepEqual([amaru.path, amaru.version], [join(root, 'amaru'), '1.2.3-dev']);
  const dingo = components.find(({ name }) => name === 'dingo')!;
  assert.deepEqual([dingo.path, dingo.version], [null, null]);
  assert.ok(components.length >= 9 && components.every(({ purpose }) => purpose.length > 0));
});
