/** Means of at most `limit` bins of equal width over the range of `x`, which ascends; bins without a point are left out. */
export function downsample(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  limit: number,
): { x: number[]; y: number[] } {
  const n = Math.min(x.length, y.length);
  if (n <= limit)
    return { x: Array.from({ length: n }, (_, i) => x[i]!), y: Array.from({ length: n }, (_, i) => y[i]!) };
  const first = x[0]!;
  const width = (x[n - 1]! - first) / limit;
  const sumX = new Float64Array(limit);
  const sumY = new Float64Array(limit);
  const points = new Uint32Array(limit);
  for (let i = 0; i < n; i++) {
    const bin = Math.min(limit - 1, Math.max(0, Math.floor((x[i]! - first) / width)));
    sumX[bin]! += x[i]!;
    sumY[bin]! += y[i]!;
    points[bin]!++;
  }
  const means = (sums: Float64Array) =>
    Array.from(sums, (sum, bin) => sum / points[bin]!).filter((_, bin) => points[bin]! > 0);
  return { x: means(sumX), y: means(sumY) };
}
