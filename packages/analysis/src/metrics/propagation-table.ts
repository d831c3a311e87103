/** A table of definitions, a row a metric: long, and nothing but data. */
import type { ForgerTimes, PeerTimes } from '../chain/block-times.ts';
import { ADOPTION_CENTILES } from '../statistics/centiles.ts';
import type { MetricDefinition } from './metric.ts';

type Row = readonly [
  id: string,
  upstreamId: string,
  name: string,
  doc: string,
  formula: string,
  caveat: string | null,
];

const forger = ([id, upstreamId, name, doc, formula, caveat]: Row): MetricDefinition => ({
  id,
  upstreamId,
  name,
  doc,
  formula,
  caveat,
  group: 'forger',
  unit: 's',
  direction: 'lower',
  population: 'blocks',
});
const peers = (population: 'blocks' | 'observations', row: Row): MetricDefinition => ({
  ...forger(row),
  group: 'peers',
  population,
});

const DEBUG = 'Only where the node traces its forging loop at Debug; blocks without the stamp are left out';
const NO_PLACEHOLDER =
  'A block whose forger has no such stamp is left out and counted in the quality panel; upstream puts in 10 ms';

/** What a forger does with one block, in order. */
export const FORGER_METRICS: Readonly<Record<keyof ForgerTimes, MetricDefinition>> = {
  started: forger([
    'forgerStart',
    'cdfForgerStart',
    'Started forge loop iteration',
    'Slot start until the forging loop starts',
    'StartLeadershipCheck − slot start',
    'Slot start is systemStart + slot × slot length by the clock of the forger',
  ]),
  blkCtx: forger([
    'forgerBlockContext',
    'cdfForgerBlkCtx',
    'Acquired block context',
    'Loop start until the block context is known',
    'BlockContext − StartLeadershipCheck',
    DEBUG,
  ]),
  lgrState: forger([
    'forgerLedgerState',
    'cdfForgerLgrState',
    'Acquired ledger state',
    'Block context until the ledger state is there',
    'LedgerState − BlockContext',
    DEBUG,
  ]),
  lgrView: forger([
    'forgerLedgerView',
    'cdfForgerLgrView',
    'Acquired ledger view',
    'Ledger state until the ledger view is there',
    'LedgerView − LedgerState',
    DEBUG,
  ]),
  leading: forger([
    'forgerLead',
    'cdfForgerLead',
    'Leadership check, forger',
    'Ledger view (or loop start where no view is logged) until the node knows that it leads',
    'NodeIsLeader − LedgerView, or − StartLeadershipCheck',
    'With and without LedgerView the figure covers different work: compare runs of equal verbosity only',
  ]),
  ticked: forger([
    'forgerTicked',
    'cdfForgerTicked',
    'Ledger ticking',
    'Leadership until the ledger is ticked to the slot',
    'ForgeTickedLedgerState − NodeIsLeader',
    DEBUG,
  ]),
  memSnap: forger([
    'forgerMempoolSnapshot',
    'cdfForgerMemSnap',
    'Mempool snapshotting',
    'Ticked ledger until the mempool snapshot is taken',
    'ForgingMempoolSnapshot − ForgeTickedLedgerState',
    DEBUG,
  ]),
  forged: forger([
    'forgerForge',
    'cdfForgerForge',
    'Snapshot to forged',
    'Mempool snapshot (or leadership where no snapshot is logged) until the block is forged',
    'ForgedBlock − ForgingMempoolSnapshot, or − NodeIsLeader',
    'Upstream calls it “Leadership to forged”, which holds only for logs without a snapshot',
  ]),
  announced: forger([
    'forgerAnnounce',
    'cdfForgerAnnounce',
    'Forged to announced',
    'Forged until the header is first sent to a peer',
    'first ChainSync.ServerHeader.Update of the block − ForgedBlock',
    NO_PLACEHOLDER,
  ]),
  sending: forger([
    'forgerSend',
    'cdfForgerSend',
    'Forged to sending',
    'Forged until the block is first sent to a peer',
    'first BlockFetch.Server.SendBlock of the block − ForgedBlock',
    NO_PLACEHOLDER,
  ]),
  adopted: forger([
    'forgerAdoption',
    'cdfForgerAdoption',
    'Forged to self-adopted',
    'Forged until the forger adopts the block itself',
    'first of AddedToCurrentChain and AdoptedBlock − ForgedBlock',
    NO_PLACEHOLDER,
  ]),
  announcedCum: forger([
    'forgerAnnounceCum',
    'cdfForgerAnnounceCum',
    'Slot start to announced',
    'Slot start until the header is first sent to a peer: everything a forger does',
    'first ChainSync.ServerHeader.Update of the block − slot start',
    'The sum of the phases before it wherever all of them are logged',
  ]),
};

const FIRST =
  'The earliest by the clocks of several hosts: a clock that is behind wins; see the clock-skew estimate';

/** The earliest peer of each block. */
export const FIRST_METRICS: Readonly<Record<'notice' | 'fetch', MetricDefinition>> = {
  notice: peers('blocks', [
    'peerNoticeFirst',
    'cdfPeerNoticeFirst',
    'First peer notice',
    'Slot start until the first peer has seen the header',
    'min over peers (DownloadedHeader − slot start)',
    FIRST,
  ]),
  fetch: peers('blocks', [
    'peerFetchFirst',
    'cdfPeerFetchFirst',
    'First peer fetch',
    'Slot start until the first peer has the block',
    'min over peers (CompletedBlockFetch − slot start)',
    FIRST,
  ]),
};

const VALID =
  'Only observations with notice, request, fetch and adoption in order, and of a block asked for alone';

/** What one peer does with one block. */
export const PEER_METRICS: Readonly<Record<Exclude<keyof PeerTimes, 'noticed'>, MetricDefinition>> = {
  requested: peers('observations', [
    'peerRequest',
    'cdfPeerRequest',
    'Notice to fetch request',
    'Header seen until the block is asked for',
    'SendFetchRequest − DownloadedHeader',
    `${VALID}; the request may go to another peer than the one that the header came from`,
  ]),
  fetched: peers('observations', [
    'peerFetch',
    'cdfPeerFetch',
    'Fetch duration',
    'Block asked for until it is there',
    'CompletedBlockFetch − SendFetchRequest',
    VALID,
  ]),
  announced: peers('observations', [
    'peerAnnounce',
    'cdfPeerAnnounce',
    'Fetched to announced',
    'Block there until its header is first sent on; negative where the header is sent on before',
    'first ChainSync.ServerHeader.Update − CompletedBlockFetch',
    `${VALID}; peers that announce to nobody have no sample. Diffusion pipelining makes negative values; they stay`,
  ]),
  sending: peers('observations', [
    'peerSend',
    'cdfPeerSend',
    'Fetched to sending',
    'Block there until it is first sent on',
    'first BlockFetch.Server.SendBlock − CompletedBlockFetch',
    `${VALID}; peers that nobody asks have no sample`,
  ]),
  adopted: peers('observations', [
    'peerAdoption',
    'cdfPeerAdoption',
    'Fetched to adopted',
    'Block there until it is part of the peer’s chain',
    'first AddedToCurrentChain or SwitchedToAFork − CompletedBlockFetch',
    `${VALID}. Upstream does not see adoption by fork switch`,
  ]),
};

/** Adoption by a share of the hosts, in the order of ADOPTION_CENTILES. */
export const ADOPTION_METRICS: readonly MetricDefinition[] = ADOPTION_CENTILES.map((share) => {
  const text = share.toFixed(2);
  return {
    ...forger([
      `adoption${text}`,
      `cdf${text}`,
      `${text} adoption`,
      `Slot start until ${Math.round(share * 100)} % of the adopting hosts, the forger included, have adopted the block`,
      `the value at index min(n−1, floor(n · ${share})) of the n sorted (adoption − slot start) of the hosts that adopted`,
      'Hosts that never adopted the block do not count: without a filter on the number of adoptions the tail is optimistic',
    ]),
    group: 'endToEnd',
  };
});

export const HOST_ADOPTION: MetricDefinition = {
  id: 'hostAdoption',
  upstreamId: null,
  name: 'Adoption by a host',
  doc: 'Slot start until a host has adopted the block; one sample a block and host',
  formula: 'adoption − slot start, every host that adopted, the forger included',
  caveat: 'Pools the hosts: a host that adopts more blocks weighs more',
  group: 'endToEnd',
  unit: 's',
  direction: 'lower',
  population: 'observations',
};

const control = (
  [id, upstreamId, name, doc, formula, caveat]: readonly [
    string,
    string | null,
    string,
    string,
    string,
    string | null,
  ],
  rest: Pick<MetricDefinition, 'unit' | 'direction' | 'population'>,
): MetricDefinition => ({ id, upstreamId, name, doc, formula, caveat, group: 'control', ...rest });

export const CONTROL_METRICS = {
  blocksPerHost: control(
    [
      'blocksPerHost',
      'cdfBlocksPerHost',
      'Blocks per host',
      'Blocks that a host forged in the whole log, on the chain or not',
      'ForgedBlock traces with distinct hashes',
      'No filter applies; the tip and blocks of forks count',
    ],
    { unit: 'count', direction: 'none', population: 'hosts' },
  ),
  blocksFilteredRatio: control(
    [
      'blocksFilteredRatio',
      'cdfBlocksFilteredRatio',
      'Accepted to chained blocks',
      'Share of a host’s blocks on the chain that the filters accept',
      'accepted / on the chain',
      'Hosts without a block on the chain have no value',
    ],
    { unit: 'ratio', direction: 'none', population: 'hosts' },
  ),
  blocksChainedRatio: control(
    [
      'blocksChainedRatio',
      'cdfBlocksChainedRatio',
      'Chained to forged blocks',
      'Share of a host’s forged blocks that are on the main chain',
      'on the chain / forged',
      'The tip is forged but not on the chain that is analysed',
    ],
    { unit: 'ratio', direction: 'higher', population: 'hosts' },
  ),
  blockBattle: control(
    [
      'blockBattle',
      'cdfBlockBattle',
      'Height and slot battles',
      'Competing blocks at the height of a block',
      'number of other hashes seen at the height, by any host',
      'Rare: compare counts, not percentages',
    ],
    { unit: 'count', direction: 'lower', population: 'blocks' },
  ),
  blockSize: control(
    [
      'blockSize',
      'cdfBlockSize',
      'Block size',
      'Size of the block as its forger logs it',
      'blockSize of AdoptedBlock',
      'Blocks that their forger did not trace as adopted have no size',
    ],
    { unit: 'B', direction: 'none', population: 'blocks' },
  ),
  blockFullness: control(
    [
      'blockFullness',
      null,
      'Block fullness',
      'Size of the block as a share of the largest body that the genesis allows',
      'block size / maxBlockBodySize',
      'The size holds the header as well, so a full block is slightly above 1; a changed protocol parameter is not seen',
    ],
    { unit: 'ratio', direction: 'none', population: 'blocks' },
  ),
  blockInterval: control(
    [
      'blockInterval',
      null,
      'Time between blocks',
      'Slot start of a block since the slot start of the block before it on the chain',
      '(slot − slot of the parent) × slot length',
      'Upstream’s block gap adds the difference of two forging times and starts at the first block’s own',
    ],
    { unit: 's', direction: 'none', population: 'blocks' },
  ),
} as const satisfies Record<string, MetricDefinition>;
