import type { ChainConstants } from '../chain/filters.ts';
import { stratumOf } from '../chain/strata.ts';
import type { StratumId } from '../results.ts';
import type { SlotColumns } from './slot-fold.ts';

/** The forging loop of one host in one stratum of its slots, whatever the filters. */
export interface SlotStratum {
  readonly checked: number;
  readonly missed: number;
  /** Slot start to leadership check, ns. */
  readonly tardinessNs: Float64Array | Uint32Array;
}

export function slotStrata(
  slots: SlotColumns['slots'],
  o: { slotNs: number; constants: ChainConstants },
): Map<StratumId, SlotStratum> {
  const strata = new Map<StratumId, { checked: number; missed: number; tardinessNs: Float64Array }>();
  for (let i = 0; i < slots.slot.length; i++) {
    const slot = slots.slot[i]!;
    const id = stratumOf(slot, o.constants);
    let stratum = strata.get(id);
    if (stratum === undefined) {
      stratum = { checked: 0, missed: 0, tardinessNs: new Float64Array(slots.slot.length - i) };
      strata.set(id, stratum);
    }
    const started = slots.started[i]!;
    if (Number.isNaN(started)) {
      stratum.missed++;
      continue;
    }
    stratum.tardinessNs[stratum.checked++] = started - slot * o.slotNs;
  }
  return new Map(
    Array.from(strata, ([id, { tardinessNs, ...of }]) => [
      id,
      { ...of, tardinessNs: small(tardinessNs.subarray(0, of.checked)) },
    ]),
  );
}

/** A copy; in half the memory if all are whole and below four seconds: those of 52 hosts wait for each other. */
function small(values: Float64Array): Float64Array | Uint32Array {
  const whole = Uint32Array.from(values);
  for (let i = 0; i < values.length; i++) if (whole[i] !== values[i]) return values.slice();
  return whole;
}
