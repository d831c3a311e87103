/** Doubles of one piece: small enough for its memory to serve the next list when this one is gone. */
const PIECE = 4096;

/** A growing list of doubles, in pieces: one that doubled its room would leave as much garbage as it holds. */
export class Samples {
  readonly #full: Float64Array[] = [];
  #last = new Float64Array(64);
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#used === this.#last.length) {
      this.#full.push(this.#last);
      this.#last = new Float64Array(PIECE);
      this.#used = 0;
    }
    this.#last[this.#used++] = value;
    this.#length++;
  }

  /** A copy. */
  values(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.#length);
    let at = 0;
    for (const piece of this.#full) {
      all.set(piece, at);
      at += piece.length;
    }
    all.set(this.#last.subarray(0, this.#used), at);
    return all;
  }
}
