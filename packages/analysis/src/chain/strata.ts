import type { StratumId } from '../results.ts';
import type { ChainConstants } from './filters.ts';

/** At least so many slots of an epoch belong to its boundary. */
const LEAST_BOUNDARY_SLOTS = 10;
/** 200 of 8000 slots, as upstream's filter `no-ebnd` has it. */
const BOUNDARY_SHARE = 0.025;

export const STRATA: Readonly<Record<StratumId, string>> = {
  startUp: 'slots until two blocks are expected: connections are made and nothing is cached',
  epochBoundary: 'the first 2.5 % of the slots of an epoch but the first: snapshots and new parameters',
  rewards: 'safe intervals 4 to 7 of an epoch but the first: rewards are calculated',
  steady: 'all other slots',
};

/** The stratum of a slot; no slot is in two. */
export function stratumOf(slot: number, chain: ChainConstants): StratumId {
  if (slot < 2 / chain.activeSlotsCoeff) return 'startUp';
  if (slot < chain.epochLength) return 'steady';
  const epochSlot = slot % chain.epochLength;
  if (epochSlot < Math.max(LEAST_BOUNDARY_SLOTS, BOUNDARY_SHARE * chain.epochLength)) return 'epochBoundary';
  const safeInterval = Math.floor((epochSlot / chain.securityParam) * chain.activeSlotsCoeff);
  return safeInterval >= 4 && safeInterval <= 7 ? 'rewards' : 'steady';
}
