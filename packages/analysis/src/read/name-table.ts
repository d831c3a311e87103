/** More names than this are looked up anew each time: a log full of garbage cannot fill the memory. */
const MOST_NAMES = 4096;
const SLOTS = 2 * MOST_NAMES;

interface Entry<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/** What is known of a name (a namespace, a kind), found by its bytes without making a string of them. */
export class NameTable<T> {
  readonly #make: (name: string) => T;
  readonly #slots: (Entry<T> | undefined)[] = new Array(SLOTS).fill(undefined);
  #names = 0;

  constructor(make: (name: string) => T) {
    this.#make = make;
  }

  /** The name is ASCII in `bytes[start..end)`. */
  find(bytes: Buffer, start: number, end: number): T {
    // The ends of names differ the most; the comparison below looks at all of it.
    const middle = bytes[(start + end) >> 1]!;
    const ends = (bytes[end - 1]! << 8) ^ (bytes[end - 3]! << 4) ^ bytes[end - 6]!;
    const mixed = Math.imul((end - start) ^ (middle << 5) ^ (ends << 7), 0x9e3779b1);
    let slot = (mixed >>> 16) & (SLOTS - 1);
    for (let entry = this.#slots[slot]; entry !== undefined; entry = this.#slots[slot]) {
      if (isSame(entry.bytes, bytes, start, end)) return entry.value;
      slot = (slot + 1) & (SLOTS - 1);
    }
    const value = this.#make(bytes.toString('latin1', start, end));
    if (this.#names < MOST_NAMES) {
      this.#names++;
      this.#slots[slot] = { bytes: Uint8Array.from(bytes.subarray(start, end)), value };
    }
    return value;
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
