/** Whether somebody can go on with a run, from what its directory says. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdRun, planToAttach } from '../src/attach.ts';
import { writeRecord } from '../src/nomad/attach/record.ts';
import { identifyProcess } from '../src/process-identity.ts';
import { lockHolder, takeProcessLock } from '../src/process-lock.ts';
import { joinUnseen } from '../src/unseen.ts';

const gone = { pid: 2 ** 22 + 1, startTicks: 1 };
const record = {
  job: 'TAG',
  namespace: 'default',
  until: '2026-11-26T00:00:00Z',
  keep: false,
  programs: [],
  hosts: [],
  relay: [],
};

async function withRun(meta: object, body: (runDir: string) => Promise<void>): Promise<void> {
  const runDir = mkdtempSync(join(tmpdir(), 'sb-attach-'));
  const whole = { tag: 'TAG', profile: 'quick', backend: 'nomad-exec', timing: { ended: 'T' }, ...meta };
  writeFileSync(join(runDir, 'meta.json'), JSON.stringify({ meta: whole }));
  try {
    await body(runDir);
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}

const refused: readonly [name: string, meta: object, code: string, message: RegExp][] = [
  ['complete', { status: 'complete' }, 'RUN_OVER', /run TAG: is over: it is complete since T; /],
  ['incomplete', { status: 'incomplete', reason: 'why' }, 'RUN_OVER', /is over since T: why; /],
  ['a variance', { status: 'complete', kind: 'variance' }, 'RUN_OVER', /is a variance of runs that are over/],
  [
    'local, its process gone',
    { status: 'running', owner: gone, backend: 'local' },
    'RUN_OVER',
    /ran on this machine: its programs ended with the process/,
  ],
  [
    'watched by another process',
    { status: 'running', owner: identifyProcess(process.pid) },
    'RUN_BUSY',
    new RegExp(`process ${process.pid} is with it; wait for that process`),
  ],
  [
    'that never had its hosts',
    { status: 'running', owner: gone },
    'RUN_OVER',
    /ended before its hosts had what they need, so there is nothing to go on with; run it again/,
  ],
];
for (const [name, meta, code, message] of refused)
  test(`nobody can attach to a run: ${name}`, () =>
    withRun(meta, (runDir) => assert.rejects(planToAttach(runDir), { code, message })));

for (const [name, meta] of [
  ['whose process is gone', { status: 'running', owner: gone }],
  ['whose logs are on its clients', { status: 'incomplete', reason: 'r', decided: { kind: 'complete' } }],
] as const)
  test(`somebody can attach to a run ${name}`, () =>
    withRun(meta, async (runDir) => {
      await writeRecord(runDir, record);
      const plan = await planToAttach(runDir);
      assert.deepEqual([plan.tag, plan.programs], ['TAG', []]);
    }));

test('a damaged record is told with its path', () =>
  withRun({ status: 'running', owner: gone }, async (runDir) => {
    await writeRecord(runDir, record);
    writeFileSync(join(runDir, 'nomad', 'attach.json'), '{');
    await assert.rejects(planToAttach(runDir), {
      code: 'RUN_BROKEN',
      message: /attach\.json: does not say how/,
    });
  }));

test('of several that want to go on with a run one does', () =>
  withRun({}, async (runDir) => {
    const run = { runDir, tag: 'TAG', meta: { backend: 'nomad-exec' } } as unknown as Parameters<
      typeof holdRun
    >[0];
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => holdRun(run)));
    const held = answers.filter(({ status }) => status === 'fulfilled');
    assert.equal(held.length, 1);
    const refusal = answers.find((answer) => answer.status === 'rejected')!;
    assert.equal(refusal.reason.code, 'RUN_BUSY');
    await (held[0] as PromiseFulfilledResult<{ release(): Promise<void> }>).value.release();
    await (await holdRun(run)).release();
  }));

test('a lock of a process that is gone, or that was cut off, counts for nothing', () =>
  withRun({}, async (runDir) => {
    const path = join(runDir, 'lock');
    for (const text of [JSON.stringify(gone), '', '{']) {
      writeFileSync(path, text);
      assert.equal(await lockHolder(path), undefined);
      const lock = await takeProcessLock(path);
      assert.equal(lock.kind, 'taken');
      assert.deepEqual(await lockHolder(path), identifyProcess(process.pid));
      assert.deepEqual(await takeProcessLock(path), { kind: 'held', by: identifyProcess(process.pid) });
      if (lock.kind === 'taken') await lock.release();
    }
  }));

test('what two processes could not see is kept; what is missing the later one knows', () => {
  const span = { from: 'a', to: 'b' };
  const missing = [{ host: 'node-0', client: 'c', problem: 'p' }];
  assert.equal(joinUnseen(undefined, { missing: [], silent: [] }), undefined);
  assert.deepEqual(joinUnseen({ unwatched: [span], silent: [], missing }, { unwatched: [span] }), {
    unwatched: [span, span],
    silent: [],
    missing: [],
  });
});
