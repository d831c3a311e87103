import type { AcceptedSlots } from './accepted-slots.ts';

/**
 * All samples of one figure of a host from least to greatest, each with its slot: centiles under any filters without sorting again,
 * which took a third of an analysis from kept columns.
 */
export interface RankedSamples {
  readonly values: Float64Array;
  readonly slots: Uint32Array;
}

/** Those whose slots are accepted, from least to greatest. */
export function acceptedValues({ values, slots }: RankedSamples, accepted: AcceptedSlots): Float64Array {
  if (accepted.all) return values;
  const { first, known } = accepted;
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const slot = slots[i]!;
    const answer = known[slot - first];
    if (answer === 1 || (answer === undefined && accepted.test(slot))) kept[n++] = values[i]!;
  }
  return kept.subarray(0, n);
}

/** Runs of so many samples are sorted by insertion before they are merged. */
const RUN = 8;

/** Ranks samples by merging, values and slots together, in memory of its own that serves all figures of a host. */
export class Ranker {
  #from: RankedSamples;
  #to: RankedSamples;

  constructor(mostSamples: number) {
    const room = (): RankedSamples => ({
      values: new Float64Array(mostSamples),
      slots: new Uint32Array(mostSamples),
    });
    this.#from = room();
    this.#to = room();
  }

  /** Of rows `0..rows-1`. What is not there (NaN), or lies before the first slot, is no sample. */
  rank(rows: number, valueAt: (row: number) => number, slotAt: (row: number) => number): RankedSamples {
    const { values, slots } = this.#from;
    let n = 0;
    for (let row = 0; row < rows; row++) {
      const value = valueAt(row);
      const slot = slotAt(row);
      if (Number.isNaN(value) || !(slot >= 0)) continue;
      values[n] = value;
      slots[n] = slot;
      n++;
    }
    for (let start = 0; start < n; start += RUN) insert(this.#from, start, Math.min(start + RUN, n));
    for (let width = RUN; width < n; width *= 2) {
      for (let start = 0; start < n; start += 2 * width)
        merge(this.#from, this.#to, start, Math.min(start + width, n), Math.min(start + 2 * width, n));
      [this.#from, this.#to] = [this.#to, this.#from];
    }
    return { values: this.#from.values.slice(0, n), slots: this.#from.slots.slice(0, n) };
  }
}

function insert({ values, slots }: RankedSamples, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const value = values[i]!;
    const slot = slots[i]!;
    let place = i;
    for (; place > start && values[place - 1]! > value; place--) {
      values[place] = values[place - 1]!;
      slots[place] = slots[place - 1]!;
    }
    values[place] = value;
    slots[place] = slot;
  }
}

function merge(from: RankedSamples, to: RankedSamples, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let i = start; i < end; i++) {
    const at =
      left < middle && (right >= end || from.values[left]! <= from.values[right]!) ? left++ : right++;
    to.values[i] = from.values[at]!;
    to.slots[i] = from.slots[at]!;
  }
}
