import { applyMargin, marginOf, noiseLimit } from '../comparison/margins.ts';
import { reported } from '../statistics/interval.ts';
import { moments } from '../statistics/moments.ts';
import { FEWEST_FOR_FENCES, outlierFlags } from '../statistics/outliers.ts';
import { detectableChange, independentPlan } from '../statistics/power.ts';
import { predictionInterval } from '../statistics/prediction.ts';
import { orderTrend } from '../statistics/trend.ts';
import { varianceComponents } from '../statistics/variance-components.ts';
import { coefficientOfVariation } from '../statistics/variation.ts';
import { type Difference, describeDifference } from './coherence.ts';
import type { MetricFacts, RunRecord, RunValue } from './run-record.ts';
import {
  type MetricVariance,
  type OutlierRun,
  type Trend,
  VARIANCE_SCHEMA,
  type Variance,
  type VarianceComponents,
} from './variance.ts';

export interface VarianceInput {
  readonly tag: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly madeAt: Date;
  readonly toolVersion: string;
  readonly runs: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
  /** What the coherence check found; `forced` by the user. */
  readonly differences: readonly Difference[];
}

/** Runs of one configuration become one entity. At least one run; of a single one nothing about variation is said. */
export function describeRuns(input: VarianceInput): Variance {
  const runs = [...input.runs].sort((a, b) => order(a.startedAt, b.startedAt) || order(a.tag, b.tag));
  const perDeviation = runs.length < 2 ? [] : [3, 5, 10].map((n) => [n, detectablePerDeviation(n)] as const);
  const metrics = input.definitions.map((facts) => metricVariance(facts, runs, perDeviation));
  const outliers = outlierRuns(runs, metrics);
  return {
    schema: VARIANCE_SCHEMA,
    kind: 'variance',
    tag: input.tag,
    name: input.name,
    description: input.description,
    madeAt: input.madeAt.toISOString(),
    tool: { name: '@slotbench/analysis', version: input.toolVersion },
    coherence: { forced: input.differences.length > 0, differences: input.differences },
    runs,
    definitions: input.definitions,
    metrics,
    outliers,
    doubts: doubtsOf(runs, metrics, input),
  };
}

function metricVariance(
  facts: MetricFacts,
  runs: readonly RunRecord[],
  perDeviation: readonly (readonly [number, number])[],
): MetricVariance {
  const found = runs.map((run) => run.values[facts.id]);
  const values = found.map((value) => value?.mean ?? null);
  const known = values.filter((value) => value !== null);
  const { n, mean, stddev } = moments(known);
  const positive = known.every((value) => value > 0);
  const cv = n >= 2 && positive ? reported(coefficientOfVariation(known)) : null;
  const margin = n === 0 ? null : applyMargin(marginOf(facts), positive ? 'ratio' : 'difference', mean);
  const limit = margin === null ? null : noiseLimit(margin);
  return {
    id: facts.id,
    values,
    n,
    mean: n === 0 ? 0 : mean,
    stddev: n === 0 ? 0 : stddev,
    min: n === 0 ? 0 : Math.min(...known),
    max: n === 0 ? 0 : Math.max(...known),
    cv,
    components: componentsOf(facts, runs, found),
    trend: trendOf(known, positive),
    detectable:
      n < 2
        ? null
        : {
            scale: positive ? 'ratio' : 'difference',
            at: perDeviation.map(([size, factor]) => {
              const change = positive
                ? Math.expm1(factor * moments(known.map(Math.log)).stddev)
                : factor * stddev;
              return { runs: size, change: Number.isFinite(change) ? change : null };
            }),
          },
    noiseLimit: limit,
    unstable: limit !== null && cv !== null && n >= 3 && (cv.estimate ?? Number.POSITIVE_INFINITY) > limit,
  };
}

/** In units of the deviation between runs: N runs a side, two-sided 5 %, seen in four of five comparisons. */
function detectablePerDeviation(runs: number): number {
  return detectableChange(independentPlan({ sd: 1, base: runs, target: runs }));
}

/**
 * How many of the samples of a run are independent, at best: blocks of their kind, not blocks times hosts, because one late block
 * is late everywhere; slots and resource samples of one host, because all hosts share machine and load. Neighbouring samples still
 * resemble each other, so `within` is a lower bound for slots and samples.
 */
function independentSamples({ population }: MetricFacts, run: RunRecord, value: RunValue): number {
  const hosts = Math.max(1, Number(run.conditions.profileContent['composition.n_hosts'] ?? 1));
  switch (population) {
    case 'blocks':
      return value.n;
    case 'observations':
    case 'transactions':
      return Math.min(value.n, run.blocks);
    case 'slots':
    case 'samples':
    case 'spans':
      return value.n / hosts;
    case 'hosts':
    case 'run':
      return 0;
  }
}

function componentsOf(
  facts: MetricFacts,
  runs: readonly RunRecord[],
  values: readonly (RunValue | undefined)[],
): VarianceComponents | null {
  const groups = values.flatMap((value, i) => {
    if (value === undefined) return [];
    const samples = independentSamples(facts, runs[i]!, value);
    return samples > 1 ? [{ mean: value.mean, stddev: value.stddev, samples }] : [];
  });
  return groups.length < 2 ? null : varianceComponents(groups);
}

function trendOf(values: readonly number[], positive: boolean): Trend | null {
  if (values.length < 3) return null;
  const scaled = positive ? values.map(Math.log) : values;
  const [first, ...others] = scaled as [number, ...number[]];
  // Two others would give an interval that holds anything.
  const expected = others.length < 3 ? null : predictionInterval(others, 0.99);
  return {
    ...orderTrend(values),
    firstRunApart: expected !== null && (first < expected.low || first > expected.high),
  };
}

function outlierRuns(runs: readonly RunRecord[], metrics: readonly MetricVariance[]): OutlierRun[] {
  const flagged = runs.map(() => [] as { id: string; far: boolean }[]);
  for (const { id, values } of metrics) {
    const present = values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
    for (const { index, far } of outlierFlags(present.map(({ value }) => value)))
      flagged[present[index]!.i]!.push({ id, far });
  }
  return runs.flatMap((run, i) =>
    flagged[i]!.length === 0 ? [] : [{ tag: run.tag, metrics: flagged[i]!, evidence: run.evidence }],
  );
}

function doubtsOf(
  runs: readonly RunRecord[],
  metrics: readonly MetricVariance[],
  { definitions, differences }: Pick<VarianceInput, 'definitions' | 'differences'>,
): string[] {
  const names = new Map(definitions.map(({ id, name }) => [id, name]));
  const incomplete = runs.filter((run) => !run.complete).map((run) => run.tag);
  const partial = metrics
    .filter((metric) => metric.n > 0 && metric.n < runs.length)
    .map((metric) => names.get(metric.id));
  const drifting = metrics.filter((m) => m.trend !== null && m.trend.p < 0.05).map((m) => names.get(m.id));
  return [
    ...(runs.length < 2 ? ['one run: nothing is known of its variation'] : []),
    ...(runs.length === 2 ? ['two runs: intervals are so wide that they say little'] : []),
    ...differences.map((difference) => `forced together in spite of ${describeDifference(difference)}`),
    ...(incomplete.length === 0 ? [] : [`incomplete: ${incomplete.join(', ')}`]),
    ...(partial.length === 0 ? [] : [`not in every run: ${partial.join(', ')}`]),
    ...(drifting.length === 0
      ? []
      : [
          `grew or fell with the order of the runs: ${drifting.join(', ')} (of ${metrics.length} metrics about ${Math.round(metrics.length / 20)} would by chance)`,
        ]),
    ...(runs.length >= 2 && runs.length < FEWEST_FOR_FENCES
      ? [`outlier runs are looked for from ${FEWEST_FOR_FENCES} runs on`]
      : []),
  ];
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
