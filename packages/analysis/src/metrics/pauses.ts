import type { AcceptedSlots } from '../fold/accepted-slots.ts';
import type { ResourceColumns } from '../fold/resource-fold.ts';
import type { ResourceSteps } from '../fold/resource-samples.ts';
import type { SlotColumns } from '../fold/slot-fold.ts';
import type { Metric } from '../results.ts';
import { rankCorrelation } from '../statistics/rank-correlation.ts';
import { type MetricDefinition, pooledMetric } from './metric.ts';

/** How the pauses of one host and the lateness of its forging loop go together; null where nothing can be said. */
export interface PauseFigures {
  readonly gc: number | null;
  readonly loopLag: number | null;
}

/**
 * Pairs every resource sample with the latest start of the forging loop in the time since the sample before, and correlates the
 * ranks: pauses are rare and long, and one of them must not decide.
 */
export function pauseFigures(
  resources: ResourceColumns,
  slots: SlotColumns['slots'],
  o: { steps: ResourceSteps; slotNs: number; accepted: AcceptedSlots },
): PauseFigures {
  const { steps, slotNs, accepted } = o;
  const { slot, started } = slots;
  const gc = new Float64Array(steps.count);
  const lag = new Float64Array(steps.count);
  const late = new Float64Array(steps.count);
  let n = 0;
  let at = 0;
  for (let i = 0; i < steps.count; i++) {
    const before = steps.before[i]!;
    const row = steps.row[i]!;
    const from = resources.at[before]!;
    const to = resources.at[row]!;
    let latest = Number.NEGATIVE_INFINITY;
    for (; at < slot.length && slot[at]! * slotNs < to; at++) {
      const start = slot[at]! * slotNs;
      if (start < from || Number.isNaN(started[at]!) || !accepted.test(slot[at]!)) continue;
      latest = Math.max(latest, started[at]! - start);
    }
    if (latest === Number.NEGATIVE_INFINITY) continue;
    late[n] = latest;
    gc[n] = resources.gcCentis[row]! - resources.gcCentis[before]!;
    lag[n++] = resources.loopLagMaxMs[row]!;
  }
  const lateness = late.subarray(0, n);
  return {
    gc: rankCorrelation(gc.subarray(0, n), lateness),
    loopLag: rankCorrelation(lag.subarray(0, n), lateness),
  };
}

const base = {
  upstreamId: null,
  group: 'machine',
  unit: 'ratio',
  direction: 'none',
  population: 'hosts',
} as const;
const HOW =
  'rank correlation over the resource samples of a host: with the greatest (StartLeadershipCheck − slot start) since the sample before';
const CAVEAT =
  'From −1 to 1; 0: pauses do not explain a late loop. No value below ten samples, and where nothing was measured or it never changed';

export const PAUSE_METRICS = {
  gc: {
    ...base,
    id: 'gcTardiness',
    name: 'Garbage collection and tardiness',
    doc: 'Whether the forging loop is late where the garbage collector works',
    formula: `${HOW}, of ΔCentiGC`,
    caveat: CAVEAT,
  },
  loopLag: {
    ...base,
    id: 'loopLagTardiness',
    name: 'Event loop lag and tardiness',
    doc: 'Whether the forging loop is late where the event loop stood still',
    formula: `${HOW}, of JsLoopLagMaxMs`,
    caveat: `${CAVEAT}; programs on Node only`,
  },
} as const satisfies Record<keyof PauseFigures, MetricDefinition>;

export function pauseMetrics(
  hosts: readonly { readonly host: string; readonly pauses: PauseFigures }[],
): Metric[] {
  return (['gc', 'loopLag'] as const).map((key) =>
    pooledMetric(
      PAUSE_METRICS[key],
      hosts.flatMap(({ host, pauses }) => (pauses[key] === null ? [] : [{ host, value: pauses[key] }])),
    ),
  );
}
