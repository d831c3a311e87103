import { PairSorter } from '../statistics/sort-pairs.ts';
import type { AcceptedSlots } from './accepted-slots.ts';

/**
 * All samples of one figure of a host from least to greatest, each with its slot: centiles under any filters without sorting again,
 * which took a third of an analysis from kept columns.
 */
export interface RankedSamples {
  readonly values: Float64Array;
  readonly slots: Uint32Array;
}

/** Those whose slots are accepted, from least to greatest; in `room`, which is as long as they are, or where they are. */
export function acceptedValues(
  { values, slots }: RankedSamples,
  accepted: AcceptedSlots,
  room: Float64Array,
): Float64Array {
  if (accepted.all) return values;
  const { first, known } = accepted;
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const slot = slots[i]!;
    const answer = known[slot - first];
    if (answer === 1 || (answer === undefined && accepted.test(slot))) room[n++] = values[i]!;
  }
  return room.subarray(0, n);
}

/** Ranks samples, values and slots together, in memory of its own that serves all figures of a host. */
export class Ranker {
  readonly #sorter: PairSorter;

  constructor(mostSamples: number) {
    this.#sorter = new PairSorter(mostSamples);
  }

  /** One sample a row. What is not there (NaN), or lies before the first slot, is none. */
  rank(values: Float64Array, slots: Float64Array): RankedSamples {
    const { values: kept, tags } = this.#sorter.pairs;
    let n = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      const slot = slots[row]!;
      if (Number.isNaN(value) || !(slot >= 0)) continue;
      kept[n] = value;
      tags[n] = slot;
      n++;
    }
    const sorted = this.#sorter.sort(n);
    return { values: sorted.values.slice(), slots: sorted.tags.slice() };
  }
}
