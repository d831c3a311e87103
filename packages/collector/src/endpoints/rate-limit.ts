/** Lets so many pass in a second, and that many at once after a pause. `nowMs` is a clock that never steps back. */
export function createRateLimit(o: {
  readonly perSecond: number;
  readonly nowMs: () => number;
}): () => boolean {
  let left = o.perSecond;
  let filledMs = o.nowMs();
  return () => {
    const now = o.nowMs();
    left = Math.min(o.perSecond, left + ((now - filledMs) / 1000) * o.perSecond);
    filledMs = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}
