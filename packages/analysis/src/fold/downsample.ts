/** Means of at most `limit` bins of equal width over the range of `x`; bins without a point are left out. */
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
  const sums = new Map<number, { x: number; y: number; n: number }>();
  for (let i = 0; i < n; i++) {
    const bin = Math.min(limit - 1, Math.max(0, Math.floor((x[i]! - first) / width)));
    const sum = sums.get(bin) ?? { x: 0, y: 0, n: 0 };
    sums.set(bin, { x: sum.x + x[i]!, y: sum.y + y[i]!, n: sum.n + 1 });
  }
  const bins = [...sums.entries()].sort(([a], [b]) => a - b).map(([, sum]) => sum);
  return { x: bins.map((sum) => sum.x / sum.n), y: bins.map((sum) => sum.y / sum.n) };
}
