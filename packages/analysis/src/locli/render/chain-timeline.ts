import { isAccepted, isValid, type LocliBlock, type Observation } from '../block.ts';
import type { Phase } from '../machine-view.ts';
import { type Anchor, type AnchorParts, anchorLine, WHOLE } from './anchor.ts';
import { cutTime } from './cells.ts';
import { type ShowTimes, showAcceptance, showError } from './haskell-show.ts';
import { timeline } from './timeline.ts';

const HEADS = [
  'block abs.  block  prev   forger  size   block for             --------- Forger event Δt: ---------             -- Peer event Δt averages: --   Propagation Δt:  va- goodall            Missing        Negative',
  'no.   slot# hash   hash   host    bytes  gap   -ks StartBlkCtLgrStLgrViLead LgrTcMemSnForgeAnnouSendiAdoptAnnCuNoticRequdFetchAnnouSend Adopt0.5  0.8  0.96 1.0  lid obsverrs  ntc req fch ann ado snd ann snd ',
] as const;

const FORGER = 12;
const PEER = 6;
const SHARES = [0.5, 0.8, 0.96, 1];
const WIDTHS = [
  ...[5, 5, 6, 6, 7, 6, 5, 3],
  ...Array<number>(FORGER + PEER + SHARES.length).fill(4),
  ...[3, 3, 5],
  ...Array<number>(8).fill(3),
];
const MISSING: readonly Phase[] = ['Notice', 'Request', 'Fetch', 'Announce', 'Adopt', 'Send'];
const NEGATIVE: readonly Phase[] = ['Announce', 'Send'];

/** What is said of a block below its line. */
export interface ChainComments {
  readonly errors: boolean;
  readonly filterReasons: boolean;
}

/** `chain.txt`: a line a block, times in seconds cut to four characters. */
export function chainTimeline(
  blocks: readonly LocliBlock[],
  anchor: Anchor,
  times: ShowTimes,
  o: { parts?: AnchorParts; comments?: ChainComments } = {},
): string {
  const rows = blocks.map((block) => ({
    cells: cells(block),
    comments: [
      ...(o.comments?.errors ? block.errors.map((error) => showError(error, times)) : []),
      ...(o.comments?.filterReasons
        ? block.acceptance.filter(([, passes]) => !passes).map(showAcceptance)
        : []),
    ],
  }));
  return `# ${anchorLine(anchor, o.parts ?? WHOLE)}\n${timeline(HEADS, WIDTHS, rows)}`;
}

function cells(block: LocliBlock): string[] {
  const f = block.forger;
  const valid = block.observations.filter(isValid);
  const time = (ns: number | null) => (ns === null ? '---' : cutTime(ns / 1e9, 4));
  const average = (pick: (o: Observation) => number | null) => {
    const values = valid.map(pick).filter((value) => value !== null);
    if (values.length === 0) return '0';
    const sum = values.reduce((a, b) => a + b, 0);
    return cutTime(Math.floor((sum * 1000) / values.length) / 1e12, 4);
  };
  const count = (tag: 'BPEMissingPhase' | 'BPENegativePhase', phase: Phase) =>
    block.errors.filter(({ description: d }) => d.tag === tag && d.phase === phase).length;
  return [
    String(block.blockNo),
    String(block.slot),
    block.hash.slice(0, 6),
    block.prev.slice(0, 6),
    f.host.slice(0, 7),
    String(f.size),
    cutTime(f.blockGap / 1e9, 5),
    String(block.others.length),
    ...[f.started, f.blkCtx, f.lgrState, f.lgrView, f.leading, f.ticked, f.memSnap, f.forged].map(time),
    ...[f.announced, f.sending, f.adopted, f.announcedCum].map(time),
    average((o) => o.noticed),
    average((o) => o.requested),
    average((o) => o.fetched),
    average((o) => o.announced),
    average((o) => o.sending),
    average((o) => o.adopted),
    ...SHARES.map((share) => cutTime(Number(block.propagation.samples.find(([c]) => c === share)![1]), 4)),
    isAccepted(block) ? '+' : '-',
    String(valid.length),
    String(block.errors.length),
    ...MISSING.map((phase) => String(count('BPEMissingPhase', phase))),
    ...NEGATIVE.map((phase) => String(count('BPENegativePhase', phase))),
  ];
}
