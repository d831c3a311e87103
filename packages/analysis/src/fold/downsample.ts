/** Means of at most `limit` bins of equal width over the range of `x`, which ascends; bins without a point are left out. */
export function downsample(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  limit: number,
): { x: number[]; y: number[] } {
  const n = Math.min(x.length, y.length);
  if (n <= limit) return { x: first(x, n), y: first(y, n) };
  const start = x[0]!;
  const width = (x[n - 1]! - start) / limit;
  const sumX = new Float64Array(limit);
  const sumY = new Float64Array(limit);
  const points = new Uint32Array(limit);
  for (let i = 0; i < n; i++) {
    const bin = Math.min(limit - 1, Math.max(0, Math.floor((x[i]! - start) / width)));
    sumX[bin]! += x[i]!;
    sumY[bin]! += y[i]!;
    points[bin]!++;
  }
  return { x: means(sumX, points), y: means(sumY, points) };
}

function first(values: ArrayLike<number>, n: number): number[] {
  const list: number[] = [];
  for (let i = 0; i < n; i++) list.push(values[i]!);
  return list;
}

function means(sums: Float64Array, points: Uint32Array): number[] {
  const list: number[] = [];
  for (let bin = 0; bin < sums.length; bin++) if (points[bin]! > 0) list.push(sums[bin]! / points[bin]!);
  return list;
}
