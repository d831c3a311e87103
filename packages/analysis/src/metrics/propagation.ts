import type { ForgerTimes, PeerTimes } from '../chain/block-times.ts';
import type { Metric } from '../results.ts';
import type { BlockFacts } from './block-facts.ts';
import { type HostSample, pooledMetric } from './metric.ts';
import {
  ADOPTION_METRICS,
  CONTROL_METRICS,
  FIRST_METRICS,
  FORGER_METRICS,
  HOST_ADOPTION,
  PEER_METRICS,
} from './propagation-table.ts';

export interface PropagationInput {
  /** Blocks of the main chain, in order. */
  readonly facts: readonly BlockFacts[];
  readonly hosts: readonly string[];
  readonly forks: HostForks;
  readonly slotSeconds: number;
  readonly maxBlockBodySizeBytes: number | null;
  /** Undefined where the run does not say. */
  readonly regionOf: (host: string) => string | undefined;
}

/** How blocks spread: one sample an accepted block, or an accepted block at a peer. Definitions of locli 2.3. */
export function propagationMetrics(input: PropagationInput): Metric[] {
  const { regionOf } = input;
  const accepted = input.facts.filter((block) => block.rejectedBy.length === 0);
  return [
    ...keys(FORGER_METRICS).map((phase) =>
      pooledMetric(FORGER_METRICS[phase], forgerSamples(accepted, phase), {
        curve: phase === 'announcedCum',
        regionOf,
      }),
    ),
    ...keys(FIRST_METRICS).map((first) =>
      pooledMetric(FIRST_METRICS[first], firstSamples(accepted, first), { regionOf }),
    ),
    ...keys(PEER_METRICS).map((phase) =>
      pooledMetric(PEER_METRICS[phase], peerSamples(accepted, phase), {
        curve: phase === 'fetched',
        regionOf,
      }),
    ),
    ...ADOPTION_METRICS.map((definition, i) =>
      pooledMetric(
        definition,
        accepted.flatMap((b) =>
          b.adoptionCentiles[i] === undefined ? [] : [{ host: null, value: b.adoptionCentiles[i][1] }],
        ),
        { curve: true },
      ),
    ),
    pooledMetric(
      HOST_ADOPTION,
      accepted.flatMap((b) => b.adoptions.map((a) => ({ host: a.host, value: a.seconds }))),
      { regionOf },
    ),
    ...controlMetrics(input, accepted),
  ];
}

/** Blocks that a host forged, and how many of them the chain left out. */
export type HostForks = ReadonlyMap<string, { readonly forged: number; readonly onChain: number }>;

function forgerSamples(accepted: readonly BlockFacts[], phase: keyof ForgerTimes): HostSample[] {
  return accepted.flatMap(({ forger }) => {
    const value = forger?.times[phase];
    return forger === undefined || value === undefined ? [] : [{ host: forger.host, value }];
  });
}

function peerSamples(accepted: readonly BlockFacts[], phase: keyof PeerTimes): HostSample[] {
  return accepted.flatMap(({ peers }) =>
    peers.flatMap(({ host, times, valid }) => {
      const value = times[phase];
      return valid && value !== undefined ? [{ host, value }] : [];
    }),
  );
}

function firstSamples(accepted: readonly BlockFacts[], first: 'notice' | 'fetch'): HostSample[] {
  return accepted.flatMap(({ peers }) => {
    let best: HostSample | undefined;
    for (const { host, times, valid } of peers) {
      if (!valid) continue;
      // A sum of three differences, as upstream adds them; each is there in a valid observation.
      const value =
        first === 'notice' ? times.noticed! : sumNs(times.noticed!, times.requested!, times.fetched!);
      if (best === undefined || value < best.value) best = { host, value };
    }
    return best === undefined ? [] : [best];
  });
}

/** Seconds that are whole nanoseconds, added without a rounding error. */
function sumNs(...parts: number[]): number {
  return parts.reduce((sum, part) => sum + Math.round(part * 1e9), 0) / 1e9;
}

function controlMetrics(
  { facts, hosts, forks, slotSeconds, maxBlockBodySizeBytes }: PropagationInput,
  accepted: readonly BlockFacts[],
): Metric[] {
  const count = (blocks: readonly BlockFacts[], host: string) =>
    blocks.filter((b) => b.forger?.host === host).length;
  const perHost = (value: (host: string) => number) =>
    hosts.map((host) => ({ host, value: value(host) })).filter((sample) => Number.isFinite(sample.value));
  const sizes = accepted.flatMap((b) =>
    b.sizeBytes === undefined ? [] : [{ host: b.forger?.host ?? null, value: b.sizeBytes }],
  );
  const intervals = facts.flatMap((b, i) => {
    const parent = facts[i - 1]?.block;
    return b.rejectedBy.length > 0 || parent?.blockNo !== b.block.blockNo - 1
      ? []
      : [{ host: null, value: (b.block.slot - parent.slot) * slotSeconds }];
  });
  return [
    pooledMetric(
      CONTROL_METRICS.blocksPerHost,
      perHost((host) => forks.get(host)?.forged ?? 0),
    ),
    pooledMetric(
      CONTROL_METRICS.blocksFilteredRatio,
      perHost((host) => count(accepted, host) / count(facts, host)),
    ),
    pooledMetric(
      CONTROL_METRICS.blocksChainedRatio,
      perHost((host) => (forks.get(host)?.onChain ?? 0) / (forks.get(host)?.forged ?? 0)),
    ),
    pooledMetric(
      CONTROL_METRICS.blockBattle,
      accepted.map((b) => ({ host: null, value: b.block.others.length })),
    ),
    pooledMetric(CONTROL_METRICS.blockSize, sizes),
    pooledMetric(
      CONTROL_METRICS.blockFullness,
      maxBlockBodySizeBytes === null
        ? []
        : sizes.map(({ host, value }) => ({ host, value: value / maxBlockBodySizeBytes })),
    ),
    pooledMetric(CONTROL_METRICS.blockInterval, intervals),
  ];
}

/** The keys of a table, in its order. */
function keys<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table) as K[];
}
