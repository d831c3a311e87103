/** Longest delay of a timer, milliseconds; a longer one would be taken for 1 ms. */
export const MOST_DELAY_MS = 0x7fff_ffff;

/** Repeats an action, never twice at once; the returned function ends it and waits for the one under way. */
export function every(periodMs: number, action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(
    () => {
      running ??= action().finally(() => {
        running = undefined;
      });
    },
    Math.min(periodMs, MOST_DELAY_MS),
  );
  return async () => {
    clearInterval(timer);
    await running;
  };
}
