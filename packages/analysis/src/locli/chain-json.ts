import type { Condition } from '../chain/filters.ts';
import type { LocliBlock, Observation } from './block.ts';
import { cdfJson } from './cdf.ts';
import type { Json } from './json.ts';
import { errorJson } from './view-json.ts';

export interface BlockTimes {
  instant(at: number): string;
  slotStart(slot: number): string;
  epoch(slot: number): number;
  safeInterval(slot: number): number;
}

/** A condition as a filter file spells it. */
export function conditionJson({ scope, tag, value }: Condition): Json {
  return {
    tag: scope === 'block' ? 'CBlock' : 'CSlot',
    contents: value === null ? { tag } : { tag, contents: value },
  };
}

/** One line of `chain.json`. */
export function blockJson(block: LocliBlock, times: BlockTimes): Json {
  const f = block.forger;
  const slotStart = times.slotStart(block.slot);
  return {
    beBlock: block.hash,
    beBlockPrev: block.prev,
    beBlockNo: block.blockNo,
    beSlotNo: block.slot,
    beEpochNo: times.epoch(block.slot),
    beEpochSafeInt: times.safeInterval(block.slot),
    beForge: {
      bfForger: f.host,
      bfSlotStart: slotStart,
      bfBlockGap: f.blockGap / 1e9,
      bfBlockSize: f.size,
      bfStarted: f.started / 1e9,
      bfBlkCtx: seconds(f.blkCtx),
      bfLgrState: seconds(f.lgrState),
      bfLgrView: seconds(f.lgrView),
      bfLeading: f.leading / 1e9,
      bfTicked: seconds(f.ticked),
      bfMemSnap: seconds(f.memSnap),
      bfForged: f.forged / 1e9,
      bfAnnounced: f.announced / 1e9,
      bfAnnouncedCum: f.announcedCum / 1e9,
      bfSending: f.sending / 1e9,
      bfAdopted: f.adopted / 1e9,
      bfChainDelta: f.chainDelta,
    },
    beObservations: block.observations.map((o) => observationJson(o, slotStart, times)),
    beForks: block.others.length,
    bePropagation: cdfJson(block.propagation),
    beOtherBlocks: block.others,
    beErrors: block.errors.map((error) => errorJson(error, times)),
    beAcceptance: block.acceptance.map(([condition, passes]) => [conditionJson(condition), passes]),
  };
}

function observationJson(o: Observation, slotStart: string, times: BlockTimes): Json {
  return {
    boObserver: o.host,
    boSlotStart: slotStart,
    boNoticed: o.noticed / 1e9,
    boRequested: o.requested / 1e9,
    boFetched: o.fetched / 1e9,
    boAnnounced: seconds(o.announced),
    boSending: seconds(o.sending),
    boAdopted: seconds(o.adopted),
    boChainDelta: o.chainDelta,
    boErrorsCrit: o.errorsCritical.map((error) => errorJson(error, times)),
    boErrorsSoft: o.errorsSoft.map((error) => errorJson(error, times)),
  };
}

function seconds(ns: number | null): Json {
  return ns === null ? null : ns / 1e9;
}
