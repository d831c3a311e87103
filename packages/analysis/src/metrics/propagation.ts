import type { ForgerTimes, PeerTimes } from '../chain/block-times.ts';
import type { Metric, MetricGroup } from '../results.ts';
import { ADOPTION_CENTILES } from '../statistics/centiles.ts';
import type { BlockFacts } from './block-facts.ts';
import { type HostSample, type MetricDefinition, pooledMetric } from './metric.ts';

type Row = readonly [id: string, upstreamId: string, name: string, definition: string];

/** How blocks spread: one sample an accepted block, or an accepted block at a peer. Definitions of locli 2.3. */
export function propagationMetrics(
  facts: readonly BlockFacts[],
  hosts: readonly string[],
  forks: HostForks,
): Metric[] {
  const accepted = facts.filter((block) => block.rejectedBy.length === 0);
  return [
    ...FORGER_ROWS.map(([phase, row]) =>
      pooledMetric(seconds(row, 'forger', 'blocks'), forgerSamples(accepted, phase), {
        curve: phase === 'announcedCum',
      }),
    ),
    ...FIRST_ROWS.map(([first, row]) =>
      pooledMetric(seconds(row, 'peers', 'blocks'), firstSamples(accepted, first)),
    ),
    ...PEER_ROWS.map(([phase, row]) =>
      pooledMetric(seconds(row, 'peers', 'observations'), peerSamples(accepted, phase), {
        curve: phase === 'fetched',
      }),
    ),
    ...ADOPTION_CENTILES.map((share, i) => {
      const text = share.toFixed(2);
      const definition = `Slot start until ${Math.round(share * 100)} % of the adopting hosts, the forger included, have adopted the block`;
      const row: Row = [`adoption${text}`, `cdf${text}`, `${text} adoption`, definition];
      const samples = accepted.flatMap((b) =>
        b.adoptionCentiles[i] === undefined ? [] : [{ host: null, value: b.adoptionCentiles[i][1] }],
      );
      return pooledMetric(seconds(row, 'endToEnd', 'blocks'), samples, { curve: true });
    }),
    pooledMetric(
      HOST_ADOPTION,
      accepted.flatMap((b) => b.adoptions.map((a) => ({ host: a.host, value: a.seconds }))),
    ),
    ...controlMetrics(facts, accepted, hosts, forks),
  ];
}

/** Blocks that a host forged, and how many of them the chain left out. */
export type HostForks = ReadonlyMap<string, { readonly forged: number; readonly onChain: number }>;

const FORGER_ROWS: readonly (readonly [keyof ForgerTimes, Row])[] = [
  [
    'started',
    [
      'forgerStart',
      'cdfForgerStart',
      'Started forge loop iteration',
      'Slot start until the forging loop starts',
    ],
  ],
  [
    'blkCtx',
    [
      'forgerBlockContext',
      'cdfForgerBlkCtx',
      'Acquired block context',
      'Loop start until the block context is known',
    ],
  ],
  [
    'lgrState',
    [
      'forgerLedgerState',
      'cdfForgerLgrState',
      'Acquired ledger state',
      'Block context until the ledger state is there',
    ],
  ],
  [
    'lgrView',
    [
      'forgerLedgerView',
      'cdfForgerLgrView',
      'Acquired ledger view',
      'Ledger state until the ledger view is there',
    ],
  ],
  [
    'leading',
    [
      'forgerLead',
      'cdfForgerLead',
      'Leadership check duration',
      'Ledger view (or loop start where no view is logged) until the node knows that it leads',
    ],
  ],
  [
    'ticked',
    [
      'forgerTicked',
      'cdfForgerTicked',
      'Ledger ticking',
      'Leadership until the ledger is ticked to the slot',
    ],
  ],
  [
    'memSnap',
    [
      'forgerMempoolSnapshot',
      'cdfForgerMemSnap',
      'Mempool snapshotting',
      'Ticked ledger until the mempool snapshot is taken',
    ],
  ],
  [
    'forged',
    [
      'forgerForge',
      'cdfForgerForge',
      'Snapshot to forged',
      'Mempool snapshot (or leadership where no snapshot is logged) until the block is forged',
    ],
  ],
  [
    'announced',
    [
      'forgerAnnounce',
      'cdfForgerAnnounce',
      'Forged to announced',
      'Forged until the header is first sent to a peer',
    ],
  ],
  [
    'sending',
    ['forgerSend', 'cdfForgerSend', 'Forged to sending', 'Forged until the block is first sent to a peer'],
  ],
  [
    'adopted',
    [
      'forgerAdoption',
      'cdfForgerAdoption',
      'Forged to self-adopted',
      'Forged until the forger adopts the block itself',
    ],
  ],
  [
    'announcedCum',
    [
      'forgerAnnounceCum',
      'cdfForgerAnnounceCum',
      'Slot start to announced',
      'Slot start until the header is first sent to a peer: everything a forger does',
    ],
  ],
];

const FIRST_ROWS: readonly (readonly ['notice' | 'fetch', Row])[] = [
  [
    'notice',
    [
      'peerNoticeFirst',
      'cdfPeerNoticeFirst',
      'First peer notice',
      'Slot start until the first peer has seen the header',
    ],
  ],
  [
    'fetch',
    [
      'peerFetchFirst',
      'cdfPeerFetchFirst',
      'First peer fetch',
      'Slot start until the first peer has the block',
    ],
  ],
];

const PEER_ROWS: readonly (readonly [keyof PeerTimes, Row])[] = [
  [
    'requested',
    ['peerRequest', 'cdfPeerRequest', 'Notice to fetch request', 'Header seen until the block is asked for'],
  ],
  ['fetched', ['peerFetch', 'cdfPeerFetch', 'Fetch duration', 'Block asked for until it is there']],
  [
    'announced',
    [
      'peerAnnounce',
      'cdfPeerAnnounce',
      'Fetched to announced',
      'Block there until its header is first sent on; negative where the header is sent on before',
    ],
  ],
  ['sending', ['peerSend', 'cdfPeerSend', 'Fetched to sending', 'Block there until it is first sent on']],
  [
    'adopted',
    [
      'peerAdoption',
      'cdfPeerAdoption',
      'Fetched to adopted',
      'Block there until it is part of the peer’s chain',
    ],
  ],
];

const HOST_ADOPTION: MetricDefinition = {
  id: 'hostAdoption',
  upstreamId: null,
  name: 'Adoption by a host',
  definition: 'Slot start until a host has adopted the block; one sample a block and host',
  group: 'endToEnd',
  unit: 's',
  direction: 'lower',
  population: 'observations',
};

function seconds(
  [id, upstreamId, name, definition]: Row,
  group: MetricGroup,
  population: 'blocks' | 'observations',
): MetricDefinition {
  return { id, upstreamId, name, definition, group, unit: 's', direction: 'lower', population };
}

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
  facts: readonly BlockFacts[],
  accepted: readonly BlockFacts[],
  hosts: readonly string[],
  forks: HostForks,
): Metric[] {
  const count = (blocks: readonly BlockFacts[], host: string) =>
    blocks.filter((b) => b.forger?.host === host).length;
  const perHost = (value: (host: string) => number) =>
    hosts.map((host) => ({ host, value: value(host) })).filter((sample) => Number.isFinite(sample.value));
  const metric = (
    id: string,
    upstreamId: string,
    name: string,
    definition: string,
    rest: Pick<MetricDefinition, 'unit' | 'direction' | 'population'>,
  ): MetricDefinition => ({ id, upstreamId, name, definition, group: 'control', ...rest });
  return [
    pooledMetric(
      metric(
        'blocksPerHost',
        'cdfBlocksPerHost',
        'Blocks per host',
        'Blocks that a host forged in the whole log, on the chain or not',
        { unit: 'count', direction: 'none', population: 'hosts' },
      ),
      perHost((host) => forks.get(host)?.forged ?? 0),
    ),
    pooledMetric(
      metric(
        'blocksFilteredRatio',
        'cdfBlocksFilteredRatio',
        'Accepted to chained blocks',
        'Share of a host’s blocks on the chain that the filters accept',
        { unit: 'ratio', direction: 'none', population: 'hosts' },
      ),
      perHost((host) => count(accepted, host) / count(facts, host)),
    ),
    pooledMetric(
      metric(
        'blocksChainedRatio',
        'cdfBlocksChainedRatio',
        'Chained to forged blocks',
        'Share of a host’s forged blocks that are on the main chain',
        { unit: 'ratio', direction: 'higher', population: 'hosts' },
      ),
      perHost((host) => (forks.get(host)?.onChain ?? 0) / (forks.get(host)?.forged ?? 0)),
    ),
    pooledMetric(
      metric(
        'blockBattle',
        'cdfBlockBattle',
        'Height and slot battles',
        'Competing blocks at the height of a block',
        { unit: 'count', direction: 'lower', population: 'blocks' },
      ),
      accepted.map((b) => ({ host: null, value: b.block.others.length })),
    ),
    pooledMetric(
      metric('blockSize', 'cdfBlockSize', 'Block size', 'Size of the block as its forger logs it', {
        unit: 'B',
        direction: 'none',
        population: 'blocks',
      }),
      accepted.flatMap((b) =>
        b.sizeBytes === undefined ? [] : [{ host: b.forger?.host ?? null, value: b.sizeBytes }],
      ),
    ),
  ];
}
