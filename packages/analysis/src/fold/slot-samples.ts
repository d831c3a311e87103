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
  const values = new Float64Array(rows);
  // Without a start no phase counts.
  const since = (end: Float64Array, begin: Float64Array) => {
    for (let row = 0; row < rows; row++)
      values[row] = Number.isNaN(started[row]!) ? Number.NaN : (end[row]! - begin[row]!) / 1e9;
    return ranker.rank(values, slot);
  };
  const decidedFrom = lgrView.map((at, row) => (Number.isNaN(at) ? started[row]! : at));
  const reported = (key: 'chainDensity' | 'utxo') =>
    ranker.rank(
      density[key].map((value, row) => (density.at[row]! >= 0 ? value : Number.NaN)),
      density.slot,
    );
  return {
    starts: ranker.rank(starts, slot),
    started: since(
      started,
      slot.map((each) => each * slotNs),
    ),
    blkCtx: since(blkCtx, started),
    lgrState: since(lgrState, blkCtx),
    lgrView: since(lgrView, lgrState),
    leading: since(leading, decidedFrom),
    blockGap: ranker.rank(blockGap, slot),
    density: reported('chainDensity'),
    utxo: reported('utxo'),
  };
}
