import { ADOPTION_CENTILES, STANDARD_CENTILES } from '../statistics/centiles.ts';
import { isAccepted, isValid, type LocliBlock, type Observation } from './block.ts';
import { type AnyCdf, type CdfI, cdf, cdfJson } from './cdf.ts';
import type { LocliChain } from './chain.ts';
import { type Domain, domainJson, plainDomainJson } from './domain.ts';
import type { Json } from './json.ts';
import type { LocliVersion } from './version.ts';

/** Block propagation: the distributions by their name in `blockprop.json`; `C` is CdfI for a run, Cdf2 for several. */
export interface BlockProp<C> {
  readonly version: LocliVersion;
  readonly domainSlots: Domain<number, number> | readonly Domain<number, number>[];
  readonly domainBlocks: Domain<number, number> | readonly Domain<number, number>[];
  readonly domainCdfSlots: Domain<number | CdfI, number | CdfI>;
  readonly domainCdfBlocks: Domain<number | CdfI, number | CdfI>;
  readonly cdfs: Readonly<Record<string, C>>;
  /** `cdf0.50` and so on. */
  readonly propagation: Readonly<Record<string, C>>;
}

type Times = readonly (number | null)[];

/** Undefined where no block passes the filters: upstream stops, with the reasons of every block. */
export function blockProp(chain: LocliChain, version: LocliVersion): BlockProp<CdfI> | undefined {
  const accepted = chain.blocks.filter(isAccepted);
  if (accepted.length === 0) return undefined;
  const forger = (pick: (f: LocliBlock['forger']) => number | null) =>
    times(accepted.map((block) => pick(block.forger)));
  const valid = accepted.map((block) => block.observations.filter(isValid));
  const peers = (pick: (o: Observation) => number | null) => times(valid.flat().map(pick));
  const first = (pick: (o: Observation) => number) =>
    times(valid.flatMap((each) => (each.length === 0 ? [] : [Math.min(...each.map(pick))])));
  const counts = (values: readonly number[]) => cdf(STANDARD_CENTILES, values);
  const ratios = (values: readonly number[]) => counts(values.filter((value) => !Number.isNaN(value)));
  const { hostBlocks } = chain;
  const slots = domain(chain.blocks, accepted, (block) => block.slot, 'span');
  const blocks = domain(chain.blocks, accepted, (block) => block.blockNo, 'elements');
  return {
    version,
    domainSlots: slots,
    domainBlocks: blocks,
    domainCdfSlots: slots,
    domainCdfBlocks: blocks,
    cdfs: {
      cdfForgerStart: forger((f) => f.started),
      cdfForgerBlkCtx: forger((f) => f.blkCtx),
      cdfForgerLgrState: forger((f) => f.lgrState),
      cdfForgerLgrView: forger((f) => f.lgrView),
      cdfForgerLead: forger((f) => f.leading),
      cdfForgerTicked: forger((f) => f.ticked),
      cdfForgerMemSnap: forger((f) => f.memSnap),
      cdfForgerForge: forger((f) => f.forged),
      cdfForgerAnnounce: forger((f) => f.announced),
      cdfForgerAnnounceCum: forger((f) => f.announcedCum),
      cdfForgerSend: forger((f) => f.sending),
      cdfForgerAdoption: forger((f) => f.adopted),
      cdfPeerNoticeFirst: first((o) => o.noticed),
      cdfPeerFetchFirst: first((o) => o.noticed + o.requested + o.fetched),
      cdfPeerRequest: peers((o) => o.requested),
      cdfPeerFetch: peers((o) => o.fetched),
      cdfPeerAnnounce: peers((o) => o.announced),
      cdfPeerSend: peers((o) => o.sending),
      cdfPeerAdoption: peers((o) => o.adopted),
      cdfBlocksPerHost: counts(hostBlocks.map((h) => h.forged)),
      cdfBlocksFilteredRatio: ratios(hostBlocks.map((h) => h.filtered / (h.filtered + h.rejected))),
      cdfBlocksChainedRatio: ratios(hostBlocks.map((h) => (h.filtered + h.rejected) / h.forged)),
      cdfBlockBattle: counts(accepted.map((block) => block.others.length)),
      cdfBlockSize: counts(accepted.map((block) => block.forger.size)),
    },
    propagation: Object.fromEntries(
      ADOPTION_CENTILES.map((share, i) => [
        `cdf${share.toFixed(2)}`,
        counts(accepted.map((block) => block.propagation.samples[i]![1] as number)),
      ]),
    ),
  };
}

function times(ns: Times): CdfI {
  return cdf(
    STANDARD_CENTILES,
    ns.filter((value) => value !== null).map((value) => value / 1e9),
  );
}

/** `span` counts from the first to the last without the latter, as upstream does for slots. */
function domain(
  all: readonly LocliBlock[],
  accepted: readonly LocliBlock[],
  pick: (block: LocliBlock) => number,
  count: 'span' | 'elements',
): Domain<number, number> {
  const ends = (blocks: readonly LocliBlock[]) => [pick(blocks[0]!), pick(blocks.at(-1)!)] as const;
  const counted = (blocks: readonly LocliBlock[]) =>
    count === 'elements' ? blocks.length : ends(blocks)[1] - ends(blocks)[0];
  return {
    raw: ends(all),
    filtered: ends(accepted),
    rawCount: counted(all),
    filteredCount: counted(accepted),
  };
}

export function blockPropJson(prop: BlockProp<AnyCdf>): Json {
  const plain = (d: BlockProp<AnyCdf>['domainSlots']): Json =>
    Array.isArray(d) ? d.map(plainDomainJson) : plainDomainJson(d as Domain<number, number>);
  const cdfs = (d: Domain<number | CdfI, number | CdfI>): Json => domainJson(d, leafJson, leafJson);
  return {
    bpVersion: { ...prop.version },
    bpDomainSlots: plain(prop.domainSlots),
    bpDomainBlocks: plain(prop.domainBlocks),
    bpDomainCDFSlots: cdfs(prop.domainCdfSlots),
    bpDomainCDFBlocks: cdfs(prop.domainCdfBlocks),
    ...Object.fromEntries(Object.entries(prop.cdfs).map(([id, value]) => [id, cdfJson(value)])),
    bpPropagation: Object.fromEntries(
      Object.entries(prop.propagation).map(([id, value]) => [id, cdfJson(value)]),
    ),
  };
}

export function leafJson(value: number | CdfI): Json {
  return typeof value === 'number' ? value : cdfJson(value);
}
