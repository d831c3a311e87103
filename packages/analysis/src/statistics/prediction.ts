import type { Interval } from './interval.ts';
import { moments } from './moments.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * Where the next run falls with probability `level` if nothing changes: mean ± t sqrt(1 + 1/n) s. At least two values. On a scale on
 * which runs are roughly normal; give logarithms and take the exponential where that is the better one.
 * Source: Hahn and Meeker, Statistical Intervals (1991), §4.7.
 */
export function predictionInterval(values: readonly number[], level = 0.95): Interval {
  const { n, mean, stddev } = moments(values);
  const reach = studentTQuantile((1 + level) / 2, n - 1) * stddev * Math.sqrt(1 + 1 / n);
  return { estimate: mean, low: mean - reach, high: mean + reach, level };
}
