/**
 * A forging loop looks at a slot within this many seconds or slots, whichever is longer, even on a machine that is busy. What is
 * farther off was written under another genesis, by another run or network, or is damaged.
 */
const SECONDS = 20;
const SLOTS = 20;

/** `lateSlots`: when the loop looked at a slot, in slots after its time by the genesis. */
export function isForeign(lateSlots: number, slotNs: number): boolean {
  const late = Math.abs(lateSlots);
  return late > SLOTS && late * slotNs > SECONDS * 1e9;
}
