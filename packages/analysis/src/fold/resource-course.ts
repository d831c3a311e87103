import type { ResourceColumns } from './resource-fold.ts';
import { cpuPercent, resourceSteps } from './resource-samples.ts';
import { Samples } from './samples.ts';

/** Spans of at least this CPU share, in % of one core, are reported. Source: locli 2.3. */
const BUSY_PERCENT = 85;
const MIB = 1024 * 1024;

/** Resources of one host over time, at the times that the filters of the run let through. */
export interface ResourceCourse {
  /** Seconds since systemStart, in step with `rss` and `cpu`. */
  readonly seconds: Samples;
  readonly cpu: Samples;
  readonly rss: Samples;
  readonly mempoolSeconds: Samples;
  readonly mempoolTxs: Samples;
  /** Spans of high CPU use, ns since systemStart. */
  readonly busySpans: readonly { readonly from: number; readonly to: number }[];
  /** Counters that went down: the process was started anew. */
  readonly restarts: number;
}

export function resourceCourse(
  columns: ResourceColumns,
  acceptsTime: (at: number) => boolean,
): ResourceCourse {
  const { at } = columns;
  const { steps, restarts } = resourceSteps(columns);
  const course = {
    seconds: new Samples(),
    cpu: new Samples(),
    rss: new Samples(),
    mempoolSeconds: new Samples(),
    mempoolTxs: new Samples(),
    busySpans: [] as { from: number; to: number }[],
    restarts,
  };
  for (let row = 0; row < at.length; row++) {
    const txs = columns.mempoolTxs[row]!;
    if (Number.isNaN(txs) || !acceptsTime(at[row]!)) continue;
    course.mempoolSeconds.push(at[row]! / 1e9);
    course.mempoolTxs.push(txs);
  }
  let busySince: number | undefined;
  let last = 0;
  const endBusySpan = () => {
    if (busySince !== undefined) course.busySpans.push({ from: busySince, to: at[last]! });
    busySince = undefined;
  };
  for (const step of steps) {
    const { before, row } = step;
    // A restart lies between.
    if (before !== last) endBusySpan();
    last = before;
    const wanted = acceptsTime(at[row]!);
    const cpu = cpuPercent(columns, step);
    if (!wanted || cpu < BUSY_PERCENT) endBusySpan();
    last = row;
    if (!wanted) continue;
    if (cpu >= BUSY_PERCENT) busySince ??= Math.max(0, at[before]!);
    course.seconds.push(at[row]! / 1e9);
    course.cpu.push(cpu);
    course.rss.push(columns.rssBytes[row]! / MIB);
  }
  endBusySpan();
  return course;
}
