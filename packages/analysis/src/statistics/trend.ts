import { midranks } from './rank-test.ts';
import { studentTTail } from './student-t.ts';

/** 8! orders are tried out; above, Student's approximation is good to two digits. */
const EXACT_UP_TO = 8;

export interface RankTrend {
  /** Spearman's correlation of the values with their order, -1 to 1; 0 where all values are equal. */
  readonly rho: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Do the values grow or fall in the order in which they came? At least three. Assumes that without a trend every order is as likely.
 * Exact up to eight values without ties, else by Student's t. Source: C. Spearman, Am. J. Psychol. 15 (1904); Kendall and Gibbons (1990).
 */
export function orderTrend(values: readonly number[]): RankTrend {
  const n = values.length;
  const ranks = midranks(values);
  const middle = (n + 1) / 2;
  const spread = ranks.reduce((sum, rank) => sum + (rank - middle) ** 2, 0);
  if (n < 3 || spread === 0) return { rho: 0, p: 1 };
  const cross = ranks.reduce((sum, rank, i) => sum + (rank - middle) * (i + 1 - middle), 0);
  const rho = cross / Math.sqrt((spread * (n ** 3 - n)) / 12);
  const ties = new Set(ranks).size < n;
  return { rho, p: n <= EXACT_UP_TO && !ties ? exactP(n, Math.abs(cross)) : approximateP(n, Math.abs(rho)) };
}

/** Share of all orders whose cross product with 1..n is as far from the middle. */
function exactP(n: number, seen: number): number {
  const middle = (n + 1) / 2;
  const left = Array.from({ length: n }, (_, i) => i + 1 - middle);
  let far = 0;
  let all = 0;
  const place = (at: number, cross: number): void => {
    if (at === n) {
      all++;
      if (Math.abs(cross) >= seen - 1e-9) far++;
      return;
    }
    for (let i = at; i < n; i++) {
      [left[at], left[i]] = [left[i]!, left[at]!];
      place(at + 1, cross + left[at]! * (at + 1 - middle));
      [left[at], left[i]] = [left[i]!, left[at]!];
    }
  };
  place(0, 0);
  return far / all;
}

function approximateP(n: number, rho: number): number {
  if (rho >= 1) return 0;
  return 2 * studentTTail(rho * Math.sqrt((n - 2) / (1 - rho * rho)), n - 2);
}
