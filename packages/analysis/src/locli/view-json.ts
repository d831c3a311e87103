import type { Json } from './json.ts';
import { logObjectJson } from './log-object.ts';
import type { BlockError, ErrorDescription, LocliView } from './machine-view.ts';

export interface JsonTimes {
  instant(at: number): string;
  slotStart(slot: number): string;
  epoch(slot: number): number;
}

/** The view as `dump-mach-views` writes it. */
export function viewJson({ host, records, loop }: LocliView, times: JsonTimes): Json {
  const at = (value: number | null) => (value === null ? null : times.instant(value));
  const blocks = [...records].map(([hash, record]): [string, Json] => {
    if (record.kind === 'error') return [hash, { tag: 'MBE', contents: errorJson(record.error, times) }];
    const tag = record.kind === 'forger' ? 'MFE' : 'MOE';
    const contents: Json =
      record.kind === 'forger'
        ? {
            bfeHost: host,
            bfeBlock: hash,
            bfeBlockPrev: record.prev,
            bfeBlockNo: record.blockNo,
            bfeSlotNo: record.slot,
            bfeSlotStart: times.slotStart(record.slot),
            bfeEpochNo: times.epoch(record.slot),
            bfeBlockSize: record.size,
            bfeStarted: at(record.loop.started),
            bfeBlkCtx: at(record.loop.blkCtx),
            bfeLgrState: at(record.loop.lgrState),
            bfeLgrView: at(record.loop.lgrView),
            bfeLeading: at(record.loop.leading),
            bfeTicked: at(record.loop.ticked),
            bfeMemSnap: at(record.loop.memSnap),
            bfeForged: at(record.forged),
            bfeAnnounced: at(record.announced),
            bfeAnnouncedCum: null,
            bfeSending: at(record.sending),
            bfeAdopted: at(record.adopted),
            bfeChainDelta: record.chainDelta,
            bfeErrs: [],
          }
        : {
            boeHost: host,
            boeBlock: hash,
            boeBlockNo: record.blockNo,
            boeSlotNo: record.slot,
            boeSlotStart: times.slotStart(record.slot),
            boeNoticed: at(record.noticed),
            boeRequested: at(record.requested),
            boeFetched: at(record.fetched),
            boeAnnounced: at(record.announced),
            boeSending: at(record.sending),
            boeAdopted: at(record.adopted),
            boeChainDelta: record.chainDelta,
            boeErrorsCrit: [],
            boeErrorsSoft: [],
          };
    return [hash, { tag, contents }];
  });
  return {
    mvHost: host,
    mvHashBlocks: Object.fromEntries(blocks),
    mvStarted: at(loop.started),
    mvBlkCtx: at(loop.blkCtx),
    mvLgrState: at(loop.lgrState),
    mvLgrView: at(loop.lgrView),
    mvLeading: at(loop.leading),
    mvTicked: at(loop.ticked),
    mvMemSnap: at(loop.memSnap),
  };
}

export function errorJson(error: BlockError, times: Pick<JsonTimes, 'instant'>): Json {
  return {
    eHost: error.host,
    eBlock: error.block,
    eLO:
      error.object === null
        ? null
        : logObjectJson(error.object, { host: error.host, instant: times.instant }),
    eDesc: descriptionJson(error.description),
  };
}

function descriptionJson(d: ErrorDescription): Json {
  switch (d.tag) {
    case 'BPEDuplicateForge':
      return { tag: d.tag };
    case 'BPEFork':
      return { tag: d.tag, contents: d.hash };
    case 'BPENegativePhase':
      return { tag: d.tag, contents: [d.phase, d.delta / 1e9] };
    default:
      return { tag: d.tag, contents: d.phase };
  }
}
