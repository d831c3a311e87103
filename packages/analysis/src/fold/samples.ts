/** A growing list of doubles. */
export class Samples {
  #values = new Float64Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** A view, valid until the next push. */
  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
