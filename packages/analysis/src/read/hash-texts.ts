const DIGITS = 64;
/** A hash is written some ten times in a row on every host: the latest ones are enough. */
const SLOTS = 1024;

/** Texts of block hashes by their bytes, so that a hash that was just seen is the same string again. */
export class HashTexts {
  readonly #bytes = new Uint8Array(SLOTS * DIGITS);
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  /** The 64 lower-case hex digits from `start`; undefined if these are others. */
  read(bytes: Buffer, start: number): string | undefined {
    const slot =
      (bytes[start]! ^ (bytes[start + 1]! << 3) ^ (bytes[start + 2]! << 6) ^ (bytes[start + 3]! << 2)) &
      (SLOTS - 1);
    const known = slot * DIGITS;
    const text = this.#texts[slot];
    if (text !== undefined) {
      let i = 0;
      while (i < DIGITS && this.#bytes[known + i] === bytes[start + i]) i++;
      if (i === DIGITS) return text;
    }
    for (let i = 0; i < DIGITS; i++) {
      const digit = bytes[start + i]!;
      if (!((digit >= 0x30 && digit <= 0x39) || (digit >= 0x61 && digit <= 0x66))) return undefined;
    }
    const fresh = bytes.toString('latin1', start, start + DIGITS);
    for (let i = 0; i < DIGITS; i++) this.#bytes[known + i] = bytes[start + i]!;
    this.#texts[slot] = fresh;
    return fresh;
  }
}
