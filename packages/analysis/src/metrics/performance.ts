import type { AcceptedSlots } from '../fold/accepted-slots.ts';
import type { HostColumns } from '../fold/host-fold.ts';
import { acceptedValues } from '../fold/ranked-samples.ts';
import type { Distribution, Metric } from '../results.ts';
import { summarise, summariseSorted } from '../statistics/distribution.ts';
import { clusterMetric } from './metric.ts';
import { PERFORMANCE_ROWS, performanceDefinition } from './performance-table.ts';

/** One host's machine figures, reduced: its samples need not be kept. */
export interface HostPerformance {
  readonly host: string;
  readonly distributions: Readonly<Record<string, Distribution | null>>;
}

/** Of the samples in slots that are accepted; `busySpans` are those of accepted times. */
export function hostPerformance(
  { host, slotSamples, resourceSamples }: HostColumns,
  busySpans: Float64Array,
  accepted: AcceptedSlots,
): HostPerformance {
  const distributions: Record<string, Distribution | null> = {};
  for (const row of PERFORMANCE_ROWS)
    distributions[row.id] =
      row.from === 'span'
        ? summarise(busySpans)
        : summariseSorted(
            acceptedValues(row.from === 'slot' ? slotSamples[row.key] : resourceSamples[row.key], accepted),
          );
  return { host, distributions };
}

/** Machine performance of the cluster: hosts count alike. What differs from upstream is said in each definition. */
export function performanceMetrics(hosts: readonly HostPerformance[]): Metric[] {
  return PERFORMANCE_ROWS.map((row) => {
    const members = hosts.map(({ host, distributions }) => ({
      host,
      distribution: distributions[row.id] ?? null,
    }));
    // A counter that is zero on every host for the whole run was not measured there: no garbage collector, no network counters.
    const measured =
      !row.zeroMeansAbsent || members.some((m) => m.distribution !== null && m.distribution.max > 0);
    return clusterMetric(performanceDefinition(row), measured ? members : []);
  });
}
