import type { BlockRecord } from '../fold/block-record.ts';
import type { MachineView } from '../fold/machine-view.ts';
import type { ChainGap } from '../results.ts';

export interface HostView {
  readonly host: string;
  readonly view: MachineView;
}

/** One block of the main chain and what every host says of it; hosts in the given order. */
export interface MainBlock {
  readonly hash: string;
  readonly blockNo: number;
  readonly slot: number;
  readonly forger: { readonly host: string; readonly record: BlockRecord } | undefined;
  /** Records of the hosts that did not forge it. */
  readonly peers: readonly { readonly host: string; readonly record: BlockRecord }[];
  /** Other blocks at this height, the most adopted first. */
  readonly others: readonly OtherBlock[];
}

/** A block that lost against one of the main chain; what no log says is undefined. */
export interface OtherBlock {
  readonly hash: string;
  readonly slot: number | undefined;
  readonly forger: string | undefined;
  readonly adopters: number;
}

export interface MainChain {
  /** From the lowest known block to the tip's parent. */
  readonly blocks: readonly MainBlock[];
  readonly tip: { readonly hash: string; readonly blockNo: number } | undefined;
  readonly gaps: readonly ChainGap[];
  /** Hashes that some host forged and that are neither on the chain nor the tip. */
  readonly abandoned: ReadonlySet<string>;
}

/** What all hosts together know of one hash. */
interface Known {
  readonly hash: string;
  blockNo: number | undefined;
  slot: number | undefined;
  /** Undefined: no forger's log; null: the first block of the chain. */
  prev: string | null | undefined;
  forger: string | undefined;
  adopters: number;
}

/**
 * Walks from the highest block back to the lowest known one. The tip itself is left out: the run ended before it could spread.
 * Where no log has the forging of a block its parent is not known: then the block one lower with the most adopters is taken, and
 * the gap is recorded. The result depends on the views alone, not on their order (ties: the smaller hash).
 */
export function rebuildChain(hosts: readonly HostView[]): MainChain {
  const known = collect(hosts);
  const byHeight = new Map<number, Known[]>();
  for (const block of known.values()) {
    if (block.blockNo === undefined) continue;
    byHeight.set(block.blockNo, [...(byHeight.get(block.blockNo) ?? []), block]);
  }
  for (const blocks of byHeight.values()) blocks.sort(byAdoption);
  const heights = [...byHeight.keys()].sort((a, b) => a - b);
  const adoptedHeights = heights.filter((height) =>
    byHeight.get(height)!.some((block) => block.adopters > 0),
  );
  const lowest = heights[0];
  const highest = adoptedHeights.at(-1) ?? heights.at(-1);
  if (lowest === undefined || highest === undefined)
    return { blocks: [], tip: undefined, gaps: [], abandoned: new Set() };

  const tip = byHeight.get(highest)![0]!;
  const gaps: ChainGap[] = [];
  const path: Known[] = [];
  let child = tip;
  let below = heights.indexOf(highest) - 1;
  for (let height = highest - 1; height >= lowest; height--) {
    const named = typeof child.prev === 'string' ? known.get(child.prev) : undefined;
    const parent = named?.blockNo === height ? named : byHeight.get(height)?.[0];
    if (parent === undefined) {
      // One step however many heights: a damaged number may be far above all others.
      const next = heights[below]!;
      gaps.push({ blockNo: next + 1, blocks: height - next, missing: 'noBlock' });
      child = {
        hash: '',
        blockNo: next + 1,
        slot: undefined,
        prev: undefined,
        forger: undefined,
        adopters: 0,
      };
      height = next + 1;
      continue;
    }
    below--;
    if (parent !== named) gaps.push({ blockNo: height, blocks: 1, missing: 'guessedParent' });
    if (parent.prev === undefined) gaps.push({ blockNo: height, blocks: 1, missing: 'noForger' });
    path.push(parent);
    child = parent;
  }
  path.reverse();
  gaps.reverse();

  const onChain = new Set([tip.hash, ...path.map((block) => block.hash)]);
  const abandoned = [...known.values()]
    .filter((b) => b.prev !== undefined && !onChain.has(b.hash))
    .map((b) => b.hash);
  const blocks = path
    .filter((block) => block.slot !== undefined)
    .map((block): MainBlock => {
      const others = byHeight.get(block.blockNo!)!.filter((other) => other !== block);
      return { ...gather(hosts, block), others };
    });
  return { blocks, tip: { hash: tip.hash, blockNo: highest }, gaps, abandoned: new Set(abandoned) };
}

function collect(hosts: readonly HostView[]): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const { host, view } of hosts) {
    for (const record of view.records.values()) {
      let block = known.get(record.hash);
      if (block === undefined) {
        block = {
          hash: record.hash,
          blockNo: undefined,
          slot: undefined,
          prev: undefined,
          forger: undefined,
          adopters: 0,
        };
        known.set(record.hash, block);
      }
      // The forger's own word counts before what others read in the header.
      if (record.forge !== undefined && block.prev === undefined) {
        block.prev = record.forge.prev ?? null;
        block.forger = host;
        block.blockNo = record.blockNo;
        block.slot = record.slot;
      }
      block.blockNo ??= record.blockNo;
      block.slot ??= record.slot;
      if (record.adopted !== undefined) block.adopters++;
    }
  }
  return known;
}

function byAdoption(a: Known, b: Known): number {
  return b.adopters - a.adopters || (a.hash < b.hash ? -1 : 1);
}

function gather(hosts: readonly HostView[], block: Known): Omit<MainBlock, 'others'> {
  let forger: MainBlock['forger'];
  const peers: { host: string; record: BlockRecord }[] = [];
  for (const { host, view } of hosts) {
    const record = view.records.get(block.hash);
    if (record === undefined) continue;
    if (record.forge !== undefined && forger === undefined) forger = { host, record };
    else peers.push({ host, record });
  }
  return { hash: block.hash, blockNo: block.blockNo!, slot: block.slot!, forger, peers };
}
