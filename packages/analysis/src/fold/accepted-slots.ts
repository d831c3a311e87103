import { acceptsSlot, type ChainConstants, type Condition } from '../chain/filters.ts';

/** Which slots count under the filters of a run; asked millions of times, so looked up once for each slot of a log. */
export interface AcceptedSlots {
  /** No condition is about slots. */
  readonly all: boolean;
  /** 1 for those that count, of the slots from `first` on. */
  readonly first: number;
  readonly known: Uint8Array;
  /** Of any slot. */
  test(slot: number): boolean;
}

/** First and last of the slots that count, and how many; null for none. */
export interface SlotDomain {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export function acceptedDomain(slots: Float64Array, accepted: AcceptedSlots): SlotDomain | null {
  let first = 0;
  let last = 0;
  let count = 0;
  for (let i = 0; i < slots.length; i++) {
    if (!accepted.test(slots[i]!)) continue;
    if (count++ === 0) first = slots[i]!;
    last = slots[i]!;
  }
  return count === 0 ? null : { first, last, count };
}

/** `slots` are consecutive. */
export function acceptedSlots(
  slots: Float64Array,
  o: { readonly conditions: readonly Condition[]; readonly constants: ChainConstants },
): AcceptedSlots {
  const all = !o.conditions.some(({ scope }) => scope === 'slot');
  const first = slots[0] ?? 0;
  const known = new Uint8Array(all ? 0 : slots.length);
  const decide = (slot: number) => all || acceptsSlot(slot, o.conditions, o.constants);
  for (let i = 0; i < known.length; i++) known[i] = decide(first + i) ? 1 : 0;
  const test = (slot: number) => all || (known[slot - first] ?? (decide(slot) ? 1 : 0)) === 1;
  return { all, first, known, test };
}
