import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  describeSeries,
  HISTORY_SCHEMA,
  historyOfRuns,
  metricSeries,
  openHistory,
  readHistory,
} from '../../src/index.ts';
import { fakeRuns, runsFolder } from '../comparison/runs-folder.ts';

function scratch(t: { after(f: () => void): void }): string {
  const dir = mkdtempSync(join(tmpdir(), 'sb-history-'));
  t.after(() => rmSync(dir, { recursive: true }));
  return dir;
}

test('runs are added with labels, once; what is exported fills another store with the same', async (t) => {
  const runsDir = runsFolder(t, fakeRuns('a', 3));
  const store = openHistory(':memory:');
  const file = await historyOfRuns({ runsDir, names: ['a-1,a-2', 'a-3'], labels: ['nightly'] });
  assert.deepEqual(store.add(file), { added: 3, replaced: 0 });
  assert.deepEqual(store.add({ ...file, runs: file.runs.map((run) => ({ ...run, labels: ['again'] })) }), {
    added: 0,
    replaced: 3,
  });
  assert.deepEqual(store.runs()[0]!.labels, ['again', 'nightly']);
  assert.equal(store.runs({ labels: ['nightly', 'other'] }).length, 0);
  assert.equal(store.runs({ profile: 'quick' }).length, 3);
  store.annotate({ at: '2026-05-04', text: 'a new compiler', profile: null });
  const other = openHistory(':memory:');
  const exported = store.export();
  other.add(exported);
  assert.deepEqual(other.export(), exported);
  store.close();
  other.close();
});

test('a store is a file that later calls open again', async (t) => {
  const path = join(scratch(t), 'deep', 'history.sqlite');
  const first = openHistory(path);
  first.annotate({ at: '2026-05-04', text: 'x', profile: 'quick' });
  first.close();
  const second = openHistory(path);
  assert.deepEqual(second.annotations(), [{ at: '2026-05-04', text: 'x', profile: 'quick' }]);
  second.close();
});

test('an import that fails halfway leaves nothing behind', () => {
  const store = openHistory(':memory:');
  const run = {
    record: { tag: 'a', startedAt: 'b', conditions: {}, values: { rss: { mean: 'x' } } },
    labels: [1],
  } as never;
  assert.throws(() => store.add({ definitions: [], runs: [run], annotations: [], pairs: [], tables: [] }));
  assert.deepEqual(store.runs(), []);
  store.close();
});

test('what is no store and no export is refused with its place', async (t) => {
  const dir = scratch(t);
  const path = join(dir, 'text');
  writeFileSync(path, 'hello, this is no database and long enough to be looked at as one'.repeat(20));
  assert.throws(() => openHistory(path), { code: 'HISTORY_BROKEN', exit: 'badData' });
  await assert.rejects(readHistory(path), { code: 'HISTORY_BROKEN' });
  writeFileSync(path, '{"schema": "other/1"}');
  await assert.rejects(readHistory(path), /text: schema: expected slotbench\/history\/1, got other\/1/);
  writeFileSync(
    path,
    JSON.stringify({
      schema: HISTORY_SCHEMA,
      definitions: [],
      annotations: [],
      pairs: [],
      tables: [],
      runs: [{}],
    }),
  );
  await assert.rejects(readHistory(path), /runs\[0\]/);
  await assert.rejects(readHistory(join(dir, 'nothing')), { code: 'HISTORY_BROKEN' });
  await assert.rejects(readHistory(dir), /runs\.json/);
});

test('a series shows levels, what was noted between them, and the first run of a new one', async (t) => {
  const before = fakeRuns('a', 9, { rss: 900 }).map((run, i) => ({ ...run, tag: `run-${10 + i}` }));
  const after = fakeRuns('b', 9, { rss: 1100 }).map((run, i) => ({ ...run, tag: `run-${30 + i}` }));
  const runsDir = runsFolder(t, [...before, ...after]);
  const store = openHistory(':memory:');
  store.add(
    await historyOfRuns({
      runsDir,
      names: [[...before, ...after].map(({ tag }) => tag).join(',')],
      labels: [],
    }),
  );
  store.annotate({ at: '2026-05-04T10:25:00Z', text: 'another allocator', profile: 'quick' });
  const [series] = metricSeries(store, 'rss');
  assert.equal(series!.points.length, 18);
  assert.deepEqual(
    series!.changes.map(({ run, verdict, annotations }) => [run, verdict, annotations[0]?.text]),
    [['run-30', 'worse', 'another allocator']],
  );
  assert.ok(Math.abs(series!.changes[0]!.change! - 2 / 9) < 0.01);
  assert.match(
    describeSeries(series!).join('\n'),
    /── worse: 90\d.* → 110\d.* \(\+22\.\d %\).*; another allocator/,
  );
  assert.throws(() => metricSeries(store, 'rzz'), /no run in the history has it; closest: /);
  assert.throws(() => metricSeries(store, 'rss', { profile: 'other' }), {
    code: 'HISTORY_EMPTY',
    exit: 'noInput',
  });
  store.close();
});
