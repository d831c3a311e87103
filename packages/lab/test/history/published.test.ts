import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseCsv } from '../../src/history/csv.ts';
import { publishedMetric } from '../../src/history/published-metrics.ts';
import { openHistory, readHistory, reproduceTable } from '../../src/index.ts';
import { PUBLISHED, skipWithoutPublished } from './published-folder.ts';

const csv = (name: string) => parseCsv(readFileSync(join(PUBLISHED, name), 'utf8'));

test('70 runs with all their figures and 4 same-version pairs under two loads become history', {
  skip: skipWithoutPublished,
}, async () => {
  const file = await readHistory(PUBLISHED);
  assert.equal(file.runs.length, 70);
  assert.equal(new Set(file.runs.map(({ record }) => record.tag)).size, 70);
  const source = JSON.parse(readFileSync(join(PUBLISHED, 'runs.json'), 'utf8')) as {
    metrics: Record<string, number>;
  }[];
  const ids = source.map(({ metrics }) =>
    Object.keys(metrics).map((name) => publishedMetric(...(name.split('|') as [string, string]))),
  );
  assert.equal(ids.flat().includes(undefined), false);
  const figures = ids.reduce((sum, run) => sum + new Set(run).size, 0);
  const kept = file.runs.reduce((sum, { record }) => sum + Object.keys(record.values).length, 0);
  assert.equal(kept, figures);
  assert.equal(new Set(file.pairs.map(({ name }) => name.replace(/, \w+$/, ''))).size, 4);
  assert.equal(file.pairs.length, 8);
});

test('the values of the pairs are those of their runs', { skip: skipWithoutPublished }, async () => {
  const file = await readHistory(PUBLISHED);
  const runs = new Map(file.runs.map((run) => [run.record.tag, run.record]));
  const rows = csv('same-version-pairs.csv');
  // One run has a metric under two spellings, of four and of five digits.
  const same = (tag: string, metric: string, printed: string) => {
    const { mean } = runs.get(tag)!.values[metric]!;
    assert.ok(
      Math.abs(mean - Number(printed)) <= 5e-5 * Math.abs(mean),
      `${tag} ${metric}: ${mean}, there ${printed}`,
    );
  };
  let checked = 0;
  for (const pair of file.pairs)
    for (const row of rows.filter((one) => `${one.pair}, ${one.workload}` === pair.name)) {
      const metric = publishedMetric(row.section!, row.metric!)!;
      same(pair.base, metric, row.a!);
      same(pair.target, metric, row.b!);
      checked++;
    }
  assert.equal(checked, rows.length);
});

test('every published change is computed again: all 2,212 rows that have one, from a store', {
  skip: skipWithoutPublished,
}, async () => {
  const store = openHistory(':memory:');
  store.add(await readHistory(PUBLISHED));
  const runs = new Map(store.runs().map((run) => [run.record.tag, run]));
  const ours = new Map(
    store
      .tables()
      .flatMap((table) =>
        reproduceTable(table, runs).map(
          (row) => [`${table.report} ${table.base.id} ${table.target.id} ${row.metric}`, row] as const,
        ),
      ),
  );
  let checked = 0;
  for (const row of csv('all-comparisons.csv')) {
    const metric = publishedMetric(row.section!, row.metric!);
    if (metric === undefined) {
      assert.equal(row.metric, 'Sample count');
      continue;
    }
    const own = ours.get(`${row.report} ${row.baseline_id} ${row.target_id} ${metric}`)!;
    assert.ok(own.base === Number(row.baseline_value) && own.target === Number(row.target_value));
    if (row.recomputed_delta_pct === '') {
      assert.equal(own.percent, null, `${row.report} ${metric}`);
      continue;
    }
    assert.ok(
      Math.abs(own.percent! - Number(row.recomputed_delta_pct)) <= 0.0051,
      `${row.report} ${metric}: ${own.percent}, there ${row.recomputed_delta_pct}`,
    );
    checked++;
  }
  assert.equal(checked, 2212);
  store.close();
});

test('only the column 10.5.0 needs figures that no run holds, because its report printed other digits', {
  skip: skipWithoutPublished,
}, async () => {
  const { tables } = await readHistory(PUBLISHED);
  const reprints = tables.flatMap((table) =>
    table.rows.flatMap(({ metric, reprint }) => [
      ...(reprint.base === undefined ? [] : [[table.report, table.base.id, metric]]),
      ...(reprint.target === undefined ? [] : [[table.report, table.target.id, metric]]),
    ]),
  );
  assert.ok(reprints.length >= 37, `${reprints.length}`);
  assert.deepEqual(new Set(reprints.map(([, id]) => id)), new Set(['10.5.0']));
});

test('wrong printed changes are told with how wrong they are', { skip: skipWithoutPublished }, async () => {
  const file = await readHistory(PUBLISHED);
  const runs = new Map(file.runs.map((run) => [run.record.tag, run]));
  const rows = file.tables.flatMap((table) =>
    reproduceTable(table, runs).map((row) => ({ report: table.report, ...row })),
  );
  const beyond = (points: number) =>
    rows.filter(({ offBy }) => offBy !== null && Math.abs(offBy) > points).length;
  const printed = rows.filter((row) => row.printedPercent !== null && row.percent !== null);
  const wrong = (points: number) =>
    printed.filter((row) => Math.abs(row.printedPercent! - row.percent!) > points).length;
  assert.deepEqual([beyond(1), beyond(10)], [wrong(1), wrong(10)]);
  assert.ok(beyond(1) > 450 && beyond(10) > 150, `${beyond(1)} ${beyond(10)}`);
  const impossible = rows.filter((row) => row.printedPercent !== null && row.printedPercent < -100);
  assert.equal(impossible.length, 5);
  assert.ok(impossible.every((row) => row.offBy! < 0));
});
