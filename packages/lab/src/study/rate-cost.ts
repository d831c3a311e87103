import type { RunRecord } from '@slotbench/analysis';
import { studentTQuantile } from '@slotbench/analysis/statistics';
import type { CostInterval } from '@slotbench/report';

/** The runs of a set-up at one value of the axis, and those without tracing of the same blocks. */
export interface RatePoint {
  readonly off: readonly RunRecord[];
  readonly runs: readonly RunRecord[];
}

/**
 * Of one trace line, by regression over how many there were: CPU beyond that without tracing (ns) and bytes, as slopes over lines a
 * second with their 95 % intervals. What tracing costs however little it tells is the intercept, and not in it. Null with fewer than three runs.
 */
export function rateCost(points: readonly RatePoint[]): {
  readonly cpu: CostInterval | null;
  readonly bytes: CostInterval | null;
  /** Lines a second of the quietest and the most talkative run. */
  readonly rates: readonly [least: number, most: number] | null;
} {
  const cpu: [number, number][] = [];
  const bytes: [number, number][] = [];
  for (const { off, runs } of points)
    for (const [i, { values }] of runs.entries()) {
      const lines = values.traceLines?.mean;
      if (lines == null) continue;
      const [mine, without] = [values.outsideCpu?.mean, off[i]?.values.outsideCpu?.mean];
      // % of a core to ns a second.
      if (mine != null && without != null) cpu.push([lines, (mine - without) * 1e7]);
      if (values.traceBytes?.mean != null) bytes.push([lines, values.traceBytes.mean * 1024]);
    }
  const rates = bytes.map(([lines]) => lines);
  return {
    cpu: slope(cpu),
    bytes: slope(bytes),
    rates: rates.length === 0 ? null : [Math.min(...rates), Math.max(...rates)],
  };
}

/** Ordinary least squares with an intercept; Student’s t with n − 2. */
function slope(points: readonly (readonly [x: number, y: number])[]): CostInterval | null {
  const n = points.length;
  if (n < 3) return null;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const sxx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (sxx === 0) return null;
  const estimate = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / sxx;
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - estimate * (x - meanX)) ** 2, 0);
  const reach = studentTQuantile(0.975, n - 2) * Math.sqrt(rest / (n - 2) / sxx);
  return { estimate, low: estimate - reach, high: estimate + reach, blocks: n };
}
