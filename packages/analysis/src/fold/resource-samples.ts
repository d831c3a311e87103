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

/** Pairs of samples of one process between which rates can be taken: step `i` is from row `before[i]` to row `row[i]`. */
export interface ResourceSteps {
  readonly count: number;
  readonly before: Uint32Array;
  readonly row: Uint32Array;
  /** Counters that went down: the process was started anew. */
  readonly restarts: number;
}

/**
 * The first sample and one after a restart (counters that went down) have nothing to be compared with and give no step, so rates and
 * gauges cover the same time. Some node versions trace every sample twice; the second counts for nothing.
 */
export function resourceSteps(columns: ResourceColumns): ResourceSteps {
  const { at, cpuCentis, allocBytes } = columns;
  const befores = new Uint32Array(at.length);
  const rows = new Uint32Array(at.length);
  let count = 0;
  let restarts = 0;
  let before = 0;
  for (let row = 1; row < at.length; row++) {
    if (at[row]! <= at[before]!) continue;
    if (cpuCentis[row]! < cpuCentis[before]! || allocBytes[row]! < allocBytes[before]!) restarts++;
    else {
      befores[count] = before;
      rows[count++] = row;
    }
    before = row;
  }
  return { count, before: befores, row: rows, restarts };
}

/** Gauges and, over the true time between two samples, rates. */
export function resourceSamples(
  columns: ResourceColumns,
  slotNs: number,
): Record<ResourceMetric, RankedSamples> {
  const { at } = columns;
  const { count, before, row } = resourceSteps(columns);
  const ranker = new Ranker(at.length);
  const values = new Float64Array(count);
  const slots = new Float64Array(count);
  const seconds = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    slots[i] = Math.floor(at[row[i]!]! / slotNs);
    seconds[i] = (at[row[i]!]! - at[before[i]!]!) / 1e9;
  }
  const rate = (key: keyof ResourceSample, unit: number) => {
    const counter = columns[key];
    for (let i = 0; i < count; i++) {
      values[i] = (counter[row[i]!]! - counter[before[i]!]!) / seconds[i]! / unit;
    }
    return ranker.rank(values, slots);
  };
  const gauge = (key: keyof ResourceSample, unit = MIB) => {
    const gauged = columns[key];
    for (let i = 0; i < count; i++) values[i] = gauged[row[i]!]! / unit;
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
