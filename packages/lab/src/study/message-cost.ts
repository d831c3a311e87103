import type { RunRecord } from '@slotbench/analysis';
import { moments, studentTQuantile } from '@slotbench/analysis/statistics';
import type { CostInterval } from '@slotbench/report';

/**
 * Of a trace line: CPU of the node beyond that of the run with tracing off in the same block, over the lines that it told in that time (ns),
 * and bytes of a line. The i-th runs belong together. Null where no pair has the figures.
 */
export function messageCost(
  off: readonly RunRecord[],
  runs: readonly RunRecord[],
): { readonly cpu: CostInterval | null; readonly bytes: CostInterval | null } {
  const rate = (run: RunRecord) => run.values.traceLines?.mean;
  const cpu = runs.flatMap((run, i) => {
    const [mine, without, lines] = [run.values.outsideCpu?.mean, off[i]?.values.outsideCpu?.mean, rate(run)];
    if (mine == null || without == null || lines == null || !(lines > 0)) return [];
    // % of a core, over lines a second.
    return [((mine - without) / 100 / lines) * 1e9];
  });
  const bytes = runs.flatMap((run) => {
    const [kibibytes, lines] = [run.values.traceBytes?.mean, rate(run)];
    return kibibytes == null || lines == null || !(lines > 0) ? [] : [(kibibytes * 1024) / lines];
  });
  return { cpu: meanInterval(cpu), bytes: meanInterval(bytes) };
}

/** 95 %, by Student’s t over blocks. */
function meanInterval(values: readonly number[]): CostInterval | null {
  if (values.length === 0) return null;
  const { n, mean, stddev } = moments(values);
  if (n < 2) return { estimate: mean, low: null, high: null, blocks: n };
  const reach = (studentTQuantile(0.975, n - 1) * stddev) / Math.sqrt(n);
  return { estimate: mean, low: mean - reach, high: mean + reach, blocks: n };
}
