import type { ResourceSample } from '../events.ts';
import type { ResourceColumns } from './resource-fold.ts';
import { Samples } from './samples.ts';

export type ResourceMetric =
  | 'cpu'
  | 'gcCpu'
  | 'mutatorCpu'
  | 'majorGcs'
  | 'minorGcs'
  | 'rss'
  | 'heap'
  | 'live'
  | 'alloc'
  | 'netRead'
  | 'netWrite'
  | 'fsRead'
  | 'fsWrite'
  | 'mempoolTxs';

/** Spans of at least this CPU share, in % of one core, are reported. Source: locli 2.3. */
const BUSY_PERCENT = 85;
const MIB = 1024 * 1024;

export interface ResourceFigures {
  readonly samples: Readonly<Record<ResourceMetric, Samples>>;
  /** Sample times in seconds since systemStart, in step with `samples.rss` and `samples.cpu`. */
  readonly seconds: Samples;
  /** Lengths of the spans of high CPU use, seconds. */
  readonly busySpans: Samples;
  readonly mempoolSeconds: Samples;
  /** Counters that went down: the process was started anew. */
  readonly restarts: number;
}

/**
 * Turns counters into rates over the true time between two samples, at the times that the filters of the run let through. The first
 * sample and one after a restart have nothing to be compared with and give no sample at all, so rates and gauges cover the same time.
 */
export function resourceFigures(
  columns: ResourceColumns,
  o: { acceptsTime(at: number): boolean },
): ResourceFigures {
  const samples: Record<ResourceMetric, Samples> = {
    cpu: new Samples(),
    gcCpu: new Samples(),
    mutatorCpu: new Samples(),
    majorGcs: new Samples(),
    minorGcs: new Samples(),
    rss: new Samples(),
    heap: new Samples(),
    live: new Samples(),
    alloc: new Samples(),
    netRead: new Samples(),
    netWrite: new Samples(),
    fsRead: new Samples(),
    fsWrite: new Samples(),
    mempoolTxs: new Samples(),
  };
  const seconds = new Samples();
  const mempoolSeconds = new Samples();
  const busySpans = new Samples();
  let restarts = 0;
  let previous = -1;
  let busySince: number | undefined;

  function endBusySpan(): void {
    if (busySince !== undefined) busySpans.push((columns.at[previous]! - busySince) / 1e9);
    busySince = undefined;
  }

  for (let i = 0; i < columns.at.length; i++) {
    const at = columns.at[i]!;
    const wanted = o.acceptsTime(at);
    const mempoolTxs = columns.mempoolTxs[i]!;
    if (wanted && !Number.isNaN(mempoolTxs)) {
      samples.mempoolTxs.push(mempoolTxs);
      mempoolSeconds.push(at / 1e9);
    }
    // Some node versions trace every sample twice.
    if (previous >= 0 && at <= columns.at[previous]!) continue;
    const before = previous;
    const step = (key: keyof ResourceSample) => columns[key][i]! - columns[key][before]!;
    if (before < 0) {
      previous = i;
      continue;
    }
    if (step('cpuCentis') < 0 || step('allocBytes') < 0) {
      restarts++;
      endBusySpan();
      previous = i;
      continue;
    }
    const between = (at - columns.at[before]!) / 1e9;
    const cpu = step('cpuCentis') / between;
    if (!wanted || cpu < BUSY_PERCENT) endBusySpan();
    previous = i;
    if (!wanted) continue;
    if (cpu >= BUSY_PERCENT) busySince ??= Math.max(0, columns.at[before]!);
    seconds.push(at / 1e9);
    samples.cpu.push(cpu);
    samples.gcCpu.push(step('gcCentis') / between);
    samples.mutatorCpu.push(step('mutatorCentis') / between);
    samples.majorGcs.push(step('majorGcs') / between);
    samples.minorGcs.push(step('minorGcs') / between);
    samples.alloc.push(step('allocBytes') / between / MIB);
    samples.netRead.push(step('netReadBytes') / between / 1024);
    samples.netWrite.push(step('netWriteBytes') / between / 1024);
    samples.fsRead.push(step('fsReadBytes') / between / 1024);
    samples.fsWrite.push(step('fsWriteBytes') / between / 1024);
    samples.rss.push(columns.rssBytes[i]! / MIB);
    samples.heap.push(columns.heapBytes[i]! / MIB);
    samples.live.push(columns.liveBytes[i]! / MIB);
  }
  if (previous >= 0) endBusySpan();
  return { samples, seconds, busySpans, mempoolSeconds, restarts };
}
