import { type MeanDifference, pAbove, pBelow } from './mean-difference.ts';

/** Where a change is too small to matter, on the scale of the difference: `low` < 0 < `high`. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * Two one-sided tests: P of the hypothesis that the truth is at or beyond a bound. Small means that the change is shown to be within
 * both. Source: D. J. Schuirmann, J. Pharmacokinet. Biopharm. 15 (1987). Equals: the interval of level 1 - 2 alpha lies within.
 */
export function pOutside(d: MeanDifference, { low, high }: Bounds): number {
  return Math.max(pAbove(d, low), pBelow(d, high));
}

/** P of the hypothesis that the truth is within the bounds, two-sided: small means that it is shown to be beyond one of them. */
export function pWithin(d: MeanDifference, { low, high }: Bounds): number {
  return Math.min(1, 2 * Math.min(pAbove(d, high), pBelow(d, low)));
}
