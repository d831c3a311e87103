import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricFacts, RunRecord } from '@slotbench/analysis';
import { independentPlan, moments, outcomeChances } from '@slotbench/analysis/statistics';
import { mulberry32 } from '../../src/experiment/random.ts';
import { describePlan, type PlanInput, planExperiment } from '../../src/index.ts';

const facts = (id: string, direction: MetricFacts['direction'] = 'lower'): MetricFacts => ({
  id,
  upstreamId: null,
  name: id,
  definition: id,
  group: 'machine',
  unit: 's',
  direction,
  population: 'blocks',
});
const DEFINITIONS = [facts('forgerAnnounceCum'), facts('achievedTps', 'higher')];

function run(
  tag: string,
  value: number,
  rest: Partial<RunRecord['conditions']> = {},
  stddev = value / 2,
): RunRecord {
  return {
    tag,
    startedAt: '2026-05-04T10:00:00Z',
    complete: true,
    evidence: [],
    conditions: {
      profile: 'quick',
      profileContent: {},
      genesis: {},
      software: { node: '1' },
      node: 'embedded',
      backend: 'local',
      machine: 'two cores',
      ...rest,
    },
    blocks: 25,
    values: Object.fromEntries(
      ['forgerAnnounceCum', 'achievedTps'].map((id) => [
        id,
        { mean: value, stddev, n: 25, min: value, max: value, centiles: [] },
      ]),
    ),
    events: {},
  };
}
const RUNS = [1, 1.01, 0.99, 1.02, 0.98].map((value, i) => run(`a-${i}`, value));
const input = (rest: Partial<PlanInput> = {}): PlanInput => ({
  runs: RUNS,
  definitions: DEFINITIONS,
  history: [],
  time: { fixedSeconds: 10, loadedSeconds: 30 },
  hosts: 1,
  question: { margin: 0.02 },
  price: 0.5,
  headline: null,
  ...rest,
});

test('runs, hours and money belong together, and are the fewest that decide in four of five comparisons', () => {
  const metric = planExperiment(input()).metrics[0]!;
  const sd = moments([1, 1.01, 0.99, 1.02, 0.98].map(Math.log)).stddev;
  assert.deepEqual([metric.deviation.df, metric.deviation.from], [4, 'base']);
  assert.ok(Math.abs(metric.deviation.value - sd) < 1e-12);
  const chance = (n: number) =>
    outcomeChances(independentPlan({ sd, base: n, target: n }), {
      change: 0,
      bounds: { low: Math.log1p(-0.02), high: Math.log1p(0.02) },
    });
  assert.ok(chance(metric.runs!).equivalent >= 0.8 && chance(metric.runs! - 1).equivalent < 0.8);
  assert.equal(metric.undecided, chance(metric.runs!).undecided);
  assert.equal(metric.wallHours, (2 * metric.runs! * 40) / 3600);
  assert.equal(metric.cost, metric.wallHours! * 0.5);
  assert.ok(metric.runsAtUpper! > metric.runs!);
});

test('harm is seen beyond the margin in four of five comparisons; where more is better it is a loss', () => {
  const [more, less] = planExperiment(input()).metrics as [
    ReturnType<typeof planExperiment>['metrics'][0],
    ReturnType<typeof planExperiment>['metrics'][0],
  ];
  const plan = independentPlan({ sd: more.deviation.value, base: more.runs!, target: more.runs! });
  const bounds = { low: Math.log1p(-0.02), high: Math.log1p(0.02) };
  assert.ok(
    Math.abs(outcomeChances(plan, { change: Math.log1p(more.seenHarm!), bounds }).above - 0.8) < 0.01,
  );
  assert.ok(
    Math.abs(outcomeChances(plan, { change: Math.log1p(-less.seenHarm!), bounds }).below - 0.8) < 0.01,
  );
  assert.ok(more.seenHarm! > 0.02 && more.seenHarm! < 0.05);
});

test('hours: what fits is told with what it decides', () => {
  const plan = planExperiment(input({ question: { hours: 1 } }));
  assert.equal(plan.metrics[0]!.runs, 45);
  assert.ok(plan.metrics[0]!.decides! < 0.02);
  assert.equal(planExperiment(input({ question: { hours: 0.02 } })).metrics[0]!.wallHours, null);
});

test('history of the same profile and hardware is borrowed from, across neither', () => {
  const history = [0.97, 1, 1.03, 1.01].map((value, i) => run(`h-${i}`, value, { software: { node: '0' } }));
  const borrowed = planExperiment(input({ runs: RUNS.slice(0, 1), history }));
  assert.deepEqual([borrowed.metrics[0]!.deviation.df, borrowed.metrics[0]!.deviation.from], [3, 'history']);
  const both = planExperiment(input({ history }));
  assert.deepEqual([both.metrics[0]!.deviation.df, both.metrics[0]!.deviation.from], [7, 'base and history']);
  const elsewhere = history.map((one) => ({
    ...one,
    conditions: { ...one.conditions, machine: 'four cores' },
  }));
  assert.throws(() => planExperiment(input({ runs: RUNS.slice(0, 1), history: elsewhere })), {
    code: 'PLAN_NO_VARIANCE',
    exit: 'unusable',
    message: /4 runs of the history not borrowed from: another machine.*slotbench run PROFILE -n 3/,
  });
  const otherProfile = history.map((one) => ({
    ...one,
    conditions: { ...one.conditions, profile: 'ci-test' },
  }));
  assert.deepEqual(planExperiment(input({ history: otherProfile })).notes, [
    '4 runs of the history not borrowed from: another profile',
  ]);
});

test('a change between versions in the history is not taken for noise, a run of the base is not counted twice', () => {
  const versions = ['1', '2'].flatMap((version, v) =>
    [0.99, 1, 1.01].map((value, i) => run(`h-${v}${i}`, value * (v + 1), { software: { node: version } })),
  );
  const plan = planExperiment(input({ runs: RUNS.slice(0, 1), history: [...versions, RUNS[0]!] }));
  assert.ok(plan.metrics[0]!.deviation.value < 0.02, `${plan.metrics[0]!.deviation.value}`);
});

test('longer runs pay where the blocks of a run are what varies, more runs where whole runs differ', () => {
  // 25 blocks with a deviation of 0.05 leave 0.01 in a run's mean, which is what these runs show: all of it is within.
  const time = { fixedSeconds: 60, loadedSeconds: 30 };
  const values = [1, 1.01, 0.99, 1.01, 0.99];
  const lengthOf = (stddev: number) => {
    const runs = values.map((value, i) => run(`a-${i}`, value, {}, stddev));
    return planExperiment(input({ runs, time, question: { hours: 2 } })).metrics[0]!.length!;
  };
  assert.deepEqual([lengthOf(0.05).best, Math.round(lengthOf(0.05).withinShare * 100)], [4, 100]);
  const between = lengthOf(0.001);
  assert.ok(between.best <= 1, `${between.best}`);
  assert.ok(between.withinShare < 0.01);
  const [half, one, , four] = between.choices.map(({ decides }) => decides);
  assert.ok(half! < one! && one! < four!);
});

test('what the plan predicts happens: undecided and equivalent, by simulation', () => {
  const random = mulberry32(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const metric = planExperiment(input()).metrics[0]!;
  const plan = independentPlan({ sd: metric.deviation.value, base: metric.runs!, target: metric.runs! });
  const predicted = outcomeChances(plan, {
    change: 0,
    bounds: { low: Math.log1p(-0.02), high: Math.log1p(0.02) },
  });
  const rounds = 1000;
  let undecided = 0;
  for (let round = 0; round < rounds; round++) {
    const side = () => Array.from({ length: metric.runs! }, () => metric.deviation.value * normal());
    if (!isEquivalent(side(), side())) undecided++;
  }
  const reach = 4 * Math.sqrt((predicted.undecided * (1 - predicted.undecided)) / rounds);
  assert.ok(
    Math.abs(undecided / rounds - predicted.undecided) < reach,
    `${undecided / rounds}, predicted ${predicted.undecided}`,
  );
});

/** Two one-sided t tests by hand, with the table's t of Welch's degrees of freedom near 2n - 2. */
function isEquivalent(base: readonly number[], target: readonly number[]): boolean {
  const [a, b] = [moments(base), moments(target)];
  const error = Math.sqrt(a.stddev ** 2 / a.n + b.stddev ** 2 / b.n);
  const t95: Readonly<Record<number, number>> = {
    5: 1.86,
    6: 1.812,
    7: 1.782,
    8: 1.761,
    9: 1.746,
    10: 1.734,
    11: 1.725,
    12: 1.717,
  };
  const reach = t95[a.n]! * error;
  const difference = b.mean - a.mean;
  return difference + reach < Math.log1p(0.02) && difference - reach > Math.log1p(-0.02);
}

test('the text fits a terminal and names runs, time, harm and chance', () => {
  const lines = describePlan(planExperiment(input()));
  assert.ok(
    lines.every((line) => line.length <= 125),
    lines.join('\n'),
  );
  assert.match(lines.join('\n'), /sees harm of.*undecided/);
  assert.match(
    lines.join('\n'),
    /All of them: \d+ runs a side, [\d.]+ min, [\d.]+ host hours, [\d.]+ in money/,
  );
});
