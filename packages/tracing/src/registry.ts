/**
 * Every tracer that must hear of a changed configuration, without keeping it alive: one that its program has dropped is
 * dropped here too.
 */
export class Registry {
  /** What configures a tracer hangs on the tracer itself, and is gone with it. */
  readonly #configure = new WeakMap<object, () => void>();
  #tracers: WeakRef<object>[] = [];
  #sweepAt = 256;

  add(tracer: object, configure: () => void): void {
    if (this.#tracers.length >= this.#sweepAt) {
      this.#tracers = this.#tracers.filter((reference) => reference.deref() !== undefined);
      this.#sweepAt = Math.max(256, this.#tracers.length * 2);
    }
    this.#configure.set(tracer, configure);
    this.#tracers.push(new WeakRef(tracer));
  }

  configureAll(): void {
    for (const reference of [...this.#tracers]) {
      const tracer = reference.deref();
      if (tracer !== undefined) this.#configure.get(tracer)?.();
    }
  }
}
