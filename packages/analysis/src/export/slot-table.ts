import { RESOURCES } from '../locli/log-object.ts';
import { type SlotDeltas, type SlotStats, slotDeltas } from '../locli/slot-stats.ts';
import { csv } from './csv.ts';

type Row = { readonly slot: SlotStats; readonly deltas: SlotDeltas };

/** `slots-HOST.csv`: a line a slot of one host; times in seconds, each phase since the one before; resources as locli 2.3 cuts them. */
export function slotsCsv(slots: readonly SlotStats[], slotNs: number): string {
  const phases = [
    'started',
    'blkCtx',
    'lgrState',
    'lgrView',
    'leading',
    'ticked',
    'memSnap',
    'forged',
  ] as const;
  return csv<Row>(
    [
      ['slot', (r) => r.slot.slot],
      ['epoch', (r) => r.slot.epoch],
      ['epochSlot', (r) => r.slot.epochSlot],
      ['leadershipChecks', (r) => r.slot.countStarts],
      ['leads', (r) => r.slot.countLeads],
      ['forges', (r) => r.slot.countForges],
      ['tipBlockNo', (r) => (r.slot.blockNo < 0 ? null : r.slot.blockNo)],
      ['blockGapSlots', (r) => r.slot.blockGap],
      ...phases.map(
        (phase) => [phase, (r: Row) => (r.deltas[phase] === null ? null : r.deltas[phase] / 1e9)] as const,
      ),
      ['mempoolTxs', (r) => r.slot.mempoolTxs],
      ['txsCollected', (r) => r.slot.txsCollected],
      ['txsAccepted', (r) => r.slot.txsAccepted],
      ['txsRejected', (r) => r.slot.txsRejected],
      ['txProcessing', (r) => (r.slot.spanTxsMem === null ? null : r.slot.spanTxsMem / 1e9)],
      ['utxo', (r) => r.slot.utxo],
      ['chainDensity', (r) => r.slot.density],
      ...RESOURCES.map((name) => [name, (r: Row) => r.slot.resources?.[name]] as const),
    ],
    slots.map((slot) => ({ slot, deltas: slotDeltas(slot, slotNs) })),
  );
}
