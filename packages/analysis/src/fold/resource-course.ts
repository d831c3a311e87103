import type { AcceptedSlots } from './accepted-slots.ts';
import type { ResourceColumns } from './resource-fold.ts';
import type { ResourceSteps } from './resource-samples.ts';

/** Spans of at least this CPU share, in % of one core, are reported. Source: locli 2.3. */
const BUSY_PERCENT = 85;
const MIB = 1024 * 1024;

/** Resources of one host over time, at the times that the filters of the run let through. */
export interface ResourceCourse {
  /** Seconds since systemStart, in step with `rss` and `cpu`. */
  readonly seconds: Float64Array;
  readonly cpu: Float64Array;
  readonly rss: Float64Array;
  readonly mempoolSeconds: Float64Array;
  readonly mempoolTxs: Float64Array;
  /** Spans of high CPU use, ns since systemStart. */
  readonly busySpans: readonly { readonly from: number; readonly to: number }[];
}

export function resourceCourse(
  columns: ResourceColumns,
  steps: ResourceSteps,
  o: { readonly slotNs: number; readonly accepted: AcceptedSlots },
): ResourceCourse {
  const { at, cpuCentis, rssBytes } = columns;
  const wanted = wantedRows(at, o);
  const mempoolSeconds = new Float64Array(at.length);
  const mempoolTxs = new Float64Array(at.length);
  let sizes = 0;
  for (let row = 0; row < at.length; row++) {
    const txs = columns.mempoolTxs[row]!;
    if (Number.isNaN(txs) || wanted[row] === 0) continue;
    mempoolSeconds[sizes] = at[row]! / 1e9;
    mempoolTxs[sizes++] = txs;
  }
  const seconds = new Float64Array(steps.count);
  const cpu = new Float64Array(steps.count);
  const rss = new Float64Array(steps.count);
  const busySpans: { from: number; to: number }[] = [];
  let points = 0;
  let busySince: number | undefined;
  let last = 0;
  const endBusySpan = () => {
    if (busySince !== undefined) busySpans.push({ from: busySince, to: at[last]! });
    busySince = undefined;
  };
  for (let i = 0; i < steps.count; i++) {
    const before = steps.before[i]!;
    const row = steps.row[i]!;
    // A restart lies between.
    if (before !== last) endBusySpan();
    last = before;
    // In % of one core, over the true time of the step.
    const percent = (cpuCentis[row]! - cpuCentis[before]!) / ((at[row]! - at[before]!) / 1e9);
    if (wanted[row] === 0 || percent < BUSY_PERCENT) endBusySpan();
    last = row;
    if (wanted[row] === 0) continue;
    if (percent >= BUSY_PERCENT) busySince ??= Math.max(0, at[before]!);
    seconds[points] = at[row]! / 1e9;
    cpu[points] = percent;
    rss[points++] = rssBytes[row]! / MIB;
  }
  endBusySpan();
  return {
    seconds: seconds.subarray(0, points),
    cpu: cpu.subarray(0, points),
    rss: rss.subarray(0, points),
    mempoolSeconds: mempoolSeconds.subarray(0, sizes),
    mempoolTxs: mempoolTxs.subarray(0, sizes),
    busySpans,
  };
}

/** 1 for the samples whose slots count. */
function wantedRows(
  at: Float64Array,
  { slotNs, accepted }: { readonly slotNs: number; readonly accepted: AcceptedSlots },
): Uint8Array {
  const wanted = new Uint8Array(at.length);
  const { all, first, known } = accepted;
  for (let row = 0; row < at.length; row++) {
    if (!(at[row]! >= 0)) continue;
    const slot = Math.floor(at[row]! / slotNs);
    const answer = all ? 1 : known[slot - first];
    wanted[row] = answer ?? (accepted.test(slot) ? 1 : 0);
  }
  return wanted;
}
