/** When slots begin: both in milliseconds; slot lengths below a second are legal. */
export interface SlotTiming {
  readonly systemStartMs: number;
  readonly slotLengthMs: number;
}

/** Wall-clock milliseconds since 1970, with a fraction, and a sleep that a signal ends early. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface SlotStart {
  readonly slot: number;
  /** Slots since the last one whose start passed unseen because the process was late. */
  readonly missed: number;
}

export function slotStartMs(timing: SlotTiming, slot: number): number {
  return timing.systemStartMs + slot * timing.slotLengthMs;
}

/** The slot at a wall-clock time; -1 before the system start. */
export function slotAt(timing: SlotTiming, nowMs: number): number {
  if (nowMs < timing.systemStartMs) return -1;
  const slot = Math.floor((nowMs - timing.systemStartMs) / timing.slotLengthMs);
  // The division may round across a boundary; the product of slotStartMs decides.
  if (slotStartMs(timing, slot + 1) <= nowMs) return slot + 1;
  return slotStartMs(timing, slot) > nowMs ? slot - 1 : slot;
}

/**
 * Every slot from now on, right after it began; the slot in which this is called is left out, it is already under
 * way. A late process gets the slot that is now and the number of slots it missed, never two slots at once.
 */
export async function* slots(
  timing: SlotTiming,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<SlotStart> {
  let next = slotAt(timing, clock.nowMs()) + 1;
  while (!signal.aborted) {
    const waitMs = slotStartMs(timing, next) - clock.nowMs();
    if (waitMs > 0) {
      await clock.sleep(waitMs, signal);
      continue;
    }
    const slot = slotAt(timing, clock.nowMs());
    yield { slot, missed: slot - next };
    next = slot + 1;
  }
}
