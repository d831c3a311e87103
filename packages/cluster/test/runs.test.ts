import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRun, listRuns, readMeta } from '../src/index.ts';
import { identifyProcess } from '../src/process-identity.ts';

const tags = [
  '2026-07-03-09-41-abcde-1070-quick-coay-loc',
  '2026-07-03-09-45-abcde-1070-default-coay-loc',
  '2026-07-03-09-47-abcde-1070-quick-coay-loc',
];

function runsFolder(t: { after(f: () => void): void }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sb-runs-')));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [i, tag] of tags.entries())
    addRun(folder, tag, {
      status: i === 1 ? 'incomplete' : 'complete',
      ...(i === 1 ? { reason: 'why' } : {}),
    });
  mkdirSync(join(folder, 'no-run'));
  mkdirSync(join(folder, 'broken'));
  writeFileSync(join(folder, 'broken', 'meta.json'), '{"meta":');
  symlinkSync(tags[2]!, join(folder, 'current'));
  return folder;
}

function addRun(folder: string, tag: string, rest: object): void {
  mkdirSync(join(folder, tag));
  const meta = {
    tag,
    profile: tag.includes('quick') ? 'quick' : 'default',
    batch: '10.7.0',
    node: 'embedded',
    timing: { systemStart: '2026-07-03T09:41:06Z' },
  };
  writeFileSync(join(folder, tag, 'meta.json'), JSON.stringify({ meta: { ...meta, ...rest } }));
}

test('runs are listed oldest first, without what is no run', async (t) => {
  const runs = await listRuns(runsFolder(t));
  assert.deepEqual(
    runs.map(({ tag }) => tag),
    tags,
  );
  assert.deepEqual(
    runs.map(({ status, reason, current }) => [status, reason, current]),
    [
      ['complete', undefined, false],
      ['incomplete', 'why', false],
      ['complete', undefined, true],
    ],
  );
  assert.deepEqual(await listRuns('/nowhere/at/all'), []);
});

test('a run is found by tag, part, path and current', async (t) => {
  const folder = runsFolder(t);
  const [quick, plain, latest] = tags.map((tag) => join(folder, tag));
  assert.equal(await findRun(folder, tags[0]!), quick);
  assert.equal(await findRun(folder, 'default'), plain);
  assert.equal(await findRun(folder, '09-47'), latest);
  assert.equal(await findRun(folder, 'current'), latest);
  assert.equal(await findRun('/nowhere', plain!), plain);
});

test('a name that means no run, or several, is an error that helps', async (t) => {
  const folder = runsFolder(t);
  await assert.rejects(findRun(folder, 'quick'), (e: Error) =>
    /2 runs match: .*09-41.*09-47/.test(e.message),
  );
  await assert.rejects(findRun(folder, 'curent'), /closest: current/);
  await assert.rejects(findRun(folder, 'nothing-like-it'), { code: 'RUN_UNKNOWN', exit: 'noInput' });
  await assert.rejects(readMeta(join(folder, 'broken')), { code: 'RUN_BROKEN', exit: 'badData' });
});

test('a running run whose process is gone is incomplete', async (t) => {
  const folder = runsFolder(t);
  const owner = identifyProcess(process.pid);
  addRun(folder, 'alive', { status: 'running', owner });
  addRun(folder, 'reused', { status: 'running', owner: { pid: owner.pid, startTicks: 1 } });
  assert.equal((await readMeta(join(folder, 'alive'))).status, 'running');
  if (owner.startTicks === null) return; // no /proc: a reused pid cannot be told from the old one
  const meta = await readMeta(join(folder, 'reused'));
  assert.deepEqual(
    [meta.status, meta.reason],
    ['incomplete', 'the process that ran it ended without a word'],
  );
});
