import { acceptsBlock, type ChainConstants, type Condition } from '../chain/filters.ts';
import { ADOPTION_CENTILES } from '../statistics/centiles.ts';
import { type CdfI, cdf } from './cdf.ts';
import type { BlockError, ForgerRecord, LocliView, ObserverRecord, Phase } from './machine-view.ts';

/** Upstream's stand-in for what a forger's log lacks, in ns. */
const PLACEHOLDER_NS = 10_000_000;

/** One block of the main chain; all times in ns. */
export interface LocliBlock {
  readonly hash: string;
  readonly prev: string;
  readonly blockNo: number;
  readonly slot: number;
  readonly forger: ForgerDeltas;
  readonly observations: readonly Observation[];
  readonly propagation: CdfI;
  /** Competing hashes at its height. */
  readonly others: readonly string[];
  readonly errors: readonly BlockError[];
  readonly acceptance: readonly (readonly [Condition, boolean])[];
}

export interface ForgerDeltas {
  readonly host: string;
  readonly size: number;
  readonly chainDelta: number;
  readonly blockGap: number;
  readonly started: number;
  readonly blkCtx: number | null;
  readonly lgrState: number | null;
  readonly lgrView: number | null;
  readonly leading: number;
  readonly ticked: number | null;
  readonly memSnap: number | null;
  readonly forged: number;
  readonly announced: number;
  readonly announcedCum: number;
  readonly sending: number;
  readonly adopted: number;
}

export interface Observation {
  readonly host: string;
  readonly noticed: number;
  readonly requested: number;
  readonly fetched: number;
  readonly announced: number | null;
  readonly sending: number | null;
  readonly adopted: number | null;
  readonly chainDelta: number;
  readonly errorsCritical: readonly BlockError[];
  readonly errorsSoft: readonly BlockError[];
}

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

type Forged = { readonly host: string; readonly record: ForgerRecord };

export function isAccepted(block: LocliBlock): boolean {
  return block.acceptance.every(([, passes]) => passes);
}

/** An observation that counts: nothing critical is wrong with it and the block was asked for alone. */
export function isValid(observation: Observation): boolean {
  return observation.errorsCritical.length === 0 && observation.chainDelta === 1;
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

function forgersOf(views: readonly LocliView[]): Map<string, Forged> {
  const forgers = new Map<string, Forged>();
  for (const { host, records } of views)
    for (const record of records.values())
      if (record.kind === 'forger' && !forgers.has(record.hash)) forgers.set(record.hash, { host, record });
  return forgers;
}

function walk(
  views: readonly LocliView[],
  forgers: ReadonlyMap<string, Forged>,
  degradations: string[],
): Forged[] {
  let highest: { hash: string; blockNo: number; isForger: boolean } | undefined;
  for (const { records } of views)
    for (const record of records.values()) {
      if (record.kind === 'error') continue;
      const isForger = record.kind === 'forger';
      const wins =
        highest === undefined ||
        record.blockNo > highest.blockNo ||
        (record.blockNo === highest.blockNo && isForger && !highest.isForger);
      if (wins) highest = { hash: record.hash, blockNo: record.blockNo, isForger };
    }
  if (highest === undefined) {
    degradations.push('no block in any log');
    return [];
  }
  let tip = forgers.get(highest.hash);
  if (tip === undefined) {
    degradations.push(
      `no log has the forging of block ${highest.blockNo} (${highest.hash}): the tip is the highest forged block`,
    );
    for (const each of forgers.values())
      if (tip === undefined || each.record.blockNo > tip.record.blockNo) tip = each;
    if (tip === undefined) return [];
  }
  const path: Forged[] = [];
  for (let child = tip; child.record.blockNo > 0; ) {
    const parent = forgers.get(child.record.prev);
    if (parent === undefined) {
      degradations.push(
        `no log has the forging of block ${child.record.blockNo - 1} (${child.record.prev}): the chain begins above it`,
      );
      break;
    }
    path.push(parent);
    child = parent;
  }
  if (path.length === 0 && degradations.length === 0)
    degradations.push('the only block is the tip, which does not count');
  return path.reverse();
}

function hashesByHeight(views: readonly LocliView[]): Map<number, Set<string>> {
  const heights = new Map<number, Set<string>>();
  for (const { records } of views)
    for (const record of records.values()) {
      if (record.kind === 'error') continue;
      const hashes = heights.get(record.blockNo);
      if (hashes === undefined) heights.set(record.blockNo, new Set([record.hash]));
      else hashes.add(record.hash);
    }
  return heights;
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

type Attempt = Omit<Observation, 'requested' | 'fetched'> & {
  readonly requested: number | null;
  readonly fetched: number | null;
};

function observation(host: string, record: ObserverRecord, slotStart: number): Attempt {
  const deltas = {
    noticed: record.noticed - slotStart,
    requested: since(record.requested, record.noticed),
    fetched: since(record.fetched, record.requested),
    announced: since(record.announced, record.fetched),
    sending: since(record.sending, record.fetched),
    adopted: since(record.adopted, record.fetched),
  };
  return {
    host,
    ...deltas,
    chainDelta: record.chainDelta,
    errorsCritical: faults(host, record.hash, [
      ['Notice', deltas.noticed],
      ['Request', deltas.requested],
      ['Fetch', deltas.fetched],
      ['Adopt', deltas.adopted],
    ]),
    errorsSoft: faults(host, record.hash, [
      ['Announce', deltas.announced],
      ['Send', deltas.sending],
    ]),
  };
}

/** A phase that is missing, or before the one that it follows. */
function faults(
  host: string,
  block: string,
  phases: readonly (readonly [Phase, number | null])[],
): BlockError[] {
  return phases.flatMap(([phase, delta]): BlockError[] => {
    if (delta !== null && delta >= 0) return [];
    return [
      {
        host,
        block,
        object: null,
        description:
          delta === null ? { tag: 'BPEMissingPhase', phase } : { tag: 'BPENegativePhase', phase, delta },
      },
    ];
  });
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

function since(at: number | null, from: number | null): number | null {
  return at === null || from === null ? null : at - from;
}
