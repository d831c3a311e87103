import type { ChainConstants } from '../chain/filters.ts';
import type { AcceptedSlots } from '../fold/accepted-slots.ts';
import type { HostColumns } from '../fold/host-fold.ts';
import { acceptedValues } from '../fold/ranked-samples.ts';
import type { ResourceCourse } from '../fold/resource-course.ts';
import type { Distribution, Metric } from '../results.ts';
import { summariseSorted } from '../statistics/distribution.ts';
import { sketch, sketchSorter } from '../statistics/sketch.ts';
import { clusterMetric } from './metric.ts';
import { PERFORMANCE_ROWS, performanceDefinition } from './performance-table.ts';

/** One host's machine figures, reduced: its samples need not be kept. */
export interface HostPerformance {
  readonly host: string;
  readonly distributions: Readonly<Record<string, Distribution | null>>;
  /** What is left of the samples to pool them with those of other hosts. */
  readonly sketches: Readonly<Record<string, Float64Array>>;
}

/** Of the samples in slots that are accepted. */
export function hostPerformance(
  columns: HostColumns,
  course: ResourceCourse,
  o: {
    readonly accepted: AcceptedSlots;
    readonly rules: { readonly slotNs: number; readonly constants: ChainConstants };
  },
): HostPerformance {
  const { slotSamples, resourceSamples } = columns;
  const distributions: Record<string, Distribution | null> = {};
  const sketches: Record<string, Float64Array> = {};
  const spans = {
    all: course.busySpans,
    epoch: spansAcross(course, 3, o.rules),
    rewards: spansAcross(course, 3 + Math.floor(0.4 * o.rules.constants.epochLength), o.rules),
  };
  const samples = [...Object.values(slotSamples), ...Object.values(resourceSamples)];
  const room = new Float64Array(samples.reduce((most, { values }) => Math.max(most, values.length), 0));
  for (const row of PERFORMANCE_ROWS) {
    const sorted =
      row.from === 'slot'
        ? acceptedValues(slotSamples[row.key], o.accepted, room)
        : row.from === 'resource'
          ? acceptedValues(resourceSamples[row.key], o.accepted, room)
          : Float64Array.from(spans[row.key], ({ from, to }) => (to - from) / 1e9).sort();
    distributions[row.id] = summariseSorted(sorted);
    sketches[row.id] = sketch(sorted);
  }
  return { host: columns.host, distributions, sketches };
}

/** Busy spans that are under way at this slot of some epoch. */
function spansAcross(
  { busySpans }: ResourceCourse,
  epochSlot: number,
  { slotNs, constants }: { readonly slotNs: number; readonly constants: ChainConstants },
): ResourceCourse['busySpans'] {
  const epochNs = constants.epochLength * slotNs;
  const offset = epochSlot * slotNs;
  return busySpans.filter(
    ({ from, to }) => Math.floor((to - offset) / epochNs) > Math.floor((from - offset) / epochNs),
  );
}

/**
 * Machine performance of the cluster: hosts count alike, and all samples together stand beside them. What differs from upstream is
 * said in each definition. `regionOf`: undefined where the run does not say.
 */
export function performanceMetrics(
  hosts: readonly HostPerformance[],
  regionOf: (host: string) => string | undefined,
): Metric[] {
  const sorter = sketchSorter(hosts.length);
  return PERFORMANCE_ROWS.map((row) => {
    const members = hosts.map(({ host, distributions, sketches }) => ({
      host,
      distribution: distributions[row.id] ?? null,
      sketch: sketches[row.id]!,
    }));
    // A counter that is zero on every host for the whole run was not measured there: no garbage collector, no network counters.
    const measured =
      !row.zeroMeansAbsent || members.some((m) => m.distribution !== null && m.distribution.max > 0);
    return clusterMetric(performanceDefinition(row), measured ? members : [], { regionOf, sorter });
  });
}
