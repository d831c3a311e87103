import {
  adoptionTimes,
  type ForgerTimes,
  forgerTimes,
  isValidObservation,
  type PeerTimes,
  peerTimes,
} from '../chain/block-times.ts';
import {
  type ChainConstants,
  type Condition,
  type FilteredBlock,
  failedConditions,
} from '../chain/filters.ts';
import type { MainBlock } from '../chain/rebuild.ts';
import type { AdoptionRule } from '../results.ts';
import { ADOPTION_CENTILES } from '../statistics/centiles.ts';
import { summarise } from '../statistics/distribution.ts';

/** One block of the main chain with its times computed and its filters judged. */
export interface BlockFacts {
  readonly block: MainBlock;
  readonly forger: { readonly host: string; readonly times: ForgerTimes } | undefined;
  readonly peers: readonly PeerFacts[];
  readonly sizeBytes: number | undefined;
  /** Adoption by host, seconds since slot start. */
  readonly adoptions: readonly { readonly host: string; readonly seconds: number }[];
  /** Adoption at the eight shares of the adopters, in the order of ADOPTION_CENTILES; empty without adopters. */
  readonly adoptionCentiles: readonly (readonly [number, number])[];
  readonly rejectedBy: readonly string[];
}

export interface PeerFacts {
  readonly host: string;
  readonly times: PeerTimes;
  readonly valid: boolean;
}

export function blockFacts(
  block: MainBlock,
  o: { slotNs: number; conditions: readonly Condition[]; constants: ChainConstants; adoption: AdoptionRule },
): BlockFacts {
  const slotStart = block.slot * o.slotNs;
  const own = block.forger?.record;
  const forger =
    block.forger === undefined || own?.forge === undefined
      ? undefined
      : { host: block.forger.host, times: forgerTimes(own, own.forge, slotStart) };
  const peers = block.peers.map(({ host, record }): PeerFacts => {
    const times = peerTimes(record, slotStart);
    return { host, times, valid: isValidObservation(record, times) };
  });
  const adoptions = adoptionTimes(block, slotStart);
  const sizeBytes = own?.sizeBytes;
  const judged: FilteredBlock = {
    slot: block.slot,
    sizeBytes,
    chainDelta: own?.chainDelta,
    adoptersBesidesForger: countAdopters(block, o.adoption),
    negativeTimings:
      countNegative(forger?.times) + peers.reduce((sum, peer) => sum + countNegative(peer.times), 0),
  };
  return {
    block,
    forger,
    peers,
    sizeBytes,
    adoptions,
    adoptionCentiles:
      summarise(
        adoptions.map((a) => a.seconds),
        ADOPTION_CENTILES,
      )?.centiles ?? [],
    rejectedBy: failedConditions(judged, o.conditions, o.constants),
  };
}

/** Every peer that adopted it. As locli: only those whose log also has notice, request and fetch. */
function countAdopters(block: MainBlock, rule: AdoptionRule): number {
  return block.peers.filter(({ record }) => {
    if (record.adopted === undefined) return false;
    if (rule === 'any') return true;
    return record.noticed !== undefined && record.requested !== undefined && record.fetched !== undefined;
  }).length;
}

function countNegative(times: ForgerTimes | PeerTimes | undefined): number {
  let negative = 0;
  if (times !== undefined) for (const phase in times) if (times[phase as keyof typeof times]! < 0) negative++;
  return negative;
}
