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
import { cvOfLogDeviation } from '../statistics/variation.ts';
import type { MetricFacts, RunRecord } from '../variance/run-record.ts';
import type { Design, Harm, MetricComparison, SideValues, Verdict } from './comparison.ts';
import { applyMargin, boundsOf, type Margin, noiseLimit } from './margins.ts';
import { type DetectableBy, detectableOf } from './price.ts';
import { effectSizeOf, predictionOf, ranksOf, shiftOf } from './second-look.ts';
import { pairUp, type Scale, type SideNumbers } from './sides.ts';

export interface MetricOptions {
  readonly alpha: number;
  readonly design: Design;
  readonly history: readonly RunRecord[];
  /** Smallest change that so many runs see, in units of their deviation; costs milliseconds, so the caller remembers it. */
  readonly detectable: DetectableBy;
}

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
    readonly ratio: ReportedInterval | null;
    readonly difference: ReportedInterval | null;
    readonly p: number | null;
    readonly pEquivalent: number | null;
    readonly verdict: Verdict | null;
    readonly reason: string | null;
  },
>(one: T, pAdjusted: number | null, alpha: number): T {
  if (one.p === null || one.pEquivalent === null || pAdjusted === null) return one;
  const up = one.ratio?.estimate != null ? one.ratio.estimate > 1 : (one.difference?.estimate ?? 0) > 0;
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
  { base, target }: SideNumbers,
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

function basisOf(
  scale: Scale,
  tested: MeanDifference,
  { base, target }: SideNumbers,
  design: Design,
): string {
  const what = scale === 'ratio' ? 'logarithms' : 'values';
  if (tested.standardError === 0)
    return `no variation on either side, taken as exact, ${base.length} v ${target.length} runs`;
  return design === 'paired'
    ? `paired t on ${what}, ${base.length} pairs`
    : `Welch on ${what}, ${base.length} v ${target.length} runs`;
}

function isUnstable(side: readonly number[], scale: Scale, limit: number): boolean {
  return scale === 'ratio' && side.length >= 3 && cvOfLogDeviation(moments(side).stddev) > limit;
}

function reasonWithoutTest({ base, target }: SideNumbers, missing: number, testable: boolean): string | null {
  if (base.length === 0 && target.length === 0) return 'no run has it';
  if (base.length === 0) return 'no run of the base has it';
  if (target.length === 0) return 'no run of the target has it';
  if (!testable) return 'one run a side has no measure of its own variation';
  if ([...base, ...target].every((value) => value === 0)) return 'zero in every run';
  return missing > 0 ? `${missing} of ${missing + base.length + target.length} runs do not have it` : null;
}
