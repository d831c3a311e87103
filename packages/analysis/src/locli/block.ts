import type { Condition } from '../chain/condition.ts';
import type { CdfI } from './cdf.ts';
import type { BlockError } from './machine-view.ts';

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

export function isAccepted(block: LocliBlock): boolean {
  return block.acceptance.every(([, passes]) => passes);
}

/** An observation that counts: nothing critical is wrong with it and the block was asked for alone. */
export function isValid(observation: Observation): boolean {
  return observation.errorsCritical.length === 0 && observation.chainDelta === 1;
}
