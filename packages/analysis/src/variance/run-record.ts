import type { CentilePoint, Metric } from '../results.ts';

/**
 * One run as statistics see it: one number a metric. Blocks, hosts and slots of a run depend on each other, so they are no
 * repetitions; the run is (`docs/statistics.md`).
 */
export interface RunRecord {
  readonly tag: string;
  /** Start of slot 0, or of the first slot after the anchor; ISO 8601 in UTC: runs are ordered by it. */
  readonly startedAt: string;
  readonly complete: boolean;
  /** What a reader must know of this run before trusting it: why it is incomplete, warnings of its data quality. */
  readonly evidence: readonly string[];
  readonly conditions: Conditions;
  /** Accepted blocks of the main chain: what limits the precision of every figure of blocks. */
  readonly blocks: number;
  /** Metric id -> its figures in this run; a metric without samples is absent. */
  readonly values: Readonly<Record<string, RunValue>>;
  /** Rare event id -> how often it happened and how often it could have. */
  readonly events: Readonly<Record<string, EventCount>>;
}

/** A metric of one run. `mean` is the number that runs are compared by; everything is finite. */
export interface RunValue {
  readonly mean: number;
  readonly stddev: number;
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly centiles: readonly CentilePoint[];
}

/** `exposure`: blocks, slots checked, transactions served; at least `count` where the event is binomial. */
export interface EventCount {
  readonly count: number;
  readonly exposure: number;
}

/**
 * What must be the same in runs that are treated as repetitions. Keys of the records are paths (`generator.tps`); values are JSON,
 * or a digest where that is long. Null and empty: the run does not say.
 */
export interface Conditions {
  readonly profile: string | null;
  readonly profileContent: Readonly<Record<string, string>>;
  /** Without systemStart, keys and addresses, which are new in every run. */
  readonly genesis: Readonly<Record<string, string>>;
  /** Component -> version and commit. */
  readonly software: Readonly<Record<string, string>>;
  readonly node: string | null;
  readonly backend: string | null;
  /** Processor, cores, memory, operating system in one line. */
  readonly machine: string | null;
  /** `present` where an outside observer was in the run, a peer more for every node; absent where none was. */
  readonly observer?: string;
  /** What an experiment changed on purpose: compared like software, not held fixed. Absent outside of experiments. */
  readonly treatment?: Readonly<Record<string, string>>;
}

/** A metric apart from its figures. */
export type MetricFacts = Pick<
  Metric,
  'id' | 'upstreamId' | 'name' | 'definition' | 'group' | 'unit' | 'direction' | 'population'
>;
