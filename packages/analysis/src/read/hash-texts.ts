const DIGITS = 64;
const WORDS = DIGITS / 8;
/** A hash is written some ten times in a row on every host: the latest ones are enough. */
const SLOTS = 1024;

/** Texts of block hashes by their bytes, so that a hash that was just seen is the same string again. */
export class HashTexts {
  /** The digits of the known texts, eight to a double: these are equal if and only if their bytes are, as no digit makes a NaN or a zero. */
  readonly #words = new Float64Array(SLOTS * WORDS);
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  /** The 64 lower-case hex digits from `start`, which are all in `bytes`; undefined if these are others. `view` is of the same bytes. */
  read(bytes: Buffer, view: DataView, start: number): string | undefined {
    const slot =
      (bytes[start]! ^ (bytes[start + 1]! << 3) ^ (bytes[start + 2]! << 6) ^ (bytes[start + 3]! << 2)) &
      (SLOTS - 1);
    const known = slot * WORDS;
    const text = this.#texts[slot];
    if (text !== undefined) {
      let w = 0;
      while (w < WORDS && this.#words[known + w] === view.getFloat64(start + 8 * w, true)) w++;
      if (w === WORDS) return text;
    }
    for (let i = 0; i < DIGITS; i++) {
      const digit = bytes[start + i]!;
      if (!((digit >= 0x30 && digit <= 0x39) || (digit >= 0x61 && digit <= 0x66))) return undefined;
    }
    const fresh = bytes.toString('latin1', start, start + DIGITS);
    for (let w = 0; w < WORDS; w++) this.#words[known + w] = view.getFloat64(start + 8 * w, true);
    this.#texts[slot] = fresh;
    return fresh;
  }
}
