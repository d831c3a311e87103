import type { ResourceSample } from '../events.ts';
import { type RankedSamples, Ranker } from './ranked-samples.ts';
import type { ResourceColumns } from './resource-fold.ts';

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
  | 'loopLag'
  | 'gcPause'
  | 'loopBusy'
  | 'mempoolTxs';

const MIB = 1024 * 1024;

/** Two samples of one process between which rates can be taken, by their rows. */
export interface ResourceStep {
  readonly before: number;
  readonly row: number;
}

/**
 * The first sample and one after a restart (counters that went down) have nothing to be compared with and give no step, so rates and
 * gauges cover the same time. Some node versions trace every sample twice; the second counts for nothing.
 */
export function resourceSteps(columns: ResourceColumns): { steps: ResourceStep[]; restarts: number } {
  const { at, cpuCentis, allocBytes } = columns;
  const steps: ResourceStep[] = [];
  let restarts = 0;
  let before = 0;
  for (let row = 1; row < at.length; row++) {
    if (at[row]! <= at[before]!) continue;
    if (cpuCentis[row]! < cpuCentis[before]! || allocBytes[row]! < allocBytes[before]!) restarts++;
    else steps.push({ before, row });
    before = row;
  }
  return { steps, restarts };
}

/** CPU use over a step, in % of one core, over its true time. */
export function cpuPercent({ at, cpuCentis }: ResourceColumns, { before, row }: ResourceStep): number {
  return (cpuCentis[row]! - cpuCentis[before]!) / ((at[row]! - at[before]!) / 1e9);
}

/** Gauges and, over the true time between two samples, rates. */
export function resourceSamples(
  columns: ResourceColumns,
  slotNs: number,
): Record<ResourceMetric, RankedSamples> {
  const { at } = columns;
  const { steps } = resourceSteps(columns);
  const count = steps.length;
  const ranker = new Ranker(at.length);
  const values = new Float64Array(count);
  const slots = new Float64Array(count);
  for (let i = 0; i < count; i++) slots[i] = Math.floor(at[steps[i]!.row]! / slotNs);
  const rate = (key: keyof ResourceSample, unit: number) => {
    const counter = columns[key];
    for (let i = 0; i < count; i++) {
      const { before, row } = steps[i]!;
      values[i] = (counter[row]! - counter[before]!) / ((at[row]! - at[before]!) / 1e9) / unit;
    }
    return ranker.rank(values, slots);
  };
  const gauge = (key: keyof ResourceSample, unit = MIB) => {
    const gauged = columns[key];
    for (let i = 0; i < count; i++) values[i] = gauged[steps[i]!.row]! / unit;
    return ranker.rank(values, slots);
  };
  return {
    cpu: rate('cpuCentis', 1),
    gcCpu: rate('gcCentis', 1),
    mutatorCpu: rate('mutatorCentis', 1),
    majorGcs: rate('majorGcs', 1),
    minorGcs: rate('minorGcs', 1),
    rss: gauge('rssBytes'),
    heap: gauge('heapBytes'),
    live: gauge('liveBytes'),
    alloc: rate('allocBytes', MIB),
    netRead: rate('netReadBytes', 1024),
    netWrite: rate('netWriteBytes', 1024),
    fsRead: rate('fsReadBytes', 1024),
    fsWrite: rate('fsWriteBytes', 1024),
    loopLag: gauge('loopLagMaxMs', 1000),
    gcPause: gauge('gcPauseMaxMs', 1000),
    loopBusy: gauge('loopBusy', 1),
    mempoolTxs: ranker.rank(
      columns.mempoolTxs,
      at.map((each) => Math.floor(each / slotNs)),
    ),
  };
}
