import type { Header } from './header.ts';

/** Conway compares VRF outputs only of tips at most this many slots apart: a late block must not win by luck. */
const TIEBREAK_SLOTS = 5;

/** The part of a tip's header that chain selection reads. */
export type ChainTip = Pick<Header, 'blockNo' | 'slot' | 'poolId' | 'vrfOutput' | 'opcert'>;

/**
 * Whether the chain that ends in `candidate` replaces the one that ends in `ours`: it is longer; or of equal length
 * and either another block of the same pool and slot with a higher certificate counter, or with a lower VRF output
 * and near enough. Never on a full tie. Not a transitive order (the 5 slots), so do not sort by it.
 * Source: ouroboros-consensus `preferCandidate`, `comparePraos`, RestrictedVRFTiebreaker 5.
 */
export function preferCandidate(ours: ChainTip | undefined, candidate: ChainTip): boolean {
  if (ours === undefined) return true;
  if (candidate.blockNo !== ours.blockNo) return candidate.blockNo > ours.blockNo;
  const samePlace = candidate.slot === ours.slot && candidate.poolId === ours.poolId;
  if (samePlace && candidate.opcert.counter !== ours.opcert.counter)
    return candidate.opcert.counter > ours.opcert.counter;
  if (Math.abs(candidate.slot - ours.slot) > TIEBREAK_SLOTS) return false;
  return Buffer.compare(candidate.vrfOutput, ours.vrfOutput) < 0;
}
