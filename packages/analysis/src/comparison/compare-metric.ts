import { type Bounds, pOutside, pWithin } from '../statistics/equivalence.ts';
import { type Interval, type ReportedInterval, reported } from '../statistics/interval.ts';
import {
  asRatio,
  intervalOf,
  type MeanDifference,
  pAbove,
  pairedDifference,
  pBelow,
  pDifferent,
  welchDifference,
} from '../statistics/mean-difference.ts';
import { moments } from '../statistics/moments.ts';
import { signFlipTest } from '../statistics/permutation.ts';
import { detectableChange, independentPlan, pairedPlan } from '../statistics/power.ts';
import { predictionInterval } from '../statistics/prediction.ts';
import { hodgesLehmann, mannWhitney } from '../statistics/rank-test.ts';
import { shiftFunction } from '../statistics/shift-function.ts';
import { cvOfLogDeviation } from '../statistics/variation.ts';
import type { MetricFacts, RunRecord } from '../variance/run-record.ts';
import type {
  Design,
  Harm,
  MetricComparison,
  Prediction,
  Price,
  RankEvidence,
  ShiftPoint,
  SideValues,
  Verdict,
} from './comparison.ts';
import { applyMargin, boundsOf, type Margin, noiseLimit } from './margins.ts';
import { type PriceQuestion, priceOf } from './price.ts';

export interface MetricOptions {
  readonly alpha: number;
  readonly design: Design;
  readonly history: readonly RunRecord[];
  /** Smallest change that so many runs see, in units of their deviation; costs milliseconds, so the caller remembers it. */
  detectable(base: number, target: number): number;
}

/** Ranks say nothing new below: 3 v 3 cannot reach P = 0.05, 6 v 6 reaches 0.0022. */
const FEWEST_FOR_RANKS = 6;
/** Fewer earlier runs give an interval that holds anything. */
const FEWEST_FOR_PREDICTION = 3;
const SHIFT_CENTILES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];

type Values = { readonly base: readonly number[]; readonly target: readonly number[] };
type Scale = 'ratio' | 'difference';

/**
 * One metric of two sides, without verdict: that needs the correction over the whole table (`judge`). The scale is that of ratios
 * (logarithms) where every run's value is above zero, else that of differences.
 */
export function compareMetric(
  facts: MetricFacts,
  baseRuns: readonly RunRecord[],
  targetRuns: readonly RunRecord[],
  o: MetricOptions & { readonly headline: boolean; readonly margin: Margin },
): MetricComparison {
  const meanIn = (run: RunRecord) => run.values[facts.id]?.mean;
  const both = pairUp(baseRuns.map(meanIn), targetRuns.map(meanIn), o.design);
  const { base, target } = both;
  const all = [...base, ...target];
  const scale: Scale =
    all.length > 0 && all.every((v) => v > 0) && o.margin.ratio > 0 ? 'ratio' : 'difference';
  const baseMean = base.length === 0 ? 0 : moments(base).mean;
  const margin = applyMargin(o.margin, scale, baseMean);
  const bounds = boundsOf(margin);
  const testable = base.length >= 2 && target.length >= 2;
  const scaled = scale === 'ratio' ? { base: base.map(Math.log), target: target.map(Math.log) } : both;
  const differenceOf = o.design === 'paired' ? pairedDifference : welchDifference;
  const tested = testable ? differenceOf(scaled.base, scaled.target) : null;
  const level = 1 - o.alpha;
  const changed = tested !== null && isChanged(tested, o.alpha);
  const limit = noiseLimit(margin);
  const missing = [...baseRuns, ...targetRuns].length - all.length;
  return {
    ...pick(facts),
    headline: o.headline,
    margin,
    base: sideValues(base, baseRuns.length),
    target: sideValues(target, targetRuns.length),
    ratio: reportedOrNull(ratioOf(scale, both, tested, level)),
    difference: testable ? reported(intervalOf(differenceOf(base, target), level)) : null,
    basis: tested === null ? null : basisOf(scale, tested, both, o.design),
    p: tested === null ? null : pWithin(tested, bounds),
    pAdjusted: null,
    pEquivalent: tested === null ? null : pOutsideOrExact(tested, bounds),
    harm: tested === null ? null : harmOf(facts.direction, tested, bounds),
    verdict: null,
    changed,
    ranks: ranksOf(scaled, scale, o, changed),
    prediction: predictionOf(facts.id, both, o.history),
    effectSize: testable ? effectSizeOf(scaled) : null,
    detectable: tested === null ? null : detectableOf(scaled, scale, o),
    price: null,
    unstable: limit !== null && [scaled.base, scaled.target].some((side) => isUnstable(side, scale, limit)),
    reason: reasonWithoutTest(both, missing, testable),
    shift: shiftOf(facts.id, baseRuns, targetRuns, o),
  };
}

/** Adds the corrected P and the verdict that follows. Works on metrics and on events. */
export function judge<
  T extends {
    readonly direction: MetricComparison['direction'];
    readonly difference: ReportedInterval | null;
    readonly p: number | null;
    readonly pEquivalent: number | null;
    readonly verdict: Verdict | null;
    readonly reason: string | null;
  },
>(one: T, pAdjusted: number | null, alpha: number): T {
  if (one.p === null || one.pEquivalent === null || pAdjusted === null) return one;
  const up = (one.difference?.estimate ?? 0) > 0;
  if (one.pEquivalent <= alpha) return { ...one, pAdjusted, verdict: 'equivalent' };
  if (pAdjusted > alpha) {
    const alone =
      one.p <= alpha ? 'beyond the margin by itself, not after correction for the number of metrics' : null;
    return { ...one, pAdjusted, verdict: 'undecided', reason: one.reason ?? alone };
  }
  if (one.direction === 'none')
    return { ...one, pAdjusted, reason: `changed; neither more nor less of it is better` };
  const better = up === (one.direction === 'higher');
  return { ...one, pAdjusted, verdict: better ? 'better' : 'worse' };
}

/** Values of runs that have one; a paired design needs both of a pair. */
function pairUp(
  base: readonly (number | undefined)[],
  target: readonly (number | undefined)[],
  design: Design,
): Values {
  if (design === 'independent')
    return { base: base.filter((v) => v !== undefined), target: target.filter((v) => v !== undefined) };
  const pairs = base.flatMap((b, i) => {
    const t = target[i];
    return b === undefined || t === undefined ? [] : [[b, t] as const];
  });
  return { base: pairs.map(([b]) => b), target: pairs.map(([, t]) => t) };
}

function pick({ id, name, group, unit, direction }: MetricFacts) {
  return { id, name, group, unit, direction };
}

function sideValues(values: readonly number[], runs: number): SideValues {
  return {
    values,
    missing: runs - values.length,
    mean: values.length === 0 ? null : moments(values).mean,
  };
}

/** With a single run a side the ratio is known, its uncertainty is not. */
function ratioOf(
  scale: Scale,
  { base, target }: Values,
  tested: MeanDifference | null,
  level: number,
): Interval | null {
  if (base.length === 0 || target.length === 0) return null;
  if (scale === 'ratio') {
    if (tested !== null) return asRatio(intervalOf(tested, level));
    const mean = (values: readonly number[]) => moments(values.map(Math.log)).mean;
    return openInterval(Math.exp(mean(target) - mean(base)), level);
  }
  return null;
}

function reportedOrNull(interval: Interval | null): ReportedInterval | null {
  return interval === null ? null : reported(interval);
}

function openInterval(estimate: number, level: number): Interval {
  return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, level };
}

function isChanged(tested: MeanDifference, alpha: number): boolean {
  return tested.standardError === 0 ? tested.estimate !== 0 : pDifferent(tested) <= alpha;
}

/** The bad direction alone; exact where there is no variation. */
function harmOf(direction: MetricFacts['direction'], tested: MeanDifference, bounds: Bounds): Harm | null {
  if (direction === 'none') return null;
  const d = direction === 'lower' ? tested : { ...tested, estimate: -tested.estimate };
  const bound = direction === 'lower' ? bounds.high : -bounds.low;
  if (d.standardError === 0)
    return { pNoWorse: d.estimate <= bound ? 0 : 1, pWorse: d.estimate > bound ? 0 : 1 };
  return { pNoWorse: pBelow(d, bound), pWorse: pAbove(d, bound) };
}

/** Values without any variation on both sides are taken as exact: equal ones are equivalent even to a margin of zero. */
function pOutsideOrExact(tested: MeanDifference, bounds: Bounds): number {
  if (tested.standardError === 0 && tested.estimate >= bounds.low && tested.estimate <= bounds.high) return 0;
  return pOutside(tested, bounds);
}

function basisOf(scale: Scale, tested: MeanDifference, { base, target }: Values, design: Design): string {
  const what = scale === 'ratio' ? 'logarithms' : 'values';
  if (tested.standardError === 0)
    return `no variation on either side, taken as exact, ${base.length} v ${target.length} runs`;
  return design === 'paired'
    ? `paired t on ${what}, ${base.length} pairs`
    : `Welch on ${what}, ${base.length} v ${target.length} runs`;
}

function ranksOf(scaled: Values, scale: Scale, o: MetricOptions, changed: boolean): RankEvidence | null {
  const { base, target } = scaled;
  if (base.length < FEWEST_FOR_RANKS || target.length < FEWEST_FOR_RANKS) return null;
  if (o.design === 'paired') {
    const p = signFlipTest(target.map((value, i) => value - base[i]!));
    return p === null
      ? null
      : { test: 'exact sign-flip permutation', p, shift: null, disagrees: p <= o.alpha !== changed };
  }
  const { p, exact } = mannWhitney(base, target);
  const shift = hodgesLehmann(base, target, 1 - o.alpha);
  return {
    test: exact ? 'exact Mann-Whitney' : 'Mann-Whitney, normal approximation',
    p,
    shift: reported(scale === 'ratio' ? asRatio(shift) : shift),
    disagrees: p <= o.alpha !== changed,
  };
}

/** A single target run against the base's runs, or against history where the base is too few. */
function predictionOf(
  id: string,
  { base, target }: Values,
  history: readonly RunRecord[],
): Prediction | null {
  if (target.length !== 1) return null;
  const earlier = history.flatMap((run) => run.values[id]?.mean ?? []);
  const from = base.length >= FEWEST_FOR_PREDICTION ? 'base' : 'history';
  const values = from === 'base' ? base : earlier;
  if (values.length < FEWEST_FOR_PREDICTION) return null;
  const value = target[0]!;
  const positive = [...values, value].every((v) => v > 0);
  const interval = positive ? asRatio(predictionInterval(values.map(Math.log))) : predictionInterval(values);
  return {
    from,
    runs: values.length,
    interval: reported(interval),
    value,
    inside: value >= interval.low && value <= interval.high,
  };
}

/** Hedges' g: difference over the pooled deviation, corrected for few values. Source: L. V. Hedges, J. Educ. Stat. 6 (1981). */
function effectSizeOf({ base, target }: Values): { g: number | null; cliff: number } {
  const [a, b] = [moments(base), moments(target)];
  const df = a.n + b.n - 2;
  const pooled = deviationOf({ base, target }, 'independent');
  const g = pooled === 0 ? null : ((b.mean - a.mean) / pooled) * (1 - 3 / (4 * df - 1));
  return { g, cliff: mannWhitney(base, target).cliff };
}

/** From the deviation that these runs show. */
function detectableOf(values: Values, scale: Scale, o: MetricOptions): number | null {
  const change = deviationOf(values, o.design) * o.detectable(values.base.length, values.target.length);
  const size = scale === 'ratio' ? Math.expm1(change) : change;
  return Number.isFinite(size) ? size : null;
}

/** Of a run (pooled over the sides) or of a pair's difference. */
function deviationOf({ base, target }: Values, design: Design): number {
  if (design === 'paired') return moments(target.map((value, i) => value - base[i]!)).stddev;
  const [a, b] = [moments(base), moments(target)];
  return Math.sqrt(((a.n - 1) * a.stddev ** 2 + (b.n - 1) * b.stddev ** 2) / (a.n + b.n - 2));
}

/** What a decision on a compared metric would take, from the deviation that its runs show. At least two runs a side. */
export function priceOfMetric(
  one: Pick<MetricComparison, 'base' | 'target' | 'margin'>,
  o: Pick<PriceQuestion, 'design' | 'alpha' | 'question'>,
): Price {
  const { margin } = one;
  const scaled = (values: readonly number[]) => (margin.scale === 'ratio' ? values.map(Math.log) : values);
  const sides = { base: scaled(one.base.values), target: scaled(one.target.values) };
  const counts = { base: sides.base.length, target: sides.target.length };
  return priceOf({ ...o, ...counts, sd: deviationOf(sides, o.design), margin });
}

/** `detectable` of the options, remembering what it was asked. */
export function detectableBy(design: Design): MetricOptions['detectable'] {
  const known = new Map<string, number>();
  return (base, target) => {
    const key = `${base} ${target}`;
    const change =
      known.get(key) ??
      detectableChange(
        design === 'paired' ? pairedPlan({ sd: 1, pairs: base }) : independentPlan({ sd: 1, base, target }),
      );
    known.set(key, change);
    return change;
  };
}

function isUnstable(side: readonly number[], scale: Scale, limit: number): boolean {
  return scale === 'ratio' && side.length >= 3 && cvOfLogDeviation(moments(side).stddev) > limit;
}

function reasonWithoutTest({ base, target }: Values, missing: number, testable: boolean): string | null {
  if (base.length === 0 && target.length === 0) return 'no run has it';
  if (base.length === 0) return 'no run of the base has it';
  if (target.length === 0) return 'no run of the target has it';
  if (!testable) return 'one run a side has no measure of its own variation';
  if ([...base, ...target].every((value) => value === 0)) return 'zero in every run';
  return missing > 0 ? `${missing} of ${missing + base.length + target.length} runs do not have it` : null;
}

function shiftOf(
  id: string,
  baseRuns: readonly RunRecord[],
  targetRuns: readonly RunRecord[],
  o: MetricOptions,
): ShiftPoint[] {
  const fewest = Math.min(
    ...[...baseRuns, ...targetRuns].map((run) => run.values[id]?.n ?? Number.POSITIVE_INFINITY),
  );
  const at = (runs: readonly RunRecord[], centile: number) =>
    runs.map((run) => run.values[id]?.centiles.find(([c]) => c === centile)?.[1]);
  // A centile above 1 - 1/n is just the largest sample.
  const shown = SHIFT_CENTILES.filter((c) => c >= 1 / fewest && c <= 1 - 1 / fewest);
  const inputs = shown.flatMap((centile) => {
    const sides = pairUp(at(baseRuns, centile), at(targetRuns, centile), o.design);
    return sides.base.length < 2 || sides.target.length < 2 ? [] : [{ centile, ...sides }];
  });
  const difference = o.design === 'paired' ? pairedDifference : welchDifference;
  return shiftFunction(inputs, { level: 1 - o.alpha, difference }).map((shift, i) => ({
    ...shift,
    interval: reported(shift.interval),
    band: reported(shift.band),
    base: moments(inputs[i]!.base).mean,
    target: moments(inputs[i]!.target).mean,
  }));
}
