import type { Distribution, HostValue, Metric } from '../results.ts';
import { combineHosts, curve, summarise } from '../statistics/distribution.ts';

/** What a metric is, apart from its value. */
export type MetricDefinition = Pick<
  Metric,
  'id' | 'upstreamId' | 'name' | 'definition' | 'group' | 'unit' | 'direction' | 'population'
>;

/** A sample and the host it belongs to; null where it belongs to none. */
export interface HostSample {
  readonly host: string | null;
  readonly value: number;
}

/** All samples together are the run's value; hosts get theirs. */
export function pooledMetric(
  definition: MetricDefinition,
  samples: readonly HostSample[],
  o?: { curve?: boolean },
): Metric {
  const values = samples.map((sample) => sample.value);
  const byHost = new Map<string, number[]>();
  for (const { host, value } of samples) {
    if (host === null) continue;
    const list = byHost.get(host);
    if (list === undefined) byHost.set(host, [value]);
    else list.push(value);
  }
  const perHost: Record<string, HostValue> = {};
  for (const [host, list] of byHost) perHost[host] = hostValue(summarise(list)!);
  return {
    ...definition,
    combination: 'pooled',
    value: summarise(values),
    perHost,
    curve: o?.curve && values.length > 0 ? curve(values) : null,
  };
}

/** Each host has its own distribution; the run's value combines them with equal weights. */
export function clusterMetric(
  definition: MetricDefinition,
  hosts: readonly { readonly host: string; readonly distribution: Distribution | null }[],
): Metric {
  const perHost: Record<string, HostValue> = {};
  const members: Distribution[] = [];
  for (const { host, distribution } of hosts) {
    if (distribution === null) continue;
    perHost[host] = hostValue(distribution);
    members.push(distribution);
  }
  return { ...definition, combination: 'hosts', value: combineHosts(members), perHost, curve: null };
}

function hostValue(d: Distribution): HostValue {
  const at = (wanted: number) => d.centiles.find(([c]) => c === wanted)?.[1] ?? d.mean;
  return { n: d.n, mean: d.mean, stddev: d.stddev, min: d.min, max: d.max, median: at(0.5), p90: at(0.9) };
}

/** The figures of one value at several places; used where a metric has a single sample. */
export function singleValue(definition: MetricDefinition, value: number | null): Metric {
  const distribution = value === null ? null : summarise([value], [0.5]);
  return { ...definition, combination: 'pooled', value: distribution, perHost: {}, curve: null };
}
