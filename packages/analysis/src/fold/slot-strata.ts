import type { ChainConstants } from '../chain/filters.ts';
import { stratumOf } from '../chain/strata.ts';
import type { StratumId } from '../results.ts';
import type { SlotColumns } from './slot-fold.ts';

/** The forging loop of one host in one stratum of its slots, whatever the filters. */
export interface SlotStratum {
  readonly checked: number;
  readonly missed: number;
  /** Slot start to leadership check, seconds. */
  readonly tardiness: Float64Array;
}

export function slotStrata(
  slots: SlotColumns['slots'],
  o: { slotNs: number; constants: ChainConstants },
): Map<StratumId, SlotStratum> {
  const strata = new Map<StratumId, { checked: number; missed: number; tardiness: Float64Array }>();
  for (let i = 0; i < slots.slot.length; i++) {
    const slot = slots.slot[i]!;
    const id = stratumOf(slot, o.constants);
    let stratum = strata.get(id);
    if (stratum === undefined) {
      stratum = { checked: 0, missed: 0, tardiness: new Float64Array(slots.slot.length - i) };
      strata.set(id, stratum);
    }
    const started = slots.started[i]!;
    if (Number.isNaN(started)) {
      stratum.missed++;
      continue;
    }
    stratum.tardiness[stratum.checked++] = (started - slot * o.slotNs) / 1e9;
  }
  return new Map(
    Array.from(strata, ([id, { tardiness, ...of }]) => [
      id,
      { ...of, tardiness: tardiness.slice(0, of.checked) },
    ]),
  );
}
