import type { Direction, Metric } from '../results.ts';
import type { ReportedInterval } from '../statistics/interval.ts';
import type { Difference } from '../variance/coherence.ts';
import type { AppliedMargin } from './margins.ts';

export const COMPARISON_SCHEMA = 'slotbench/comparison/1';

/** Base against targets (`schemas/comparison.schema.json`): a function of its inputs alone, the same ones give the same bytes. */
export interface Comparison {
  readonly schema: typeof COMPARISON_SCHEMA;
  readonly kind: 'comparison';
  readonly tool: { readonly name: '@slotbench/analysis'; readonly version: string };
  readonly base: Side;
  readonly targets: readonly TargetComparison[];
}

export interface Side {
  /** As it was named: a run, a variance, a set. */
  readonly name: string;
  readonly kind: 'run' | 'variance' | 'set';
  readonly tags: readonly string[];
  readonly incomplete: readonly string[];
}

export type Design = 'independent' | 'paired';
export type Verdict = 'better' | 'worse' | 'equivalent' | 'undecided';

export interface TargetComparison {
  readonly target: Side;
  readonly design: Design;
  /** Two-sided error of a false `better` or `worse`; one-sided error of a false `equivalent`. */
  readonly alpha: number;
  /** Differences between the sides that a comparison does not allow; only with `forced`. */
  readonly differences: readonly Difference[];
  readonly forced: boolean;
  /** What the sides are compared for: differences that are allowed (software, node). */
  readonly subject: readonly Difference[];
  /** Why nothing here is final: a single run, a partial one. */
  readonly preliminary: readonly string[];
  /** Of those, the partial runs: `TAG is incomplete: …`. */
  readonly incomplete: readonly string[];
  readonly metrics: readonly MetricComparison[];
  readonly events: readonly EventComparison[];
  readonly doubts: readonly string[];
}

export interface MetricComparison {
  readonly id: string;
  readonly name: string;
  readonly group: Metric['group'];
  readonly unit: Metric['unit'];
  readonly direction: Direction;
  readonly headline: boolean;
  readonly margin: AppliedMargin;
  readonly base: SideValues;
  readonly target: SideValues;
  /** Target over base; null where a value is not above zero or a side has no value. */
  readonly ratio: ReportedInterval | null;
  /** Target minus base in the unit; null where a side has fewer than two values. */
  readonly difference: ReportedInterval | null;
  /** What the verdict rests on, in words: `Welch on logarithms, 5 v 5 runs`. Null without verdict. */
  readonly basis: string | null;
  /** Of the hypothesis that the change is within the margin, before and after correction (Holm for the headline, else BH). */
  readonly p: number | null;
  readonly pAdjusted: number | null;
  /** Of the hypothesis that the change is at or beyond the margin (two one-sided tests). */
  readonly pEquivalent: number | null;
  /** One-sided: what a gate asks. Null without test or where neither direction is better. */
  readonly harm: Harm | null;
  /** Null where there can be none (a single run a side, no data); `reason` says why. */
  readonly verdict: Verdict | null;
  /** A change is shown to be there, whatever its size: the interval leaves out "no change". */
  readonly changed: boolean;
  readonly ranks: RankEvidence | null;
  readonly prediction: Prediction | null;
  /** Hedges' g and Cliff's delta; null for fewer than two runs a side. */
  readonly effectSize: { readonly g: number | null; readonly cliff: number } | null;
  /** Smallest change that these runs see in four of five comparisons, on the margin's scale; null for fewer than two runs a side. */
  readonly detectable: number | null;
  /** For an undecided headline metric: what a decision would take. */
  readonly price: Price | null;
  readonly unstable: boolean;
  readonly reason: string | null;
  readonly shift: readonly ShiftPoint[];
}

export interface Harm {
  /** P of the hypothesis that the target is worse by the margin or more: small means that it is shown no worse. */
  readonly pNoWorse: number;
  /** P of the hypothesis that it is worse by no more than the margin: small means that it is shown worse. */
  readonly pWorse: number;
}

/** If nothing changed, four of five comparisons would say so with these. */
export interface Price {
  /** Runs a side (or pairs) for this margin; null for more than a thousand. */
  readonly runs: number | null;
  /** The margin, on its scale, that runs as many as these decide. */
  readonly margin: number | null;
}

export interface SideValues {
  readonly values: readonly number[];
  /** Runs of the side without a value. */
  readonly missing: number;
  readonly mean: number | null;
}

/** The second opinion from N >= 6 a side (independent) or 6 pairs (paired): exact and free of a distribution. */
export interface RankEvidence {
  readonly test: 'exact Mann-Whitney' | 'Mann-Whitney, normal approximation' | 'exact sign-flip permutation';
  readonly p: number;
  /** Hodges-Lehmann estimate on the margin's scale, with its exact interval; null for permutation. */
  readonly shift: ReportedInterval | null;
  /** It sees a change where the first test sees none, or the reverse. */
  readonly disagrees: boolean;
}

/** Where one more run would fall if nothing had changed. */
export interface Prediction {
  readonly from: 'base' | 'history';
  readonly runs: number;
  readonly interval: ReportedInterval;
  readonly value: number;
  readonly inside: boolean;
}

/** Change of one centile: pointwise interval, and a band that covers all shown centiles together. */
export interface ShiftPoint {
  readonly centile: number;
  readonly base: number;
  readonly target: number;
  readonly scale: 'ratio' | 'difference';
  readonly interval: ReportedInterval;
  readonly band: ReportedInterval;
}

export interface EventComparison {
  readonly id: string;
  readonly name: string;
  /** What one unit of exposure is: `block`, `slot`, `transaction`. */
  readonly per: string;
  readonly direction: Direction;
  readonly base: { readonly count: number; readonly exposure: number };
  readonly target: { readonly count: number; readonly exposure: number };
  readonly test: 'exact Poisson' | 'exact binomial' | 'Welch on rates of runs';
  /** Target rate over base rate. */
  readonly ratio: ReportedInterval | null;
  /** Target rate minus base rate. */
  readonly difference: ReportedInterval | null;
  readonly margin: number;
  readonly p: number | null;
  readonly pAdjusted: number | null;
  readonly pEquivalent: number | null;
  readonly verdict: Verdict | null;
  readonly reason: string | null;
}
