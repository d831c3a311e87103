import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listRuns, readMeta } from '@slotbench/cluster';
import { compareNamed, makeVariance, readResults, writeVarianceReport } from '../../src/index.ts';
import { fakeRuns, runsFolder } from './runs-folder.ts';

const now = () => new Date('2026-05-04T12:00:00Z');

test('a variance is a directory like a run: listed, described, found by its name', async (t) => {
  const runsDir = runsFolder(t, fakeRuns('2026-05-04-10-00-abcde-before-quick', 3));
  const made = await makeVariance({
    runsDir,
    members: ['quick-1', 'quick-2', 'quick-3'],
    name: 'Base Line',
    description: 'before the change',
    now,
  });
  assert.equal(made.tag, '2026-05-04-10-00-abcde-baseline-quick-variance-3');
  assert.deepEqual(readdirSync(made.runDir).sort(), ['analysis', 'genesis', 'meta.json', 'profile.json']);
  assert.deepEqual(readdirSync(join(made.runDir, 'genesis')), ['genesis.shelley.json'], 'no keys');
  const meta = await readMeta(made.runDir);
  assert.deepEqual(
    [meta.kind, meta.status, meta.description, meta.runs?.length, meta.profile],
    ['variance', 'complete', 'before the change', 3, 'quick'],
  );
  const listed = (await listRuns(runsDir)).find((run) => run.tag === made.tag)!;
  assert.deepEqual([listed.kind, listed.runs], ['variance', 3]);
  assert.match(
    readFileSync(join(made.runDir, 'analysis/summary.txt'), 'utf8'),
    /before the change[\s\S]*3 runs of profile quick/,
  );
  assert.match(readFileSync(made.reportPath, 'utf8'), /^<!doctype html>[\s\S]*variance of 3 runs/);
  assert.equal(readdirSync(runsDir).filter((name) => name.startsWith('.')).length, 0, 'nothing half made');
});

test('a variance stands wherever a run can: base, target, member of another variance; it opens again', async (t) => {
  const runsDir = runsFolder(t, [
    ...fakeRuns('before', 3),
    ...fakeRuns('after', 3, { rss: 1100 }),
    ...fakeRuns('more', 2),
  ]);
  const of = async (members: string[], name: string) =>
    (await makeVariance({ runsDir, members, name, now })).tag;
  const [base, target] = [
    await of(['before-1,before-2,before-3'], 'b'),
    await of(['after-1', 'after-2,after-3'], 't'),
  ];
  const { comparison } = await compareNamed({ runsDir, base, targets: [target, 'more-1,more-2'] });
  assert.deepEqual([comparison.base.kind, comparison.base.tags.length], ['variance', 3]);
  assert.deepEqual(
    comparison.targets.map((one) => one.metrics.find((m) => m.id === 'rss')!.verdict),
    ['worse', 'equivalent'],
  );
  const wider = await makeVariance({ runsDir, members: [base, 'more-1', 'more-2'], now });
  assert.deepEqual(
    wider.variance.runs.map((run) => run.tag),
    ['before-1', 'more-1', 'before-2', 'more-2', 'before-3'],
  );
  const again = await readResults(wider.runDir);
  assert.ok('kind' in again);
  assert.deepEqual(again, JSON.parse(JSON.stringify(wider.variance)));
  const before = readFileSync(wider.reportPath, 'utf8');
  await writeVarianceReport(wider.runDir, again);
  assert.equal(readFileSync(wider.reportPath, 'utf8'), before, 'the same report');
});

test('a second variance of the same runs gets a tag of its own', async (t) => {
  const runsDir = runsFolder(t, fakeRuns('r', 2));
  const tags = [];
  for (let i = 0; i < 3; i++) tags.push((await makeVariance({ runsDir, members: ['r-1,r-2'], now })).tag);
  assert.deepEqual(tags, [
    '2026-05-04-12-00-quick-variance-2',
    '2026-05-04-12-00-quick-variance-2-2',
    '2026-05-04-12-00-quick-variance-2-3',
  ]);
});

test('batch:NAME takes the complete runs and names those that it leaves out', async (t) => {
  const runsDir = runsFolder(t, [
    ...fakeRuns('a', 2, { batch: 'x' }),
    { tag: 'b-3', batch: 'x', status: 'incomplete' },
    { tag: 'c-4', batch: 'y' },
  ]);
  const made = await makeVariance({ runsDir, members: ['batch:x'], now });
  assert.deepEqual(
    made.variance.runs.map((run) => run.tag),
    ['a-1', 'a-2'],
  );
  assert.deepEqual(made.notes, ['batch:x: incomplete and left out: b-3']);
});

test('keys that are new in every run make no difference', async (t) => {
  const runsDir = runsFolder(t, [
    { tag: 'a-1', key: '1'.repeat(56) },
    { tag: 'a-2', key: 'f'.repeat(56) },
  ]);
  assert.deepEqual((await makeVariance({ runsDir, members: ['a-1,a-2'], now })).variance.coherence, {
    forced: false,
    differences: [],
  });
});

const differing = [
  { name: 'profile', run: { profile: 'ci' }, says: /profile: "?quick"? in a-1; "?ci"? in a-2/ },
  { name: 'parameters', run: { tps: 80 }, says: /profile generator\.tps: 50 in a-1; 80 in a-2/ },
  { name: 'genesis', run: { slotLength: 1 }, says: /genesis shelley\.slotLength: 0\.2 in a-1; 1 in a-2/ },
  {
    name: 'software',
    run: { commit: 'bbbbbbbbbbbbbbbb' },
    says: /software cardano-node: 0\.1\.0 \(aaaaaaaaaaaa\) in a-1; 0\.1\.0 \(bbbbbbbbbbbb\)/,
  },
  { name: 'machine', run: { machine: 'four cores' }, says: /machine: two cores in a-1; four cores in a-2/ },
];
for (const { name, run, says } of differing)
  test(`runs that differ in ${name} make no variance unless forced, which is recorded`, async (t) => {
    const runsDir = runsFolder(t, [{ tag: 'a-1' }, { tag: 'a-2', ...run }]);
    await assert.rejects(
      makeVariance({ runsDir, members: ['a-1', 'a-2'], now }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'NOT_COHERENT');
        assert.match(error.message, says);
        assert.match(error.message, /--force/);
        return true;
      },
    );
    assert.deepEqual(readdirSync(runsDir).sort(), ['a-1', 'a-2'], 'nothing is left behind');
    const { variance } = await makeVariance({ runsDir, members: ['a-1', 'a-2'], force: true, now });
    assert.equal(variance.coherence.forced, true);
    assert.match(variance.doubts.join('\n'), says);
  });

test('a run that is given twice, or is in a variance already, is refused', async (t) => {
  const runsDir = runsFolder(t, fakeRuns('r', 3));
  const { tag } = await makeVariance({ runsDir, members: ['r-1,r-2'], now });
  for (const members of [['r-1', 'r-1'], ['r-1,r-1'], [tag, 'r-2'], [tag, tag]])
    await assert.rejects(makeVariance({ runsDir, members, now }), { code: 'GIVEN_TWICE' });
  assert.ok(existsSync(join(runsDir, tag)));
});
