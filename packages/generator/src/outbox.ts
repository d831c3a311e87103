/** What waits for one node to ask for it, oldest first. Bounded by the number of transactions of the run. */
export interface Outbox<T> {
  put(item: T): void;
  /** Removes and returns at most `most` items. */
  take(most: number): T[];
  /** Resolves when there is something to take, or when the signal aborts. */
  untilFilled(signal: AbortSignal): Promise<void>;
}

export function createOutbox<T>(): Outbox<T> {
  const items: T[] = [];
  let wake: (() => void) | undefined;
  return {
    put(item) {
      items.push(item);
      wake?.();
    },
    take: (most) => items.splice(0, most),
    async untilFilled(signal) {
      if (items.length > 0 || signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      wake = undefined;
    },
  };
}
