import { performance } from 'node:perf_hooks';

/**
 * The wall clock and the timers of this package. `read` sets the two fields: a trace call takes the time without
 * allocating, and nothing is rounded as nanoseconds since 1970 in one number would be.
 */
export interface Clock {
  read(): void;
  /** Whole seconds since 1970, UTC, at the last `read`. */
  readonly seconds: number;
  /** 0..999999999 at the last `read`. */
  readonly nanoseconds: number;
  /** Calls `run` after `ms` and does not keep the process alive; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** A wall clock that was stepped by more than this is followed; slewing is followed anyway by the monotonic clock. */
const STEP_MS = 50;

/**
 * The system's clock with the monotonic clock's resolution: Node's wall clock alone has milliseconds. Anchored once
 * at `performance.timeOrigin` (microseconds), checked once a second against the wall clock.
 */
export function systemClock(): Clock {
  return new SystemClock();
}

class SystemClock implements Clock {
  seconds = 0;
  nanoseconds = 0;
  #originSeconds = Math.floor(performance.timeOrigin / 1000);
  // timeOrigin has microseconds; what lies below them in the double is noise.
  #originNanoseconds = Math.min(999_999, Math.round((performance.timeOrigin % 1000) * 1000)) * 1000;
  #checked = 0;

  read(): void {
    this.#readMonotonic();
    if (this.seconds === this.#checked) return;
    this.#checked = this.seconds;
    if (this.#followStep()) this.#readMonotonic();
  }

  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  }

  #readMonotonic(): void {
    const elapsedMs = performance.now();
    const elapsedSeconds = Math.floor(elapsedMs / 1000);
    let seconds = this.#originSeconds + elapsedSeconds;
    let nanoseconds = this.#originNanoseconds + Math.round((elapsedMs - elapsedSeconds * 1000) * 1e6);
    if (nanoseconds >= 1_000_000_000) {
      nanoseconds -= 1_000_000_000;
      seconds++;
    }
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }

  /** True if the wall clock was stepped and the anchor moved. */
  #followStep(): boolean {
    const stepMs = Date.now() - (this.seconds * 1000 + this.nanoseconds / 1e6);
    if (Math.abs(stepMs) < STEP_MS) return false;
    const stepSeconds = Math.floor(stepMs / 1000);
    this.#originSeconds += stepSeconds;
    this.#originNanoseconds += Math.round((stepMs - stepSeconds * 1000) * 1e6);
    if (this.#originNanoseconds >= 1_000_000_000) {
      this.#originNanoseconds -= 1_000_000_000;
      this.#originSeconds++;
    }
    return true;
  }
}
