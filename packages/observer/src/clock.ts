import { pause } from '@slotbench/tracing';

/** The one clock of an observer: whatever it sees is stamped with it. */
export interface Clock {
  /** Wall time of the log's origin, whole milliseconds since 1970. */
  readonly originMs: number;
  /** Whole nanoseconds since the origin, monotonic. */
  nowNs(): number;
  /** How far the wall clock has left this one, ms, as far as can be told: it was set, or one of the two runs fast. */
  driftMs(): number;
  /** Ends early when the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Wall time at the start of the process, advanced by the monotonic clock, as the programs of a run stamp their traces: on one
 * machine their stamps and ours are comparable to the microsecond as long as nobody sets the clock (`driftMs`).
 */
export function systemClock(): Clock {
  const originMs = Math.floor(performance.timeOrigin);
  // timeOrigin has microseconds; what lies below them in the double is noise.
  const startNs = Math.round((performance.timeOrigin - originMs) * 1000) * 1000;
  return {
    originMs,
    nowNs: () => startNs + Math.round(performance.now() * 1e6),
    driftMs() {
      // Date.now() cuts to milliseconds: only what goes beyond that is drift.
      const ms = Date.now() + 0.5 - (performance.timeOrigin + performance.now());
      return Math.sign(ms) * Math.max(0, Math.abs(ms) - 0.5);
    },
    sleep: pause,
  };
}
