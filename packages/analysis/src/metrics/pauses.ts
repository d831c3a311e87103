import type { AcceptedSlots } from '../fold/accepted-slots.ts';
import type { ResourceColumns } from '../fold/resource-fold.ts';
import { resourceSteps } from '../fold/resource-samples.ts';
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
  o: { slotNs: number; accepted: AcceptedSlots },
): PauseFigures {
  const gc: number[] = [];
  const lag: number[] = [];
  const late: number[] = [];
  let at = 0;
  for (const { before, row } of resourceSteps(resources).steps) {
    const [from, to] = [resources.at[before]!, resources.at[row]!];
    let latest = Number.NEGATIVE_INFINITY;
    for (; at < slots.slot.length && slots.slot[at]! * o.slotNs < to; at++) {
      const start = slots.slot[at]! * o.slotNs;
      const started = slots.started[at]!;
      if (start < from || Number.isNaN(started) || !o.accepted.test(slots.slot[at]!)) continue;
      latest = Math.max(latest, started - start);
    }
    if (latest === Number.NEGATIVE_INFINITY) continue;
    late.push(latest);
    gc.push(resources.gcCentis[row]! - resources.gcCentis[before]!);
    lag.push(resources.loopLagMaxMs[row]!);
  }
  return { gc: rankCorrelation(gc, late), loopLag: rankCorrelation(lag, late) };
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
