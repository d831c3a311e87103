import { PairSorter } from './sort-pairs.ts';

/** Fewer pairs say nothing. */
const FEWEST = 10;

/** Spearman's; null below ten pairs, where one side never changes, and where it was not measured. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const x = new Float64Array(a.length);
  const y = new Float64Array(a.length);
  let n = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]!) || Number.isNaN(b[i]!)) continue;
    x[n] = a[i]!;
    y[n] = b[i]!;
    n++;
  }
  if (n < FEWEST || isConstant(x, n) || isConstant(y, n)) return null;
  const sorter = new PairSorter(n);
  rank(x, n, sorter);
  rank(y, n, sorter);
  const mean = (n + 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - mean;
    const dy = y[i]! - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

function isConstant(values: Float64Array, n: number): boolean {
  for (let i = 1; i < n; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** The first `n` values become their ranks, from 1; equal ones share the mean of theirs. */
function rank(values: Float64Array, n: number, sorter: PairSorter): void {
  const { pairs } = sorter;
  // One zero is as great as the other.
  for (let i = 0; i < n; i++) pairs.values[i] = values[i]! + 0;
  for (let i = 0; i < n; i++) pairs.tags[i] = i;
  const sorted = sorter.sort(n);
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && sorted.values[end] === sorted.values[start]) end++;
    for (let i = start; i < end; i++) values[sorted.tags[i]!] = (start + end + 1) / 2;
    start = end;
  }
}
