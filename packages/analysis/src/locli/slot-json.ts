import type { Json, RawNumber } from './json.ts';
import { blockNoJson, logObjectJson, type Resources, resourcesJson } from './log-object.ts';
import type { SlotResources } from './resource-rates.ts';
import { type SlotStats, slotDeltas } from './slot-stats.ts';

/** The slot as `dump-slots` writes it. */
export function slotJson(
  s: SlotStats,
  o: { host: string; slotNs: number; instant(at: number): string },
): Json {
  const d = slotDeltas(s, o.slotNs);
  const seconds = (ns: number | null) => (ns === null ? null : ns / 1e9);
  return {
    slSlot: s.slot,
    slEpoch: s.epoch,
    slEpochSlot: s.epochSlot,
    slEpochSafeInt: s.safeInterval,
    slStart: o.instant(s.start),
    slCountStarts: s.countStarts,
    slCountBlkCtx: s.countBlkCtx,
    slCountLgrState: s.countLgrState,
    slCountLgrView: s.countLgrView,
    slCountLeads: s.countLeads,
    slCountForges: s.countForges,
    slChainDBSnap: s.snapshots,
    slRejectedTx: s.rejectedTx,
    slBlockNo: blockNoJson(s.blockNo),
    slBlockGap: s.blockGap,
    slStarted: seconds(d.started),
    slBlkCtx: seconds(d.blkCtx),
    slLgrState: seconds(d.lgrState),
    slLgrView: seconds(d.lgrView),
    slLeading: seconds(d.leading),
    slTicked: seconds(d.ticked),
    slMemSnap: seconds(d.memSnap),
    slForged: seconds(d.forged),
    slMempoolTxs: s.mempoolTxs,
    slSpanTxsMem: seconds(s.spanTxsMem),
    slTxsCollected: s.txsCollected,
    slTxsAccepted: s.txsAccepted,
    slTxsRejected: s.txsRejected,
    slUtxoSize: s.utxo,
    slDensity: s.density,
    slResources: s.resources === null ? null : slotResourcesJson(s.resources),
    slLogObjects: s.objects.map((object) => logObjectJson(object, o)),
  };
}

function slotResourcesJson(resources: SlotResources): Json {
  const values = Object.entries(resources).map(([name, value]): [string, number | RawNumber] => [
    name,
    typeof value === 'bigint' ? { raw: String(value) } : value,
  ]);
  return resourcesJson(Object.fromEntries(values) as Resources);
}
