/** Pure: the network of a run whose regions are network namespaces of one machine. */
import { ClusterError } from '../errors.ts';
import { knownRegions, roundTripOf } from './latency-table.ts';

export interface NetworkPlan {
  /** Six letters or digits, of this network among others. */
  readonly id: string;
  readonly regions: readonly RegionPlan[];
  /** One for every two regions. */
  readonly links: readonly LinkPlan[];
}

export interface RegionPlan {
  readonly region: string;
  /** Name of its network namespace. */
  readonly namespace: string;
  /** Where its nodes listen; every other region has a route to it. */
  readonly address: string;
}

export interface LinkPlan {
  readonly ends: readonly [LinkEnd, LinkEnd];
  /** What the table says. */
  readonly rttMs: number;
  /** One way. */
  readonly delayMs: number;
  /** Up to so much more or less, one way. */
  readonly jitterMs: number;
  /** In each direction. */
  readonly mbitPerSecond: number;
}

export interface LinkEnd {
  readonly region: RegionPlan;
  readonly device: string;
  readonly address: string;
}

/** The latencies come from a measurement; these two do not, and are a choice of ours: the published averages say nothing about them. */
const JITTER_SHARE = 0.005;
const MBIT_PER_SECOND = 1000;
/** Links of a /16 of which each takes four addresses; 45 are those of ten regions. */
const REGIONS_MAX = 10;

/** Throws `NETWORK_EMULATION` for a single region, too many, or one whose latencies are not known. */
export function planNetwork(regions: readonly string[], id: string): NetworkPlan {
  const names = [...new Set(regions)];
  if (names.length < 2)
    throw refused(
      `its nodes are all in ${names[0] ?? 'no region'}: there is nothing between them`,
      `take a profile of several regions, or lay {"composition": {"locations": ["eu-central-1", "us-east-1"]}} over it (--overlay)`,
    );
  const unknown = names.find((name) => roundTripOf(name, name) === undefined);
  if (unknown !== undefined)
    throw refused(
      `the latencies of region ${unknown} are not known`,
      `known are ${knownRegions.join(', ')}; name such ones in composition.locations`,
    );
  if (names.length > REGIONS_MAX)
    throw refused(`${names.length} regions are more than ${REGIONS_MAX}`, 'take fewer');
  const planned = names.map(
    (region, i): RegionPlan => ({ region, namespace: `slotbench-${id}-${i}`, address: `10.213.0.${i + 1}` }),
  );
  const links: LinkPlan[] = [];
  for (const [i, a] of planned.entries())
    for (const [j, b] of planned.entries()) {
      if (j <= i) continue;
      const rttMs = roundTripOf(a.region, b.region)!;
      const base = links.length * 4;
      const end = (region: RegionPlan, other: number, n: number): LinkEnd => ({
        region,
        device: `to-${other}`,
        address: `10.213.1.${base + n}`,
      });
      links.push({
        ends: [end(a, j, 1), end(b, i, 2)],
        rttMs,
        delayMs: rttMs / 2,
        jitterMs: Math.round(rttMs * JITTER_SHARE * 100) / 100,
        mbitPerSecond: MBIT_PER_SECOND,
      });
    }
  return { id, regions: planned, links };
}

function refused(problem: string, fix: string): ClusterError {
  return new ClusterError('NETWORK_EMULATION', { place: 'network of the profile', problem, fix });
}
