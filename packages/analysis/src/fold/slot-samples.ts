import { type RankedSamples, Ranker } from './ranked-samples.ts';
import type { SlotColumns } from './slot-fold.ts';

export type SlotMetric =
  | 'starts'
  | 'started'
  | 'blkCtx'
  | 'lgrState'
  | 'lgrView'
  | 'leading'
  | 'blockGap'
  | 'density'
  | 'utxo';

/** The forging loop of one host, phases since the one before: seconds, counts or ratios. */
export function slotSamples(
  { slots, density }: Pick<SlotColumns, 'slots' | 'density'>,
  slotNs: number,
): Record<SlotMetric, RankedSamples> {
  const { slot, starts, blockGap, started, blkCtx, lgrState, lgrView, leading } = slots;
  const rows = slot.length;
  const ranker = new Ranker(Math.max(rows, density.at.length));
  const bySlot = (value: (row: number) => number) => ranker.rank(rows, value, (row) => slot[row]!);
  // Without a start no phase counts.
  const phase = (value: (row: number) => number) =>
    bySlot((row) => (Number.isNaN(started[row]) ? Number.NaN : value(row) / 1e9));
  const reported = (key: 'chainDensity' | 'utxo') =>
    ranker.rank(
      density.at.length,
      (row) => (density.at[row]! >= 0 ? density[key][row]! : Number.NaN),
      (row) => density.slot[row]!,
    );
  return {
    starts: bySlot((row) => starts[row]!),
    started: phase((row) => started[row]! - slot[row]! * slotNs),
    blkCtx: phase((row) => blkCtx[row]! - started[row]!),
    lgrState: phase((row) => lgrState[row]! - blkCtx[row]!),
    lgrView: phase((row) => lgrView[row]! - lgrState[row]!),
    leading: phase((row) => leading[row]! - (Number.isNaN(lgrView[row]) ? started[row]! : lgrView[row]!)),
    blockGap: bySlot((row) => blockGap[row]!),
    density: reported('chainDensity'),
    utxo: reported('utxo'),
  };
}
