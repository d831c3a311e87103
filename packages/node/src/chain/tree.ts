import type { Block, Header } from '@slotbench/ledger';
import type { Place } from '../block-log.ts';

/** A block that may still be rolled back to, on the chain or on a fork, and where its bytes are. */
export interface TreeBlock {
  readonly header: Header;
  readonly block: Block;
  readonly place: Place;
}

/** The volatile blocks, linked by parent hash; `undefined` is the genesis. */
export interface BlockTree {
  readonly blocks: Map<string, TreeBlock>;
  readonly children: Map<string | undefined, string[]>;
  /** Hash of an invalid block to the rule that it, or a block before it, broke. */
  readonly invalid: Map<string, string>;
}

export function emptyTree(): BlockTree {
  return { blocks: new Map(), children: new Map(), invalid: new Map() };
}

export function insertBlock(tree: BlockTree, added: TreeBlock): void {
  const { hash, prevHash } = added.header;
  tree.blocks.set(hash, added);
  const siblings = tree.children.get(prevHash);
  if (siblings === undefined) tree.children.set(prevHash, [hash]);
  else siblings.push(hash);
}

/** Remembers a block and all that follow it as invalid, and drops their bodies. */
export function markInvalid(tree: BlockTree, hash: string, reason: string): void {
  tree.invalid.set(hash, reason);
  tree.blocks.delete(hash);
  for (const child of tree.children.get(hash) ?? []) markInvalid(tree, child, reason);
  tree.children.delete(hash);
}

/** Drops every block up to `blockNo`: no fork may branch off there any more. */
export function pruneTree(tree: BlockTree, blockNo: number): void {
  for (const [hash, { header }] of tree.blocks) {
    if (header.blockNo > blockNo) continue;
    tree.blocks.delete(hash);
    tree.children.delete(header.prevHash);
  }
}
