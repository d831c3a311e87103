import type { BlockPoint, Chain, ChainLink } from './chain.ts';

/** How far one reader of the chain (a downstream peer) has come. */
export interface Follower {
  /** Number of the last block it was given; -1 is the genesis. */
  position: number;
  /** It must be told to go back to `position` before anything else. */
  rollBack: boolean;
}

export type Instruction =
  | { kind: 'rollBackward'; to: BlockPoint | undefined }
  | { kind: 'rollForward'; link: ChainLink };

/** A new reader starts with the order to go back to where it and we agree, as cardano-node's does. */
export function newFollower(position = -1): Follower {
  return { position, rollBack: true };
}

/** What the reader is to be told next and nothing if it knows the whole chain; moves the reader on. */
export function nextInstruction(follower: Follower, chain: Chain): Instruction | undefined {
  if (follower.rollBack) {
    follower.rollBack = false;
    return { kind: 'rollBackward', to: chain.pointAt(follower.position) };
  }
  const link = chain.at(follower.position + 1);
  if (link === undefined) return undefined;
  follower.position++;
  return { kind: 'rollForward', link };
}

/** The chain went back to `blockNo` before it grew again: a reader beyond it has to go back too. */
export function followRollback(follower: Follower, blockNo: number): void {
  if (follower.position <= blockNo) return;
  follower.position = blockNo;
  follower.rollBack = true;
}
