import type { Distribution } from '../results.ts';
import { centile, equicentiles, STANDARD_CENTILES } from './centiles.ts';
import { neumaierSum } from './sum.ts';

/**
 * Mean, deviation and index centiles of samples in any order; null for none.
 * Bit-exact with locli 2.3: Kahan-Babuška-Neumaier sums over the ascending samples.
 */
export function summarise(
  samples: ArrayLike<number>,
  centiles: readonly number[] = STANDARD_CENTILES,
): Distribution | null {
  return summariseSorted(new Float64Array(samples).sort(), centiles);
}

/** The same of samples in ascending order. */
export function summariseSorted(
  sorted: Float64Array,
  centiles: readonly number[] = STANDARD_CENTILES,
): Distribution | null {
  const n = sorted.length;
  if (n === 0) return null;
  const mean = neumaierSum(sorted) / n;
  const deviations = new Float64Array(n);
  for (let i = 0; i < n; i++) deviations[i] = (sorted[i]! - mean) ** 2;
  const squares = neumaierSum(deviations);
  return {
    n,
    mean,
    stddev: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    min: sorted[0]!,
    max: sorted[n - 1]!,
    centiles: centiles.map((at) => [at, centile(sorted, at)] as const),
  };
}

/**
 * One figure for a cluster from its hosts: mean of the means, median host at every centile, and the deviation of all samples
 * together (within and between hosts). All members have the same centiles.
 */
export function combineHosts(members: readonly Distribution[]): Distribution | null {
  const first = members[0];
  if (first === undefined) return null;
  const n = members.reduce((sum, m) => sum + m.n, 0);
  const pooledMean = members.reduce((sum, m) => sum + m.mean * m.n, 0) / n;
  const squares = members.reduce(
    (sum, m) => sum + (m.n - 1) * m.stddev ** 2 + m.n * (m.mean - pooledMean) ** 2,
    0,
  );
  const means = members.map((m) => m.mean).sort((a, b) => a - b);
  return {
    n,
    mean: neumaierSum(means) / means.length,
    stddev: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    min: Math.min(...members.map((m) => m.min)),
    max: Math.max(...members.map((m) => m.max)),
    centiles: first.centiles.map(([at], i) => {
      const values = members.map((m) => m.centiles[i]![1]).sort((a, b) => a - b);
      return [at, centile(values, 0.5)] as const;
    }),
  };
}

/** At most `limit` of the sorted samples, evenly spread: what a plot of the distribution needs. */
export function curve(samples: ArrayLike<number>, limit = 256): number[] {
  const sorted = new Float64Array(samples).sort();
  if (sorted.length <= limit) return [...sorted];
  return equicentiles(limit).map((at) => centile(sorted, at));
}
