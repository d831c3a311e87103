import type { Chain, ChainLink } from './chain.ts';
import type { BlockTree, TreeBlock } from './tree.ts';

/** The blocks from one hash to another, both included, oldest first; undefined if no stored branch holds both. */
export function blockRange(
  { from, to }: { from: string; to: string },
  chain: Chain,
  tree: BlockTree,
): ChainLink[] | undefined {
  const links: ChainLink[] = [];
  let at: string | undefined = to;
  while (at !== undefined) {
    const number = chain.numberOf(at);
    const stored: TreeBlock | undefined = tree.blocks.get(at);
    const link = number !== undefined ? chain.at(number) : stored && linkOf(stored);
    if (link === undefined) return undefined;
    links.push(link);
    if (at === from) return links.reverse();
    at = number !== undefined ? chain.at(number - 1)?.hash : stored?.header.prevHash;
  }
  return undefined;
}

export function linkOf({ header, place }: TreeBlock): ChainLink {
  return { hash: header.hash, slot: header.slot, blockNo: header.blockNo, place };
}
