import type { LogObject } from './log-object.ts';
import type { SlotResources } from './resource-rates.ts';

/** One slot of one host; stamps in ns since systemStart, `started` and so on as seen last. */
export interface SlotStats {
  readonly slot: number;
  /** The first slot of a host begins with its first object and has no place in an epoch. */
  readonly start: number;
  readonly epoch: number;
  readonly epochSlot: number;
  readonly safeInterval: number;
  countStarts: number;
  countBlkCtx: number;
  countLgrState: number;
  countLgrView: number;
  countLeads: number;
  countForges: number;
  snapshots: number;
  rejectedTx: number;
  blockNo: number;
  blockGap: number;
  started: number | null;
  blkCtx: number | null;
  lgrState: number | null;
  lgrView: number | null;
  leading: number | null;
  ticked: number | null;
  memSnap: number | null;
  forged: number | null;
  mempoolTxs: number;
  spanTxsMem: number | null;
  txsCollected: number;
  txsAccepted: number;
  txsRejected: number;
  utxo: number;
  density: number;
  resources: SlotResources | null;
  /** Newest first, from the last Resources or StartLeadershipCheck of the slot until the next of them, whenever that came. */
  objects: LogObject[];
}

/** In steps of k/f slots, cut. */
export function safeInterval(epochSlot: number, k: number, f: number): number {
  return Math.floor((epochSlot / k) * f);
}

/** The phases of a slot in ns, each since the one before. */
export interface SlotDeltas {
  readonly started: number | null;
  readonly blkCtx: number | null;
  readonly lgrState: number | null;
  readonly lgrView: number | null;
  readonly leading: number | null;
  readonly ticked: number | null;
  readonly memSnap: number | null;
  readonly forged: number | null;
}

export function slotDeltas(s: SlotStats, slotNs: number): SlotDeltas {
  return {
    started: since(s.started, s.slot * slotNs),
    blkCtx: since(s.blkCtx, s.started),
    lgrState: since(s.lgrState, s.blkCtx),
    lgrView: since(s.lgrView, s.lgrState),
    leading: since(s.leading, s.lgrView ?? s.started),
    ticked: since(s.ticked, s.leading),
    memSnap: since(s.memSnap, s.ticked),
    forged: since(s.forged, s.memSnap ?? s.leading),
  };
}

function since(at: number | null, from: number | null): number | null {
  return at === null || from === null ? null : at - from;
}
