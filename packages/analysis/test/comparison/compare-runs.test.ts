import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faults, type Schema } from '../../../../scripts/json-schema.ts';
import { noiseLimit, TEN_RUNS_SEE } from '../../src/comparison/margins.ts';
import {
  type Comparison,
  type ComparisonInput,
  compareRuns,
  marginOf,
  type RunRecord,
  type SideInput,
  type TargetComparison,
} from '../../src/index.ts';
import { detectableChange, independentPlan } from '../../src/statistics/index.ts';
import { CONDITIONS, DEFINITIONS, facts, MEANS, run, runs } from '../variance/sample-runs.ts';

const schema: Schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/comparison.schema.json', import.meta.url), 'utf8'),
);
const side = (name: string, members: readonly RunRecord[]): SideInput => ({
  name,
  kind: members.length === 1 ? 'run' : 'set',
  runs: members,
  definitions: DEFINITIONS,
});

function compare(
  base: readonly RunRecord[],
  target: readonly RunRecord[],
  rest: Partial<ComparisonInput> = {},
): TargetComparison {
  const comparison = compareRuns({
    toolVersion: '0.1.0',
    base: side('base', base),
    targets: [side('target', target)],
    design: 'independent',
    forced: false,
    ...rest,
  });
  assert.deepEqual(faults(JSON.parse(JSON.stringify(comparison)), schema, schema), [], 'schema');
  return comparison.targets[0]!;
}
const metric = (comparison: TargetComparison, id: string) => comparison.metrics.find((m) => m.id === id)!;
const with_ = (change: Partial<typeof MEANS>) => ({ ...MEANS, ...change });

const verdicts: {
  name: string;
  n: number;
  change: Partial<typeof MEANS>;
  cv: number;
  id: string;
  verdict: string | null;
}[] = [
  {
    name: 'slower by 20 %',
    n: 5,
    change: { forgerAnnounceCum: 0.084 },
    cv: 0.01,
    id: 'forgerAnnounceCum',
    verdict: 'worse',
  },
  {
    name: 'faster by 20 %',
    n: 5,
    change: { forgerAnnounceCum: 0.056 },
    cv: 0.01,
    id: 'forgerAnnounceCum',
    verdict: 'better',
  },
  { name: 'the same', n: 5, change: {}, cv: 0.01, id: 'forgerAnnounceCum', verdict: 'equivalent' },
  {
    name: 'a noisy 5 %',
    n: 3,
    change: { forgerAnnounceCum: 0.0735 },
    cv: 0.05,
    id: 'forgerAnnounceCum',
    verdict: 'undecided',
  },
  {
    name: 'more throughput',
    n: 5,
    change: { achievedTps: 60 },
    cv: 0.01,
    id: 'achievedTps',
    verdict: 'better',
  },
  {
    name: 'less throughput',
    n: 5,
    change: { achievedTps: 40 },
    cv: 0.01,
    id: 'achievedTps',
    verdict: 'worse',
  },
  { name: 'zero on both sides', n: 3, change: {}, cv: 0.01, id: 'fsRead', verdict: 'equivalent' },
  { name: 'zero, then not', n: 5, change: { fsRead: 80 }, cv: 0.01, id: 'fsRead', verdict: 'worse' },
  {
    name: 'bigger blocks, which is neither good nor bad',
    n: 5,
    change: { blockSize: 80_000 },
    cv: 0.01,
    id: 'blockSize',
    verdict: null,
  },
  { name: 'no variation, equal', n: 3, change: {}, cv: 0, id: 'rss', verdict: 'equivalent' },
  { name: 'no variation, 10 % more', n: 3, change: { rss: 990 }, cv: 0, id: 'rss', verdict: 'worse' },
];
for (const { name, n, change, cv, id, verdict } of verdicts)
  test(`verdict of ${name}: ${verdict}`, () => {
    const got = metric(compare(runs('a', n, MEANS, cv), runs('b', n, with_(change), cv)), id);
    assert.equal(got.verdict, verdict, JSON.stringify(got));
  });

test('the numbers behind a verdict: ratio with interval, basis, corrected P, what could be seen', () => {
  const got = metric(
    compare(runs('a', 6, MEANS), runs('b', 6, with_({ forgerAnnounceCum: 0.084 }))),
    'forgerAnnounceCum',
  );
  assert.ok(Math.abs(got.ratio!.estimate! - 1.2) < 0.02 && got.ratio!.low! > 1.15 && got.ratio!.high! < 1.25);
  assert.ok(Math.abs(got.difference!.estimate! - 0.014) < 0.001);
  assert.equal(got.basis, 'Welch on logarithms, 6 v 6 runs');
  assert.deepEqual([got.margin.scale, got.margin.value], ['ratio', 0.03]);
  // Three headline metrics are there: Holm multiplies the smallest by three.
  assert.ok(Math.abs(got.pAdjusted! / got.p! - 3) < 1e-9);
  assert.deepEqual([got.ranks!.test, got.ranks!.disagrees], ['exact Mann-Whitney', false]);
  assert.ok(Math.abs(got.ranks!.p - 2 / 924) < 1e-12);
  assert.ok(got.ranks!.shift!.low! < 1.2 && got.ranks!.shift!.high! > 1.18);
  assert.equal(got.effectSize!.cliff, 1);
  assert.ok(got.detectable! > 0.01 && got.detectable! < 0.03);
  assert.deepEqual(
    got.shift.map((point) => point.centile),
    [0.1, 0.5, 0.9],
  );
  for (const point of got.shift)
    assert.ok(point.band.low! < point.interval.low! && point.interval.low! < 1.2 && point.band.high! > 1.2);
});

test('ranks speak from six runs a side on', () => {
  assert.equal(metric(compare(runs('a', 5, MEANS), runs('b', 9, MEANS)), 'rss').ranks, null);
  assert.notEqual(metric(compare(runs('a', 6, MEANS), runs('b', 9, MEANS)), 'rss').ranks, null);
});

test('a paired design cancels what both runs of a pair share', () => {
  const drift = [1, 1.2, 0.9, 1.1, 0.8, 1.05];
  const members = (name: string, factor: number) =>
    drift.map((d, i) =>
      run(
        `${name}-${i + 1}`,
        with_({ forgerAnnounceCum: 0.07 * d * factor * (1 + (factor - 1) * 0.1 * (i % 3)) }),
      ),
    );
  const [base, target] = [members('a', 1), members('b', 1.1)];
  const paired = metric(compare(base, target, { design: 'paired' }), 'forgerAnnounceCum');
  const loose = metric(compare(base, target), 'forgerAnnounceCum');
  assert.equal(paired.verdict, 'worse');
  assert.equal(loose.verdict, 'undecided');
  assert.equal(paired.basis, 'paired t on logarithms, 6 pairs');
  assert.deepEqual([paired.ranks!.test, paired.ranks!.p], ['exact sign-flip permutation', 2 / 64]);
});

test('the same input gives the same bytes, in any order of runs', () => {
  const [base, target] = [runs('a', 6, MEANS), runs('b', 4, with_({ rss: 940 }))];
  const text = (a: readonly RunRecord[], b: readonly RunRecord[]) => JSON.stringify(compare(a, b));
  assert.equal(text([...base].reverse(), [...target].reverse()), text(base, target));
});

test('other margins and another headline', () => {
  const [base, target] = [runs('a', 5, MEANS), runs('b', 5, with_({ rss: 990 }))];
  assert.equal(metric(compare(base, target), 'rss').verdict, 'worse');
  const wide = compare(base, target, {
    margins: { rss: { ratio: 0.2, atLeast: 0, reason: 'given' } },
    headline: ['rss'],
  });
  assert.equal(metric(wide, 'rss').verdict, 'equivalent');
  assert.deepEqual(
    wide.metrics.filter((m) => m.headline).map((m) => m.id),
    ['rss'],
  );
  assert.match(
    compare(base, target, { headline: ['nothing'] }).doubts.join(),
    /headline metrics on neither side: nothing/,
  );
});

test('several targets are judged each for itself', () => {
  const comparison: Comparison = compareRuns({
    toolVersion: '0.1.0',
    base: side('base', runs('a', 5, MEANS)),
    targets: [side('same', runs('b', 5, MEANS)), side('slow', runs('c', 5, with_({ rss: 1100 })))],
    design: 'independent',
    forced: false,
  });
  assert.deepEqual(
    comparison.targets.map((target) => metric(target, 'rss').verdict),
    ['equivalent', 'worse'],
  );
});

test('battles are counted: few are no regression, many more are', () => {
  const battles = (name: string, counts: number[]) =>
    counts.map((count, i) =>
      run(`${name}-${i + 1}`, MEANS, { events: { battles: { count, exposure: 100 } } }),
    );
  const event = (base: number[], target: number[]) =>
    compare(battles('a', base), battles('b', target)).events[0]!;
  const few = event([1, 0, 2], [2, 3, 1]);
  assert.deepEqual(
    [few.test, few.verdict, few.base.count, few.target.count],
    ['exact Poisson', 'undecided', 3, 6],
  );
  assert.equal(event([3, 2, 4], [30, 28, 33]).verdict, 'worse');
  assert.equal(event([30, 28, 33], [3, 2, 4]).verdict, 'better');
  const bursts = event([0, 40, 1], [2, 1, 3]);
  assert.deepEqual([bursts.test, bursts.ratio], ['Welch on rates of runs', null]);
  assert.match(bursts.reason!, /more than independent events/);
});

const odd: {
  name: string;
  base: RunRecord[];
  target: RunRecord[];
  rest?: Partial<ComparisonInput>;
  check(c: TargetComparison): void;
}[] = [
  {
    name: 'one run against one',
    base: runs('a', 1, MEANS),
    target: runs('b', 1, with_({ rss: 2000 })),
    check(c) {
      const rss = metric(c, 'rss');
      assert.deepEqual([rss.verdict, rss.p, rss.prediction], [null, null, null]);
      assert.ok(Math.abs(rss.ratio!.estimate! - 2.22) < 0.1);
      assert.deepEqual([rss.ratio!.low, rss.ratio!.high], [null, null]);
      assert.match(rss.reason!, /no measure of its own variation/);
      assert.match(c.preliminary.join(), /one run a side/);
      assert.equal(c.events[0]!.verdict, null);
    },
  },
  {
    name: 'one run against ten',
    base: runs('a', 10, MEANS),
    target: runs('b', 1, with_({ rss: 1100 })),
    check(c) {
      assert.equal(metric(c, 'rss').verdict, null);
      const { from, runs: n, inside, interval } = metric(c, 'rss').prediction!;
      assert.deepEqual([from, n, inside], ['base', 10, false]);
      assert.ok(interval.low! > 850 && interval.high! < 950);
      assert.equal(metric(c, 'forgerAnnounceCum').prediction!.inside, true);
    },
  },
  {
    name: 'one run against one, with history',
    base: runs('a', 1, MEANS),
    target: runs('b', 1, with_({ rss: 1100 })),
    rest: { history: runs('h', 8, MEANS) },
    check: (c) =>
      assert.deepEqual(
        [metric(c, 'rss').prediction!.from, metric(c, 'rss').prediction!.inside],
        ['history', false],
      ),
  },
  {
    name: 'a metric that one side lacks',
    base: runs('a', 3, MEANS),
    target: runs('b', 3, { rss: 900 }),
    check(c) {
      const got = metric(c, 'forgerAnnounceCum');
      assert.deepEqual([got.verdict, got.ratio, got.target.missing], [null, null, 3]);
      assert.equal(got.reason, 'no run of the target has it');
    },
  },
  {
    name: 'a metric that one run lacks',
    base: runs('a', 3, MEANS),
    target: [...runs('b', 3, MEANS), run('b-4', { rss: 900 }, { blocks: 0, events: {} })],
    check(c) {
      const got = metric(c, 'forgerAnnounceCum');
      assert.equal(got.basis, 'Welch on logarithms, 3 v 3 runs');
      assert.equal(got.reason, '1 of 7 runs do not have it');
    },
  },
  {
    name: 'an incomplete run',
    base: runs('a', 3, MEANS),
    target: [
      ...runs('b', 3, MEANS),
      run('b-4', MEANS, { complete: false, evidence: ['incomplete: killed'] }),
    ],
    check(c) {
      assert.deepEqual(c.target.incomplete, ['b-4']);
      assert.match(c.preliminary.join(), /b-4 is incomplete: killed/);
    },
  },
  {
    name: 'another machine, forced',
    base: runs('a', 3, MEANS),
    target: runs('b', 3, MEANS).map((r) => ({ ...r, conditions: { ...CONDITIONS, machine: 'four cores' } })),
    rest: { forced: true },
    check(c) {
      assert.equal(c.forced, true);
      assert.match(c.doubts.join(), /compared in spite of machine: two cores/);
    },
  },
  {
    name: 'another software, which is what a comparison is for',
    base: runs('a', 3, MEANS),
    target: runs('b', 3, MEANS).map((r) => ({
      ...r,
      conditions: { ...CONDITIONS, software: { node: '2' } },
    })),
    check(c) {
      assert.deepEqual([c.differences, c.forced], [[], false]);
      assert.deepEqual(
        c.subject.map((d) => d.path),
        ['node', 'slotbench-node'],
      );
    },
  },
];
for (const { name, base, target, rest, check } of odd)
  test(`comparison of ${name}`, () => check(compare(base, target, rest)));

test('a generator that got later says that the machine was another', () => {
  const definitions = [...DEFINITIONS, facts('txScheduleSlip')];
  const with_slip = (name: string, slip: number) => ({
    ...side(name, runs(name, 5, { ...MEANS, txScheduleSlip: slip })),
    definitions,
  });
  const doubts = (slip: number) =>
    compareRuns({
      toolVersion: '0.1.0',
      base: with_slip('a', 0.001),
      targets: [with_slip('b', slip)],
      design: 'independent',
      forced: false,
    }).targets[0]!.doubts.filter((doubt) => /generator/.test(doubt));
  assert.match(doubts(0.004).join(), /later in the target \(0\.998 ms, then 3\.99 ms\)/);
  assert.deepEqual(doubts(0.001), []);
});

test('margins: declared, by kind, widened where the base is small', () => {
  assert.equal(marginOf({ id: 'rss', unit: 'MiB' }).ratio, 0.04);
  assert.equal(marginOf({ id: 'anything', unit: 's' }).atLeast, 1e-4);
  // 20 µs instead of 10: twice as long, and nothing that matters.
  const tiny = compare(
    runs('a', 5, with_({ forgerAnnounceCum: 1e-5 })),
    runs('b', 5, with_({ forgerAnnounceCum: 2e-5 })),
  );
  assert.equal(metric(tiny, 'forgerAnnounceCum').verdict, 'equivalent');
  assert.equal(metric(tiny, 'forgerAnnounceCum').changed, true);
});

test('the noise limit rests on what ten runs a side see', () => {
  const computed = detectableChange(independentPlan({ sd: 1, base: 10, target: 10 }));
  assert.ok(Math.abs(computed - TEN_RUNS_SEE) < 1e-3, String(computed));
  assert.equal(noiseLimit({ scale: 'difference', value: 1, reason: '' }), null);
});
