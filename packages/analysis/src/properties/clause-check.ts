import type { Atom } from './formula.ts';
import type { Occurrence } from './window.ts';

/** Violations that are kept one by one; the others are counted. */
export const MOST_VIOLATIONS = 20;
/** Messages of one violation. */
export const MOST_MESSAGES = 5;
/** Messages that one clause may keep: about 300 bytes each. What comes on top is not checked, and counted. */
export const MOST_KEPT = 200_000;

/** Checks one clause of a property against a stream of messages; its units are those of the property's monitor. */
export interface ClauseCheck {
  readonly atoms: readonly Atom[];
  /** Messages in memory. */
  readonly kept: number;
  add(atom: Atom, occurrence: Occurrence): void;
  /** Checks every unit whose horizon lies before the watermark, and forgets what no later one needs. */
  settle(watermark: number): void;
  /** What was found, if the trace ended with that unit. Changes nothing: the trace may go on. */
  outcome(lastUnit: number): ClauseOutcome;
}

export interface ClauseOutcome {
  readonly checked: number;
  readonly violated: number;
  readonly pending: number;
  readonly unchecked: number;
  readonly violations: readonly ClauseViolation[];
}

export interface ClauseViolation {
  readonly unit: number;
  readonly messages: readonly Occurrence[];
}

/** An outcome while it is found. */
export type Found = { -readonly [K in keyof ClauseOutcome]: ClauseOutcome[K] } & {
  violations: ClauseViolation[];
};

export function nothingFound(): Found {
  return { checked: 0, violated: 0, pending: 0, unchecked: 0, violations: [] };
}
