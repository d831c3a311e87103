import type { Point } from '@slotbench/wire';

/** A block of the chain that the generator follows. */
export interface FollowedBlock {
  readonly slot: number;
  readonly blockNo: number;
  readonly hash: string;
  readonly txIds: readonly string[];
}

/** The followed chain, newest part; pure bookkeeping. */
export interface FollowedChain {
  /** Appends; the block is known to follow the tip, because chain-sync says so. */
  forward(block: FollowedBlock): void;
  /** Returns the blocks that are no longer on the chain, newest first. */
  backward(point: Point): FollowedBlock[];
  /** Points from the tip back, denser near it, the start last: for a FindIntersect with another node. */
  points(): Point[];
  /** The block on which so many others stand. */
  below(depth: number): FollowedBlock | undefined;
  readonly tip: FollowedBlock | undefined;
}

/**
 * `keep` blocks at least can be rolled back: k of the genesis. `start` is where the chain is followed from, its origin if not given.
 */
export function createFollowedChain(keep: number, start: Point = { kind: 'origin' }): FollowedChain {
  let blocks: FollowedBlock[] = [];
  return {
    forward(block) {
      blocks.push(block);
      if (blocks.length > 2 * keep + 100) blocks = blocks.slice(-keep - 1);
    },
    backward(point) {
      const at =
        point.kind === 'origin'
          ? -1
          : blocks.findLastIndex((b) => b.slot === point.slot && b.hash === point.hash);
      return blocks.splice(at + 1).reverse();
    },
    points() {
      const points: Point[] = [];
      for (let back = 1; back <= blocks.length; back += back < 10 ? 1 : Math.ceil(back / 2)) {
        const { slot, hash } = blocks[blocks.length - back]!;
        points.push({ kind: 'block', slot, hash });
      }
      return [...points, start];
    },
    below: (depth) => blocks.at(-1 - depth),
    get tip() {
      return blocks.at(-1);
    },
  };
}
