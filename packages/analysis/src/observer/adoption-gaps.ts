import { adapterOf } from '../adapter/any-node.ts';
import type { HostFigures } from '../fold/host-figures.ts';
import type { HostSample } from '../metrics/metric.ts';
import type { AdoptionGap } from '../results.ts';
import { centile } from '../statistics/centiles.ts';
import type { Observations, ObservedNode } from './observation-fold.ts';

/** Stamps of two processes of one machine, each anchored to the wall clock when it began, agree to this. */
const ANCHOR_SECONDS = 0.0005;

/**
 * From "adopted in the log" to "offered to a peer", host by host: an independent check of the log and of the adapter that reads it.
 * Counted are blocks whose header was pushed and whose adoption the log has itself.
 */
export function adoptionGaps(
  { nodes, driftMax }: Pick<Observations, 'nodes' | 'driftMax'>,
  hosts: readonly Pick<HostFigures, 'host' | 'view' | 'counts'>[],
): AdoptionGap[] {
  const clockError = ANCHOR_SECONDS + driftMax;
  return nodes.flatMap((node) => {
    const figures = hosts.find(({ host }) => host === node.host);
    if (figures === undefined) return [];
    const gaps = new Float64Array(gapsOf(node, figures)).sort();
    if (gaps.length === 0) return [];
    return [
      {
        host: node.host,
        adapter: adapterName(figures),
        n: gaps.length,
        min: gaps[0]!,
        median: centile(gaps, 0.5),
        p90: centile(gaps, 0.9),
        max: gaps.at(-1)!,
        loggedLate: gaps.filter((gap) => gap < -clockError).length,
        clockError,
        networkError: node.roundTrips.length === 0 ? null : centile(node.roundTrips.slice().sort(), 0.5),
      },
    ];
  });
}

/** The same differences one by one, seconds. */
export function gapSamples(
  { nodes }: Pick<Observations, 'nodes'>,
  hosts: readonly Pick<HostFigures, 'host' | 'view'>[],
): HostSample[] {
  return nodes.flatMap((node) => {
    const figures = hosts.find(({ host }) => host === node.host);
    return figures === undefined ? [] : gapsOf(node, figures).map((value) => ({ host: node.host, value }));
  });
}

function gapsOf({ chain }: ObservedNode, { view }: Pick<HostFigures, 'view'>): number[] {
  const gaps: number[] = [];
  for (const [hash, { at, how }] of chain.offers) {
    const record = view.records.get(hash);
    if (how !== 'pushed' || record?.adopted === undefined) continue;
    if (record.adoptedBy === 'withDescendant' || record.adoptedBy === 'asTip') continue;
    gaps.push(at - record.adopted / 1e9);
  }
  return gaps;
}

/** The adapter that read most of the log's kinds of messages. */
function adapterName({ counts }: Pick<HostFigures, 'counts'>): string {
  const votes = new Map<string, number>();
  for (const namespace of counts.namespaces.keys()) {
    const { id } = adapterOf(namespace);
    votes.set(id, (votes.get(id) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'none';
}
