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

/** ns or bytes; bounds are null with fewer than two blocks. */
export interface CostInterval {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly blocks: number;
}
