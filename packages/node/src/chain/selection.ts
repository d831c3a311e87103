import { type Header, preferCandidate } from '@slotbench/ledger';
import type { Chain } from './chain.ts';
import type { BlockTree, TreeBlock } from './tree.ts';

/** Blocks that may replace the end of the current chain. */
export interface Candidate {
  /** Number of the last block that both chains share; -1 is the genesis. */
  readonly rollBackTo: number;
  /** The blocks after it, oldest first; never empty. */
  readonly path: readonly TreeBlock[];
  readonly reason: PreferenceReason;
}

/** Which rule of Praos made a chain win; cardano-node's names. */
export type PreferenceReason = 'Longer' | 'HigherOCert' | 'VRFTiebreak';

/**
 * The chains through `hash` that are preferred to the current one, best first. None if the block does not connect, if
 * its branch leaves the chain more than `maxRollback` (k) blocks below the tip, or if a block of it is invalid.
 */
export function candidatesThrough(
  hash: string,
  o: { tree: BlockTree; chain: Chain; tip: Header | undefined; maxRollback: number },
): Candidate[] {
  const { tree, chain } = o;
  const stem = stemOf(hash, tree, chain);
  if (stem === undefined || chain.tipBlockNo - stem.rollBackTo > o.maxRollback) return [];
  return branchesFrom(hash, tree)
    .map((branch) => [...stem.path, ...branch])
    .filter((path) => preferCandidate(o.tip, path.at(-1)!.header))
    .sort((a, b) => compareTips(a.at(-1)!.header, b.at(-1)!.header))
    .map((path) => ({ rollBackTo: stem.rollBackTo, path, reason: reasonFor(o.tip, path.at(-1)!.header) }));
}

/**
 * A total order of tips, best first: length, then VRF output. `preferCandidate` itself is not transitive and may
 * not sort; ouroboros-consensus sorts its candidates like this too.
 */
export function compareTips(a: Header, b: Header): number {
  return b.blockNo - a.blockNo || Buffer.compare(a.vrfOutput, b.vrfOutput);
}

function reasonFor(ours: Header | undefined, preferred: Header): PreferenceReason {
  if (ours === undefined || preferred.blockNo > ours.blockNo) return 'Longer';
  const samePlace = preferred.slot === ours.slot && preferred.poolId === ours.poolId;
  return samePlace && preferred.opcert.counter !== ours.opcert.counter ? 'HigherOCert' : 'VRFTiebreak';
}

/** The blocks from the current chain (exclusive) to `hash` (inclusive). */
function stemOf(
  hash: string,
  tree: BlockTree,
  chain: Chain,
): { rollBackTo: number; path: TreeBlock[] } | undefined {
  const path: TreeBlock[] = [];
  let at: string | undefined = hash;
  for (;;) {
    const number = chain.numberOf(at);
    if (number !== undefined) return { rollBackTo: number, path: path.reverse() };
    const block = tree.blocks.get(at!);
    if (block === undefined) return undefined;
    path.push(block);
    at = block.header.prevHash;
  }
}

/** Every longest way on from `hash`, without `hash` itself. */
function branchesFrom(hash: string, tree: BlockTree): TreeBlock[][] {
  const children = (tree.children.get(hash) ?? []).filter((child) => tree.blocks.has(child));
  if (children.length === 0) return [[]];
  return children.flatMap((child) =>
    branchesFrom(child, tree).map((rest) => [tree.blocks.get(child)!, ...rest]),
  );
}
