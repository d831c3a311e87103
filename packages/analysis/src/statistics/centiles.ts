/** The 29 centiles of every table; adoption centiles of a block. Source: locli 2.3. */
export const STANDARD_CENTILES: readonly number[] = [
  0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.875, 0.9, 0.925, 0.95, 0.97, 0.98,
  0.99, 0.995, 0.997, 0.998, 0.999, 0.9995, 0.9997, 0.9998, 0.9999, 1,
];
export const ADOPTION_CENTILES: readonly number[] = [0.5, 0.8, 0.9, 0.92, 0.94, 0.96, 0.98, 1];

/** (i+0.5)/n for i = 0..n-1, rounded as locli does: they fall exactly onto the indices 0..n-1 of n sorted samples. */
export function equicentiles(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i + 0.5) * (1 / n));
}

/** Which of n sorted samples is the centile: no interpolation. n >= 1, centile 0..1. */
export function centileIndex(n: number, centile: number): number {
  return Math.min(n - 1, Math.floor(n * centile));
}

/** The centile of sorted, non-empty samples. */
export function centile(sorted: ArrayLike<number>, at: number): number {
  return sorted[centileIndex(sorted.length, at)]!;
}
