import { acceptsSlot, type ChainConstants, type Condition } from '../chain/filters.ts';
import { type HostPerformance, hostPerformance } from '../metrics/performance.ts';
import type { Series, StratumId } from '../results.ts';
import { downsample } from './downsample.ts';
import type { HostColumns } from './host-fold.ts';
import { resourceFigures } from './resource-figures.ts';
import type { Samples } from './samples.ts';
import { slotFigures } from './slot-figures.ts';
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
export interface HostFigures extends Omit<HostColumns, 'slots' | 'resources'> {
  readonly slots: Omit<SlotColumns, 'slots' | 'density'>;
  readonly performance: HostPerformance;
  readonly series: readonly Series[];
  readonly strata: ReadonlyMap<StratumId, SlotStratum>;
  /** Times that the process was started anew, seen by its counters. */
  readonly restarts: number;
}

/** One host's columns under the filters of a run; nothing of what grows with the length of the run is left but the blocks. */
export function hostFigures(columns: HostColumns, rules: FigureRules): HostFigures {
  const accepts = (slot: number) => acceptsSlot(slot, rules.conditions, rules.constants);
  const slots = slotFigures(columns.slots, { slotNs: rules.slotNs, accepts });
  const resources = resourceFigures(columns.resources, {
    acceptsTime: (at) => at >= 0 && accepts(Math.floor(at / rules.slotNs)),
  });
  const { host } = columns;
  const series = (id: Series['id'], unit: Series['unit'], x: Samples, y: Samples): Series => {
    const points = downsample(x.values(), y.values(), SERIES_POINTS);
    return { id, host, unit, seconds: points.x, values: points.y };
  };
  const { samples: _, ...slotCounts } = slots;
  const { resources: __, ...rest } = columns;
  return {
    ...rest,
    slots: slotCounts,
    performance: hostPerformance(host, slots, resources),
    series: [
      series('cpu', '%', resources.seconds, resources.samples.cpu),
      series('rss', 'MiB', resources.seconds, resources.samples.rss),
      series('mempoolTxs', 'count', resources.mempoolSeconds, resources.samples.mempoolTxs),
    ],
    strata: slotStrata(columns.slots.slots, rules),
    restarts: resources.restarts,
  };
}
