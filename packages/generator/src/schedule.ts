import type { Arrivals } from './rate-shape.ts';

/** When each transaction is meant to be offered: open loop, whatever the nodes do. */
export interface Schedule {
  readonly count: number;
  /** Milliseconds since 1970, with fraction. */
  intendedMs(n: number): number;
}

export function createSchedule(o: { startMs: number; arrivals: Arrivals; count: number }): Schedule {
  return { count: o.count, intendedMs: (n) => o.startMs + o.arrivals(n) };
}

/** Wall time that never steps back, and a wait; a test hands in its own. */
export interface PaceClock {
  nowMs(): number;
  /** Resolves after about this long, or at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const CLOSED_WAIT_MS = 10;

/**
 * Calls `release` for every transaction at its time or, if the process was held up, as soon as it can: all that are
 * due at once, so that a late timer delays nothing that follows. Returns how many were released before the signal.
 */
export async function pace(
  schedule: Schedule,
  clock: PaceClock,
  o: {
    release: (n: number, intendedMs: number, nowMs: number) => void;
    /** False while nobody could take a transaction: they are released, late, once somebody can. */
    open: () => boolean;
    signal: AbortSignal;
  },
): Promise<number> {
  const { release, open, signal } = o;
  let next = 0;
  while (next < schedule.count && !signal.aborted) {
    const nowMs = clock.nowMs();
    const intendedMs = schedule.intendedMs(next);
    if (intendedMs > nowMs) await clock.wait(intendedMs - nowMs, signal);
    else if (open()) release(next++, intendedMs, nowMs);
    else await clock.wait(CLOSED_WAIT_MS, signal);
  }
  return next;
}
