/** Seconds until a run should end. */
export function secondsLeft(o: {
  /** Seconds since slot 0; negative before it. */
  readonly elapsedSeconds: number;
  readonly blockNo: number;
  readonly blockTarget: number | undefined;
  /** Seconds from slot 0 to the planned end, if no block ends the run earlier. */
  readonly plannedSeconds: number;
  /** Expected seconds between blocks: slot length / f. */
  readonly blockSeconds: number;
}): number {
  const planned = Math.max(0, o.plannedSeconds - o.elapsedSeconds);
  if (o.blockTarget === undefined) return planned;
  // The chain has no memory: whatever its luck so far, the rest takes its expected time.
  const blocks = Math.max(0, o.blockTarget - Math.max(o.blockNo, 0)) * o.blockSeconds;
  return Math.min(planned, blocks + Math.max(0, -o.elapsedSeconds));
}
