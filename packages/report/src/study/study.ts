import type { MetricComparison } from '@slotbench/analysis';

export const STUDY_SCHEMA = 'slotbench/study/1';

/** `study.json`: what tracing costs, one set-up beside the other; a function of the runs alone. */
export interface TracingStudy {
  readonly schema: typeof STUDY_SCHEMA;
  readonly kind: 'tracing';
  readonly profile: string;
  /** Whose system ran: `embedded 0.1.0`. */
  readonly node: string;
  readonly machine: string;
  readonly blocks: number;
  readonly setups: readonly StudySetup[];
  /** Each set-up against the base `off`, then against `legacy`. */
  readonly comparisons: readonly StudyComparison[];
  readonly messages: readonly StudyMessage[];
  readonly costs: readonly MessageCost[];
  /** The same by regression over the rate of lines; empty where the study varies nothing. */
  readonly rates: readonly RateCost[];
  /** CPU and allocations of each set-up, from one more run of it that is in no verdict; empty without profilers. */
  readonly profiles: readonly StudyProfile[];
  /** What profiling itself cost. */
  readonly profiling: readonly ProfilingCost[];
  readonly notes: readonly string[];
}

export interface StudySetup {
  readonly name: string;
  /** Tags in the order of the blocks. */
  readonly runs: readonly string[];
  /** Its logs hold messages that can be counted. */
  readonly logs: boolean;
}

export interface StudyComparison {
  readonly base: string;
  readonly target: string;
  /** Why there is no verdict: messages that one side tells more often; empty where the verdicts stand. */
  readonly refusedFor: readonly string[];
  /** Share of the smaller side’s lines by which the counts differ beyond what their exposure explains; null: a side logs nothing. */
  readonly unexplained: number | null;
  readonly metrics: readonly MetricComparison[];
}

/** One message in all its names, and how often each set-up told it in all its runs; null: that set-up logs nothing. */
export interface StudyMessage {
  /** What both systems call it: the last part of its kind. */
  readonly key: string;
  readonly names: readonly string[];
  readonly counts: Readonly<Record<string, number | null>>;
}

/** Of one trace line, on the node alone: its collector and its disk pay besides. */
export interface MessageCost {
  readonly setup: string;
  readonly lines: number;
  readonly cpu: CostInterval | null;
  readonly bytes: CostInterval | null;
}

/** Of one more trace line, at every value of what the study varies. */
export interface RateCost {
  readonly setup: string;
  readonly cpu: CostInterval | null;
  readonly bytes: CostInterval | null;
  /** Lines a second. */
  readonly rates: readonly [least: number, most: number] | null;
}

/** ns or bytes; `blocks`: of how many runs; bounds are null with fewer than two blocks. */
export interface CostInterval {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly blocks: number;
}

/** Of all nodes of a run, merged: µs for `cpu`, without idle time; bytes for `allocation`, of objects that died as well. */
export interface StudyProfile {
  readonly setup: string;
  readonly kind: 'cpu' | 'allocation';
  /** Tag of the run. */
  readonly run: string;
  readonly processes: number;
  readonly total: number;
  /** In the tracing library and what it calls. */
  readonly library: number;
  /** In its own functions alone. */
  readonly libraryOwn: number;
  /** Where all of it was, by the package of the function; the largest first. */
  readonly packages: readonly { readonly name: string; readonly own: number }[];
  /** The functions that have most of the library’s part, those that it calls among them. */
  readonly functions: readonly (Omit<FlameFrame, 'value' | 'children'> & { readonly own: number })[];
  readonly flame: FlameFrame;
  /** The library’s calls alone, as if they had one caller. */
  readonly libraryFlame: FlameFrame;
}

/** A function with all that it calls; children that are too small to draw are left out. */
export interface FlameFrame {
  readonly name: string;
  /** `@slotbench/tracing`, `node`, `V8`. */
  readonly package: string;
  /** `src/render.ts:31`; empty where there is none. */
  readonly place: string;
  readonly value: number;
  readonly children: readonly FlameFrame[];
}

/** CPU of a node from outside, % of a core. */
export interface ProfilingCost {
  readonly setup: string;
  readonly profiled: number | null;
  readonly measured: number | null;
}
