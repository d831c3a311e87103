import type { Interval } from './interval.ts';
import { asRatio, intervalOf, type MeanDifference } from './mean-difference.ts';

export interface CentileShift {
  readonly centile: number;
  readonly scale: 'ratio' | 'difference';
  /** For this centile alone. */
  readonly interval: Interval;
  /** Covers the whole curve with the same confidence: Bonferroni over the centiles that are given. */
  readonly band: Interval;
}

/**
 * How every centile changed, instead of two overlapping curves. One value a run and centile; `difference` compares the two sides
 * (Welch or paired), on logarithms where all values of a centile are above zero.
 * Source of the idea: K. A. Doksum, Ann. Stat. 2 (1974); G. A. Rousselet et al., Eur. J. Neurosci. 46 (2017).
 */
export function shiftFunction(
  centiles: readonly {
    readonly centile: number;
    readonly base: readonly number[];
    readonly target: readonly number[];
  }[],
  o: {
    readonly level: number;
    difference(base: readonly number[], target: readonly number[]): MeanDifference;
  },
): CentileShift[] {
  const bandLevel = 1 - (1 - o.level) / centiles.length;
  return centiles.map(({ centile, base, target }) => {
    const positive = [...base, ...target].every((value) => value > 0);
    const difference = positive
      ? o.difference(base.map(Math.log), target.map(Math.log))
      : o.difference(base, target);
    const scaled = (interval: Interval) => (positive ? asRatio(interval) : interval);
    return {
      centile,
      scale: positive ? 'ratio' : 'difference',
      interval: scaled(intervalOf(difference, o.level)),
      band: scaled(intervalOf(difference, bandLevel)),
    };
  });
}
