import { Samples } from './samples.ts';
import type { SlotColumns } from './slot-fold.ts';

export type SlotMetric =
  | 'starts'
  | 'started'
  | 'blkCtx'
  | 'lgrState'
  | 'lgrView'
  | 'leading'
  | 'blockGap'
  | 'density';

/** The forging loop of one host over the slots that count: samples in seconds, counts or ratios. */
export interface SlotFigures extends Omit<SlotColumns, 'slots' | 'density'> {
  readonly samples: Readonly<Record<SlotMetric, Samples>>;
}

/** Phases since the one before, in the slots that the filters of the run let through. */
export function slotFigures(
  { slots, density, ...counts }: SlotColumns,
  o: { slotNs: number; accepts(slot: number): boolean },
): SlotFigures {
  const samples: Record<SlotMetric, Samples> = {
    starts: new Samples(),
    started: new Samples(),
    blkCtx: new Samples(),
    lgrState: new Samples(),
    lgrView: new Samples(),
    leading: new Samples(),
    blockGap: new Samples(),
    density: new Samples(),
  };
  for (let i = 0; i < slots.slot.length; i++) {
    const slot = slots.slot[i]!;
    if (!o.accepts(slot)) continue;
    samples.starts.push(slots.starts[i]!);
    push(samples.blockGap, slots.blockGap[i]!);
    const started = slots.started[i]!;
    if (Number.isNaN(started)) continue;
    const [blkCtx, lgrState, lgrView, leading] = [
      slots.blkCtx[i]!,
      slots.lgrState[i]!,
      slots.lgrView[i]!,
      slots.leading[i]!,
    ];
    push(samples.started, (started - slot * o.slotNs) / 1e9);
    push(samples.blkCtx, (blkCtx - started) / 1e9);
    push(samples.lgrState, (lgrState - blkCtx) / 1e9);
    push(samples.lgrView, (lgrView - lgrState) / 1e9);
    push(samples.leading, (leading - (Number.isNaN(lgrView) ? started : lgrView)) / 1e9);
  }
  for (let i = 0; i < density.at.length; i++)
    if (density.at[i]! >= 0 && o.accepts(density.slot[i]!)) samples.density.push(density.chainDensity[i]!);
  return { ...counts, samples };
}

/** Without a stamp there is no sample. */
function push(samples: Samples, value: number): void {
  if (!Number.isNaN(value)) samples.push(value);
}
