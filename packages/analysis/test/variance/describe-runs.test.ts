import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faults, type Schema } from '../../../../scripts/json-schema.ts';
import { describeRuns, type RunRecord, type Variance } from '../../src/index.ts';
import { DEFINITIONS, MEANS, run, runs } from './sample-runs.ts';

const schema: Schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/variance.schema.json', import.meta.url), 'utf8'),
);

function describe(members: readonly RunRecord[]): Variance {
  return describeRuns({
    tag: 'v',
    name: null,
    description: null,
    madeAt: new Date('2026-05-04T12:00:00Z'),
    toolVersion: '0.1.0',
    runs: members,
    definitions: DEFINITIONS,
    differences: [],
  });
}

const metric = (variance: Variance, id: string) => variance.metrics.find((m) => m.id === id)!;

test('a variance holds every run, in the order of their starts, and fits its schema', () => {
  const members = runs('r', 5, MEANS);
  const variance = describe([...members].reverse());
  assert.deepEqual(
    variance.runs.map((r) => r.tag),
    ['r-1', 'r-2', 'r-3', 'r-4', 'r-5'],
  );
  assert.deepEqual(
    metric(variance, 'rss').values,
    members.map((r) => r.values.rss!.mean),
  );
  assert.deepEqual(faults(JSON.parse(JSON.stringify(variance)), schema, schema), []);
  assert.deepEqual(describe(members), variance, 'the order of arguments does not matter');
});

test('variation, components and what could be seen', () => {
  const rss = metric(describe(runs('r', 5, MEANS, 0.01)), 'rss');
  assert.ok(rss.cv!.estimate! > 0.005 && rss.cv!.estimate! < 0.015);
  assert.ok(rss.cv!.low! < rss.cv!.estimate! && rss.cv!.estimate! < rss.cv!.high!);
  assert.deepEqual(
    rss.detectable!.at.map((at) => at.runs),
    [3, 5, 10],
  );
  const changes = rss.detectable!.at.map((at) => at.change!);
  assert.ok(changes[0]! > changes[1]! && changes[1]! > changes[2]!, 'more runs see less');
  // Two-sided 5 %, four of five: 3.5 deviations with 3 runs a side, 1.33 with 10.
  assert.ok(Math.abs(changes[2]! / rss.cv!.estimate! - 1.33) < 0.02);
  // Samples of a run scatter by 50 %, their mean of 25 independent ones by 10 %: the runs differ by less.
  assert.equal(rss.components!.between, 0);
  assert.ok(Math.abs(rss.components!.within - 90) < 3);
  assert.equal(metric(describe(runs('r', 5, MEANS)), 'achievedTps').components, null, 'one figure a run');
});

test('an unstable metric says so, by a limit that follows from its margin', () => {
  const calm = describe(runs('r', 5, MEANS, 0.01));
  const wild = describe(runs('r', 5, MEANS, 0.3));
  assert.equal(metric(calm, 'forgerAnnounceCum').unstable, false);
  assert.equal(metric(wild, 'forgerAnnounceCum').unstable, true);
  const limit = metric(wild, 'forgerAnnounceCum').noiseLimit!;
  assert.ok(Math.abs(limit - Math.log(1.15) / 1.332) < 0.002, String(limit));
});

test('drift and a warm-up run are found', () => {
  const drifting = describe([1, 2, 3, 4, 5, 6].map((i) => run(`r-${i}`, { ...MEANS, rss: 900 + 10 * i })));
  const trend = metric(drifting, 'rss').trend!;
  assert.ok(trend.rho > 0.99 && trend.p < 0.01);
  assert.ok(drifting.doubts.some((doubt) => /order of the runs: rss/.test(doubt)));
  const warm = describe(
    [1, 2, 3, 4, 5].map((i) => run(`r-${i}`, { ...MEANS, rss: (i === 1 ? 1200 : 900) + i })),
  );
  assert.equal(metric(warm, 'rss').trend!.firstRunApart, true);
  assert.equal(metric(warm, 'achievedTps').trend!.firstRunApart, false);
});

test('outlier runs are flagged with their evidence and stay in', () => {
  const members = runs('r', 5, MEANS);
  const odd = run('r-6', { ...MEANS, rss: 1500 }, { evidence: ['the generator was late'] });
  const variance = describe([...members, odd]);
  assert.deepEqual(variance.outliers, [
    { tag: 'r-6', metrics: [{ id: 'rss', far: true }], evidence: ['the generator was late'] },
  ]);
  assert.equal(metric(variance, 'rss').n, 6);
  assert.ok(metric(variance, 'rss').mean > 980);
});

const bad: { name: string; members: RunRecord[]; check(variance: Variance): void }[] = [
  {
    name: 'one run',
    members: runs('r', 1, MEANS),
    check(variance) {
      const rss = metric(variance, 'rss');
      assert.deepEqual([rss.cv, rss.trend, rss.detectable], [null, null, null]);
      assert.match(variance.doubts.join(), /one run/);
    },
  },
  {
    name: 'two runs',
    members: runs('r', 2, MEANS),
    check: (variance) => assert.match(variance.doubts.join(), /two runs/),
  },
  {
    name: 'a metric that some runs lack',
    members: [...runs('r', 3, MEANS), run('r-4', { rss: 900 })],
    check(variance) {
      assert.deepEqual(
        [metric(variance, 'achievedTps').n, metric(variance, 'achievedTps').values[3]],
        [3, null],
      );
      assert.match(variance.doubts.join(), /not in every run: forgerAnnounceCum, achievedTps/);
    },
  },
  {
    name: 'a metric that no run has',
    members: runs('r', 3, { rss: 900 }),
    check: (variance) =>
      assert.deepEqual([metric(variance, 'fsRead').n, metric(variance, 'fsRead').cv], [0, null]),
  },
  {
    name: 'all zero',
    members: runs('r', 3, MEANS),
    check(variance) {
      const { cv, detectable, mean } = metric(variance, 'fsRead');
      assert.deepEqual([cv, mean, detectable!.scale, detectable!.at[0]!.change], [null, 0, 'difference', 0]);
    },
  },
  {
    name: 'no variation',
    members: runs('r', 4, MEANS, 0),
    check(variance) {
      const { cv, trend, unstable } = metric(variance, 'rss');
      assert.deepEqual([cv!.estimate, cv!.high, trend!.p, unstable], [0, 0, 1, false]);
    },
  },
  {
    name: 'an incomplete run',
    members: [
      ...runs('r', 3, MEANS),
      run('r-4', MEANS, { complete: false, evidence: ['incomplete: killed'] }),
    ],
    check: (variance) => assert.match(variance.doubts.join(), /incomplete: r-4/),
  },
];
assert.ok(bad.length > 0);
for (const { name, members, check } of bad)
  test(`variance of ${name}`, () => {
    const variance = describe(members);
    check(variance);
    assert.deepEqual(faults(JSON.parse(JSON.stringify(variance)), schema, schema), [], 'schema');
  });
