/** Lets any number of loops wait until something changed. Look first, then wait: a wake in between cannot be missed. */
export class Wakeup {
  #waiting = new Set<() => void>();

  wake(): void {
    const woken = this.#waiting;
    this.#waiting = new Set();
    for (const resolve of woken) resolve();
  }

  /** Resolves at the next `wake`, or when the signal aborts, whichever comes first; never rejects. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }
}
