import { acceptsBlock, type ChainConstants, type Condition } from '../chain/filters.ts';
import { ADOPTION_CENTILES } from '../statistics/centiles.ts';
import { type ForgerDeltas, isAccepted, type LocliBlock, type Observation } from './block.ts';
import { cdf } from './cdf.ts';
import { type Forged, forgersOf, hashesByHeight, walk } from './chain-walk.ts';
import type { BlockError, ForgerRecord, LocliView, ObserverRecord } from './machine-view.ts';
import { faults, observation, since } from './observe.ts';

/** Upstream's stand-in for what a forger's log lacks, in ns. */
const PLACEHOLDER_NS = 10_000_000;

export interface LocliChain {
  readonly blocks: readonly LocliBlock[];
  readonly hostBlocks: readonly HostBlocks[];
  /** What upstream would have stopped at, in its own sense; we went on without. */
  readonly degradations: readonly string[];
}

export interface HostBlocks {
  readonly host: string;
  /** Forged and accepted, forged and rejected, forged in all. */
  readonly filtered: number;
  readonly rejected: number;
  readonly forged: number;
}

export interface ChainRules {
  readonly slotNs: number;
  readonly conditions: readonly Condition[];
  readonly constants: ChainConstants;
}

/**
 * The chain as locli 2.3 finds it: from the parent of the highest block down to block 0 by what the forgers say. Where upstream
 * stops for want of a forger's log, the part above the hole is returned with the reason.
 */
export function locliChain(views: readonly LocliView[], rules: ChainRules): LocliChain {
  const degradations: string[] = [];
  const forgers = forgersOf(views);
  const path = walk(views, forgers, degradations);
  const heights = hashesByHeight(views);
  const blocks: LocliBlock[] = [];
  let previous: { time: number } | undefined;
  for (const { host, record } of path) {
    const slotStart = record.slot * rules.slotNs;
    const missing = essentials(record);
    if (missing.length > 0) {
      degradations.push(
        `block ${record.blockNo} (${record.hash}) forged by ${host} lacks ${missing.join(' and ')}: left out`,
      );
      continue;
    }
    const forgedDelta = record.forged - (record.loop.memSnap ?? record.loop.leading)!;
    const time = slotStart + forgedDelta;
    const blockGap: number = time - (previous?.time ?? slotStart);
    previous = { time };
    const others = [...heights.get(record.blockNo)!].filter((hash) => hash !== record.hash).sort();
    blocks.push(gather({ views, forgers, host, record, blockGap, forgedDelta, others, slotStart, rules }));
  }
  return { blocks, hostBlocks: hostBlocks(views, blocks), degradations };
}

/** What upstream cannot do without. */
function essentials({ size, loop }: ForgerRecord): string[] {
  return [
    ...(size === null ? ['its size'] : []),
    ...(loop.started === null ? ['the start of the forging loop'] : []),
    ...(loop.leading === null ? ['the leadership decision'] : []),
  ];
}

interface Gathered {
  readonly views: readonly LocliView[];
  readonly forgers: ReadonlyMap<string, Forged>;
  readonly host: string;
  readonly record: ForgerRecord;
  readonly blockGap: number;
  readonly forgedDelta: number;
  readonly others: readonly string[];
  readonly slotStart: number;
  readonly rules: ChainRules;
}

function gather(g: Gathered): LocliBlock {
  const { record, slotStart, others } = g;
  const { loop } = record;
  const observers: { host: string; record: ObserverRecord }[] = [];
  const recordErrors: BlockError[] = [];
  const adoptions: number[] = record.adopted === null ? [] : [record.adopted - slotStart];
  for (const { host, records } of g.views) {
    const seen = records.get(record.hash);
    if (seen?.kind === 'error') recordErrors.push(seen.error);
    if (seen?.kind !== 'observer') continue;
    observers.push({ host, record: seen });
    if (seen.adopted !== null) adoptions.push(seen.adopted - slotStart);
  }
  const forger: ForgerDeltas = {
    host: g.host,
    size: record.size!,
    chainDelta: record.chainDelta,
    blockGap: g.blockGap,
    started: loop.started! - slotStart,
    blkCtx: since(loop.blkCtx, loop.started),
    lgrState: since(loop.lgrState, loop.blkCtx),
    lgrView: since(loop.lgrView, loop.lgrState),
    leading: loop.leading! - (loop.lgrView ?? loop.started!),
    ticked: since(loop.ticked, loop.leading),
    memSnap: since(loop.memSnap, loop.ticked),
    forged: g.forgedDelta,
    announced: since(record.announced, record.forged) ?? PLACEHOLDER_NS,
    announcedCum: since(record.announced, slotStart) ?? PLACEHOLDER_NS,
    sending: since(record.sending, record.forged) ?? PLACEHOLDER_NS,
    adopted: since(record.adopted, record.forged) ?? PLACEHOLDER_NS,
  };
  const all = observers.map(({ host, record: seen }) => observation(host, seen, slotStart));
  const observations = all.filter((o): o is Observation => o.requested !== null && o.fetched !== null);
  const forks = others.flatMap((hash): BlockError[] => {
    const competitor = g.forgers.get(hash);
    return competitor === undefined
      ? []
      : [{ host: competitor.host, block: record.hash, object: null, description: { tag: 'BPEFork', hash } }];
  });
  const forgerErrors = faults(g.host, record.hash, [
    ['Forge', forger.forged],
    ['Adopt', since(record.adopted, record.forged)],
    ['Announce', since(record.announced, record.forged)],
    ['Send', since(record.sending, record.forged)],
  ]);
  return {
    hash: record.hash,
    prev: record.prev,
    blockNo: record.blockNo,
    slot: record.slot,
    forger,
    observations,
    propagation: cdf(
      ADOPTION_CENTILES,
      adoptions.map((ns) => ns / 1e9),
    ),
    others,
    errors: [
      ...recordErrors,
      ...forks,
      ...forgerErrors,
      ...all.flatMap((o) => o.errorsCritical),
      ...all.flatMap((o) => o.errorsSoft),
    ],
    acceptance: g.rules.conditions.map((condition) => [
      condition,
      passes(condition, record, forger, observations, g.rules),
    ]),
  };
}

function passes(
  condition: Condition,
  record: ForgerRecord,
  forger: ForgerDeltas,
  observations: readonly Observation[],
  rules: ChainRules,
): boolean {
  if (condition.tag === 'BNonNegatives') return noTimingIsPositive(forger, observations);
  return acceptsBlock(
    {
      slot: record.slot,
      sizeBytes: forger.size,
      chainDelta: forger.chainDelta,
      adoptersBesidesForger: observations.filter((o) => o.adopted !== null).length,
      negativeTimings: 0,
    },
    condition,
    rules.constants,
  );
}

/** Upstream's test of `BNonNegatives` as it is written: it holds only if no timing at all is 0 or more. */
function noTimingIsPositive(forger: ForgerDeltas, observations: readonly Observation[]): boolean {
  const timings = [
    forger.started,
    forger.blkCtx,
    forger.lgrState,
    forger.lgrView,
    forger.leading,
    forger.ticked,
    forger.memSnap,
    forger.forged,
    forger.announced,
    forger.sending,
    forger.adopted,
    ...observations.flatMap((o) => [o.noticed, o.requested, o.fetched, o.announced, o.sending, o.adopted]),
  ];
  return timings.every((timing) => timing === null || timing < 0);
}

function hostBlocks(views: readonly LocliView[], blocks: readonly LocliBlock[]): HostBlocks[] {
  return views.map(({ host, records }) => {
    const own = blocks.filter((block) => block.forger.host === host);
    const filtered = own.filter(isAccepted).length;
    let forged = 0;
    for (const record of records.values()) if (record.kind === 'forger') forged++;
    return { host, filtered, rejected: own.length - filtered, forged };
  });
}
