import { midranks } from './rank-test.ts';

/** Fewer pairs say nothing. */
const FEWEST = 10;

/** Spearman's; null below ten pairs, where one side never changes, and where it was not measured. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  const pairs = a.map((x, i) => [x, b[i]!] as const).filter(([x, y]) => !Number.isNaN(x) && !Number.isNaN(y));
  if (pairs.length < FEWEST) return null;
  const [x, y] = [midranks(pairs.map((pair) => pair[0])), midranks(pairs.map((pair) => pair[1]))];
  const mean = (pairs.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (const [i, rank] of x.entries()) {
    xy += (rank - mean) * (y[i]! - mean);
    xx += (rank - mean) ** 2;
    yy += (y[i]! - mean) ** 2;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}
