import type { MainBlock } from '../chain/rebuild.ts';
import type { BlockRecord } from '../fold/block-record.ts';
import type { HostValue, ImplementationFigures, Metric } from '../results.ts';
import { summarise } from '../statistics/distribution.ts';
import { hostValue } from './metric.ts';

/** What runs in a host, as the run's manifest says. */
export interface Implementation {
  readonly name: string;
  readonly version: string | null;
}

/**
 * Node implementations of one run side by side: what their hosts did with the blocks of others, from stamp to stamp of one log, and
 * what they used. Empty where all hosts run the same one. A figure that an implementation does not report is null.
 */
export function implementationFigures(o: {
  readonly hosts: readonly string[];
  readonly implementationOf: ReadonlyMap<string, Implementation>;
  /** Blocks that the filters accept. */
  readonly blocks: readonly MainBlock[];
  readonly metrics: readonly Metric[];
}): ImplementationFigures[] {
  const groups = new Map<string, { implementation: Implementation; hosts: string[] }>();
  for (const host of o.hosts) {
    const implementation = o.implementationOf.get(host);
    if (implementation === undefined) continue;
    const key = `${implementation.name} ${implementation.version}`;
    const group = groups.get(key) ?? { implementation, hosts: [] };
    group.hosts.push(host);
    groups.set(key, group);
  }
  if (groups.size < 2) return [];
  return [...groups.values()].map(({ implementation, hosts }) => {
    const own = o.blocks.flatMap(({ peers }) =>
      peers.filter(({ host }) => hosts.includes(host)).map(({ record }) => record),
    );
    const used = (id: string) =>
      acrossHosts(o.metrics.find((metric) => metric.id === id)?.perHost ?? {}, hosts);
    return {
      ...implementation,
      hosts,
      headerToBlock: phase(own, 'noticed', 'fetched'),
      blockToValidated: phase(own, 'fetched', 'validated'),
      validatedToAdopted: phase(own, 'validated', 'adopted'),
      headerToAdopted: phase(own, 'noticed', 'adopted'),
      cpu: used('cpu'),
      rss: used('rss'),
    };
  });
}

type Stamp = 'noticed' | 'fetched' | 'validated' | 'adopted';

/** Seconds; blocks that came several at a time wait for each other and are left out, as are stamps out of order. */
function phase(records: readonly BlockRecord[], from: Stamp, to: Stamp): HostValue | null {
  const samples = records.flatMap((record) => {
    const [start, end] = [record[from], record[to]];
    if (record.chainDelta > 1 || record.adoptedBy === 'withDescendant' || record.adoptedBy === 'asTip')
      return [];
    return start === undefined || end === undefined || end < start ? [] : [(end - start) / 1e9];
  });
  const summary = summarise(samples);
  return summary === null ? null : hostValue(summary);
}

/** Every host counts alike: the means of their figures. */
function acrossHosts(
  perHost: Readonly<Record<string, HostValue>>,
  hosts: readonly string[],
): HostValue | null {
  const values = hosts.flatMap((host) => perHost[host] ?? []);
  if (values.length === 0) return null;
  const mean = (key: keyof HostValue) => values.reduce((sum, value) => sum + value[key], 0) / values.length;
  return {
    n: values.reduce((sum, { n }) => sum + n, 0),
    mean: mean('mean'),
    stddev: mean('stddev'),
    min: Math.min(...values.map(({ min }) => min)),
    max: Math.max(...values.map(({ max }) => max)),
    median: mean('median'),
    p90: mean('p90'),
  };
}
