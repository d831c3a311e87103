import type { ChainConstants, Condition } from '../chain/filters.ts';
import { type PauseFigures, pauseFigures } from '../metrics/pauses.ts';
import { type HostPerformance, hostPerformance } from '../metrics/performance.ts';
import type { Series, StratumId } from '../results.ts';
import { acceptedDomain, acceptedSlots, type SlotDomain } from './accepted-slots.ts';
import { downsample } from './downsample.ts';
import type { HostColumns } from './host-fold.ts';
import { resourceCourse } from './resource-course.ts';
import { resourceSteps } from './resource-samples.ts';
import type { SlotColumns } from './slot-fold.ts';
import { type SlotStratum, slotStrata } from './slot-strata.ts';

/** At most this many points a curve over time. */
const SERIES_POINTS = 600;

/** Which slots count. */
export interface FigureRules {
  readonly slotNs: number;
  readonly conditions: readonly Condition[];
  readonly constants: ChainConstants;
}

/** What the run keeps of one host while it combines all of them: machine figures reduced under the filters of the run. */
export interface HostFigures
  extends Omit<HostColumns, 'slots' | 'resources' | 'slotSamples' | 'resourceSamples'> {
  readonly slots: Omit<SlotColumns, 'slots' | 'density'>;
  readonly performance: HostPerformance;
  readonly acceptedDomain: SlotDomain | null;
  readonly pauses: PauseFigures;
  readonly series: readonly Series[];
  readonly strata: ReadonlyMap<StratumId, SlotStratum>;
  /** Times that the process was started anew, seen by its counters. */
  readonly restarts: number;
}

/** One host's columns under the filters of a run; nothing of what grows with the length of the run is left but the blocks. */
export function hostFigures(columns: HostColumns, rules: FigureRules): HostFigures {
  const accepted = acceptedSlots(columns.slots.slots.slot, rules);
  const steps = resourceSteps(columns.resources);
  const course = resourceCourse(columns.resources, steps, { slotNs: rules.slotNs, accepted });
  const { host } = columns;
  const series = (id: Series['id'], unit: Series['unit'], x: Float64Array, y: Float64Array): Series => {
    const points = downsample(x, y, SERIES_POINTS);
    return { id, host, unit, seconds: points.x, values: points.y };
  };
  const { resources: _, slotSamples: __, resourceSamples: ___, slots, ...rest } = columns;
  const { slots: bySlot, density: ____, ...slotCounts } = slots;
  return {
    ...rest,
    slots: slotCounts,
    performance: hostPerformance(columns, course, { accepted, rules }),
    acceptedDomain: acceptedDomain(bySlot.slot, accepted),
    pauses: pauseFigures(columns.resources, bySlot, { steps, slotNs: rules.slotNs, accepted }),
    series: [
      series('cpu', '%', course.seconds, course.cpu),
      series('rss', 'MiB', course.seconds, course.rss),
      series('mempoolTxs', 'count', course.mempoolSeconds, course.mempoolTxs),
    ],
    strata: slotStrata(bySlot, rules),
    restarts: steps.restarts,
  };
}
