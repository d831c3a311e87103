import type { Distribution, HostValue, Metric } from '../results.ts';
import { combineHosts, curve, summarise } from '../statistics/distribution.ts';
import { poolSketches } from '../statistics/sketch.ts';
import type { PairSorter } from '../statistics/sort-pairs.ts';

/** What a metric is, apart from its value. `docs/metrics.md` is made from these. */
export interface MetricDefinition
  extends Pick<Metric, 'id' | 'upstreamId' | 'name' | 'group' | 'unit' | 'direction' | 'population'> {
  /** One sentence that says what is measured; `definition` in the results. */
  readonly doc: string;
  /** How one sample comes about, in the names of events and fields. */
  readonly formula: string;
  /** What a reader must know before comparing: what is left out, how upstream differs. */
  readonly caveat: string | null;
}

/** A sample and the host it belongs to; null where it belongs to none. */
export interface HostSample {
  readonly host: string | null;
  readonly value: number;
}

/** All samples together are the run's value; hosts get theirs. */
export function pooledMetric(
  definition: MetricDefinition,
  samples: readonly HostSample[],
  o?: { curve?: boolean; regionOf?: (host: string) => string | undefined },
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
  const regions = new Map<string, number[]>();
  for (const [host, list] of byHost) {
    perHost[host] = hostValue(summarise(list)!);
    const region = o?.regionOf?.(host);
    if (region === undefined) continue;
    const samplesOf = regions.get(region) ?? [];
    for (const value of list) samplesOf.push(value);
    regions.set(region, samplesOf);
  }
  return {
    ...head(definition),
    combination: 'pooled',
    value: summarise(values),
    perHost,
    ...perRegion(regions, (list) => summarise(list)!),
    curve: o?.curve && values.length > 0 ? curve(values) : null,
  };
}

/** Each host has its own distribution; the run's value combines them with equal weights. */
export function clusterMetric(
  definition: MetricDefinition,
  hosts: readonly {
    readonly host: string;
    readonly distribution: Distribution | null;
    readonly sketch: Float64Array;
  }[],
  o: { readonly regionOf: (host: string) => string | undefined; readonly sorter: PairSorter },
): Metric {
  const perHost: Record<string, HostValue> = {};
  const members: { distribution: Distribution; sketch: Float64Array }[] = [];
  const regions = new Map<string, Distribution[]>();
  for (const { host, distribution, sketch } of hosts) {
    if (distribution === null) continue;
    perHost[host] = hostValue(distribution);
    members.push({ distribution, sketch });
    const region = o.regionOf(host);
    if (region !== undefined) regions.set(region, [...(regions.get(region) ?? []), distribution]);
  }
  return {
    ...head(definition),
    combination: 'hosts',
    value: combineHosts(members.map((member) => member.distribution)),
    pooled: poolSketches(members, o.sorter),
    perHost,
    ...perRegion(regions, (list) => combineHosts(list)!),
    curve: null,
  };
}

/** Nothing where there are not two regions to tell apart. */
function perRegion<T>(
  regions: ReadonlyMap<string, T>,
  distribution: (members: T) => Distribution,
): Pick<Metric, 'perRegion'> {
  if (regions.size < 2) return {};
  return {
    perRegion: Object.fromEntries(
      Array.from(regions, ([region, members]) => [region, hostValue(distribution(members))]),
    ),
  };
}

/** A metric of samples that belong to no host, with its curve. */
export function sampledMetric(definition: MetricDefinition, values: ArrayLike<number>): Metric {
  return {
    ...head(definition),
    combination: 'pooled',
    value: summarise(values),
    perHost: {},
    curve: values.length > 0 ? curve(values) : null,
  };
}

/** The figures of one value at several places; used where a metric has a single sample. */
export function singleValue(definition: MetricDefinition, value: number | null): Metric {
  const distribution = value === null ? null : summarise([value], [0.5]);
  return { ...head(definition), combination: 'pooled', value: distribution, perHost: {}, curve: null };
}

function head({ doc, formula: _, caveat: __, ...rest }: MetricDefinition) {
  return { ...rest, definition: doc };
}

export function hostValue(d: Distribution): HostValue {
  const { n, mean, stddev, min, max } = d;
  return { n, mean, stddev, min, max, median: centileOf(d, 0.5), p90: centileOf(d, 0.9) };
}

function centileOf({ centiles, mean }: Distribution, wanted: number): number {
  for (let i = 0; i < centiles.length; i++) if (centiles[i]![0] === wanted) return centiles[i]![1];
  return mean;
}
