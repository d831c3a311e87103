/** Mean and sample standard deviation (n-1) of a few numbers, in two passes; stddev 0 for n = 1, NaN for none. */
export function moments(values: readonly number[]): { n: number; mean: number; stddev: number } {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { n, mean, stddev: n > 1 ? Math.sqrt(squares / (n - 1)) : n === 1 ? 0 : Number.NaN };
}

/** Middle value of any values, mean of the two middle ones for an even number. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
