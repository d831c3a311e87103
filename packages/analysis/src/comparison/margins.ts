import type { MetricFacts } from '../variance/run-record.ts';

/** From which change on a difference matters: `ratio` of the base, but at least `atLeast` in the metric's unit. */
export interface Margin {
  readonly ratio: number;
  readonly atLeast: number;
  readonly reason: string;
}

/** A margin on the scale of a comparison: a ratio of 0.05 is 5 %. */
export interface AppliedMargin {
  readonly scale: 'ratio' | 'difference';
  readonly value: number;
  readonly reason: string;
}

/** Figures that decide; the others explain. Few, because every one more costs all of them power (Holm). */
export const HEADLINE: readonly string[] = [
  'forgerAnnounceCum',
  'adoption0.50',
  'adoption0.90',
  'adoption1.00',
  'cpu',
  'rss',
  'achievedTps',
];

/**
 * What decides where the sides log differently, because they are two implementations or trace in two ways: only what an observer saw, and
 * what the generator counts.
 */
export const OUTSIDE_HEADLINE: readonly string[] = [
  'offered0.50',
  'offered0.90',
  'offered1.00',
  'outsideCpu',
  'outsideRss',
  'achievedTps',
];

/**
 * Two upstream releases that were run twice (8.9.1 after 60 days, 10.6.2 after 4, value and Plutus load) moved by what the reasons
 * say though nothing had changed: a margin below that would call reruns regressions.
 */
const MARGINS: Readonly<Record<string, Margin>> = {
  forgerAnnounceCum: share(0.03, 1e-4, 'reruns of one version moved by up to 2.8 %'),
  'adoption0.50': share(0.03, 1e-4, 'reruns of one version moved by up to 2.3 %'),
  'adoption0.80': share(0.07, 1e-4, 'reruns of one version moved by up to 6.3 %'),
  'adoption0.90': share(0.07, 1e-4, 'reruns of one version moved by up to 6.5 %'),
  'adoption0.92': share(0.07, 1e-4, 'reruns of one version moved by up to 6.7 %'),
  'adoption0.94': share(0.07, 1e-4, 'reruns of one version moved by up to 6.8 %'),
  'adoption0.96': share(0.08, 1e-4, 'reruns of one version moved by up to 7.0 %'),
  'adoption0.98': share(0.08, 1e-4, 'reruns of one version moved by up to 6.4 %'),
  'adoption1.00': share(0.09, 1e-4, 'reruns of one version moved by up to 8.5 %'),
  peerFetch: share(0.09, 1e-4, 'reruns of one version moved by up to 8.2 %'),
  cpu: share(
    0.06,
    0.1,
    'reruns of one version moved by up to 5.6 %; 0.1 % of a core is the resolution of the counter',
  ),
  rss: share(0.04, 1, 'reruns of one version moved by up to 3.5 %'),
  heap: share(0.04, 1, 'reruns of one version moved by up to 3.5 %'),
  'offered0.50': share(0.03, 5e-4, 'as adopted by half; half a millisecond is a round trip to the observer'),
  'offered0.90': share(0.07, 5e-4, 'as adopted by 90 %; half a millisecond is a round trip to the observer'),
  'offered1.00': share(0.09, 5e-4, 'as adopted by all; half a millisecond is a round trip to the observer'),
  outsideCpu: share(0.06, 0.1, 'as the CPU that nodes log of themselves'),
  outsideRss: share(0.04, 1, 'as the memory that nodes log of themselves'),
  achievedTps: share(0.02, 0, 'load is open-loop: a node that keeps up confirms what was offered'),
  leadershipChecks: share(0, 0.001, 'one missed slot in a thousand'),
  blocksChainedRatio: share(0, 0.02, 'one more lost block in fifty'),
  blocksFilteredRatio: share(0, 0.02, 'one more rejected block in fifty'),
  blockSize: share(0.02, 0, 'the load decides it: more says that the runs had different loads'),
};

const TIME = share(0.1, 1e-4, 'phases of a block: below 0.1 ms nobody would notice');
const OTHER = share(0.1, 0, 'no evidence of its own: explains, does not decide');

/** The declared margin of a metric, or the one of its kind. */
export function marginOf({ id, unit }: Pick<MetricFacts, 'id' | 'unit'>): Margin {
  return MARGINS[id] ?? (unit === 's' ? TIME : OTHER);
}

/** A ratio margin for a base of that mean; `atLeast` widens it where the base is small. */
export function applyMargin(margin: Margin, scale: 'ratio' | 'difference', baseMean: number): AppliedMargin {
  const { reason } = margin;
  const size = Math.abs(baseMean);
  if (scale === 'difference') return { scale, value: Math.max(margin.ratio * size, margin.atLeast), reason };
  return { scale, value: Math.max(margin.ratio, margin.atLeast / size), reason };
}

/** Bounds on the scale of the test: logarithms for a ratio. A margin of 100 % or more has no lower bound. */
export function boundsOf({ scale, value }: Pick<AppliedMargin, 'scale' | 'value'>): {
  low: number;
  high: number;
} {
  if (scale === 'difference') return { low: -value, high: value };
  return { low: value >= 1 ? Number.NEGATIVE_INFINITY : Math.log1p(-value), high: Math.log1p(value) };
}

/** A change of this many margins that ten runs a side cannot see makes a metric useless for a verdict. */
const HOPELESS_MARGINS = 5;

/** `detectableChange` of ten runs a side in units of their deviation; a test computes it again. */
export const TEN_RUNS_SEE = 1.3321;

/**
 * Coefficient of variation above which a metric is unstable: ten runs a side see a change of five margins in fewer than four of five
 * comparisons. Null where the margin is no ratio.
 */
export function noiseLimit(margin: AppliedMargin): number | null {
  if (margin.scale !== 'ratio') return null;
  const s = Math.log1p(HOPELESS_MARGINS * margin.value) / TEN_RUNS_SEE;
  return Math.sqrt(Math.expm1(s * s));
}

function share(ratio: number, atLeast: number, reason: string): Margin {
  return { ratio, atLeast, reason };
}
