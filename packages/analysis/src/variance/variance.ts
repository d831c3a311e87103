import type { ReportedInterval } from '../statistics/interval.ts';
import type { Difference } from './coherence.ts';
import type { MetricFacts, RunRecord } from './run-record.ts';

export const VARIANCE_SCHEMA = 'slotbench/variance/1';

/**
 * N runs of one configuration as one entity: `analysis/results.json` of a variance (`schemas/variance.schema.json`). It holds the
 * figures of every run, so it can stand wherever runs can: everything else in it is derived from them.
 */
export interface Variance {
  readonly schema: typeof VARIANCE_SCHEMA;
  readonly kind: 'variance';
  readonly tag: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly madeAt: string;
  readonly tool: { readonly name: '@slotbench/analysis'; readonly version: string };
  readonly coherence: { readonly forced: boolean; readonly differences: readonly Difference[] };
  /** By start; no run twice. */
  readonly runs: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
  /** In the order of `definitions`. */
  readonly metrics: readonly MetricVariance[];
  readonly outliers: readonly OutlierRun[];
  /** Sentences that a reader of the figures must see. */
  readonly doubts: readonly string[];
}

export interface MetricVariance {
  readonly id: string;
  /** Run values in the order of `runs`; null where a run has none. */
  readonly values: readonly (number | null)[];
  /** Runs with a value. */
  readonly n: number;
  readonly mean: number;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
  /** Deviation over mean, with its 95 % interval; null for N < 2 and where the values are not all above zero. */
  readonly cv: ReportedInterval | null;
  readonly components: VarianceComponents | null;
  readonly trend: Trend | null;
  /**
   * Smallest change of the mean that N runs a side see in four of five comparisons: relative where there is a cv, else in the unit.
   * Null for N < 2.
   */
  readonly detectable: { readonly scale: 'ratio' | 'difference'; readonly at: readonly Detectable[] } | null;
  /** The cv above which the metric cannot carry a verdict; null without margin. */
  readonly noiseLimit: number | null;
  readonly unstable: boolean;
}

export interface Detectable {
  readonly runs: number;
  /** Null where it is beyond all bounds: two runs that differ a hundredfold. */
  readonly change: number | null;
}

/** Where the deviation of the run values comes from, as standard deviations of a run's mean. */
export interface VarianceComponents {
  /** Runs really differ by this much. */
  readonly between: number;
  /** What the limited number of blocks or samples in a run leaves open: longer runs shrink it. */
  readonly within: number;
  /** Independent samples a run, on average, that `within` rests on. */
  readonly samples: number;
}

export interface Trend {
  /** Spearman's rank correlation with the order of the runs. */
  readonly rho: number;
  readonly p: number;
  /** The first run lies outside the 99 % prediction interval of the others: it was a warm-up. */
  readonly firstRunApart: boolean;
}

export interface OutlierRun {
  readonly tag: string;
  /** Metric ids; `far`: beyond 3 interquartile ranges, else beyond 1.5. */
  readonly metrics: readonly { readonly id: string; readonly far: boolean }[];
  readonly evidence: readonly string[];
}
