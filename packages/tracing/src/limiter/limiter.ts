/** The imbalance at which limiting starts, and its negative at which it stops. */
const BUDGET_LIMIT = 30;
/** What one message can add to the imbalance at most. */
const SATURATION = 10;
const REMINDER_SECONDS = 10;

/** What a limiter tells about itself. `suppressed` counts since limiting started. */
export type LimiterNotice =
  | { readonly kind: 'StartLimiting' }
  | { readonly kind: 'RememberLimiting'; readonly suppressed: number }
  | { readonly kind: 'StopLimiting'; readonly suppressed: number };

/**
 * The frequency limiter of one message: not a token bucket. Messages that come faster than `frequencyHz` add to an
 * imbalance, slower ones take from it, at most ten a message; at +30 limiting starts, at -30 it stops. The state moves only
 * when a message arrives. Source: trace-dispatcher 2.13; vectors in test/vectors/limiter.json.
 */
export class Limiter {
  readonly #periodSeconds: number;
  #lastArrival: number;
  #budget = 0;
  #lastReminder = 0;
  #active = false;
  #suppressed = 0;
  #lastPassed = 0;

  /** `now` in seconds, as every time here; a frequency below 0 never limits. */
  constructor(frequencyHz: number, now: number) {
    this.#periodSeconds = 1 / frequencyHz;
    this.#lastArrival = now;
  }

  /** Whether the message that arrives now passes; a change is told before the message is. */
  arrive(now: number, tell: (notice: LimiterNotice) => void): boolean {
    const reached = this.#budget + imbalance(this.#periodSeconds, now - this.#lastArrival);
    const passes = this.#active
      ? this.#arriveLimited(now, reached, tell)
      : this.#arriveFree(now, reached, tell);
    this.#budget = clamp(reached, BUDGET_LIMIT);
    this.#lastArrival = now;
    return passes;
  }

  /** Tells that it stops, if it is active: it is not used any more. */
  end(tell: (notice: LimiterNotice) => void): void {
    if (this.#active) tell({ kind: 'StopLimiting', suppressed: this.#suppressed });
    this.#active = false;
  }

  #arriveFree(now: number, reached: number, tell: (notice: LimiterNotice) => void): boolean {
    if (reached < BUDGET_LIMIT) {
      this.#lastReminder = 0;
      return true;
    }
    tell({ kind: 'StartLimiting' });
    this.#active = true;
    this.#suppressed = 0;
    this.#lastPassed = now;
    this.#lastReminder = now;
    return true;
  }

  #arriveLimited(now: number, reached: number, tell: (notice: LimiterNotice) => void): boolean {
    if (reached <= -BUDGET_LIMIT) {
      tell({ kind: 'StopLimiting', suppressed: this.#suppressed });
      this.#active = false;
      return true;
    }
    if (now - this.#lastReminder > REMINDER_SECONDS) {
      tell({ kind: 'RememberLimiting', suppressed: this.#suppressed });
      this.#lastReminder = now;
    }
    if (now - this.#lastPassed > this.#periodSeconds) {
      this.#lastPassed = now;
      return true;
    }
    this.#suppressed++;
    return false;
  }
}

/** 0 at exactly the period, positive if too fast, negative if slow, symmetric about 0. */
function imbalance(periodSeconds: number, elapsedSeconds: number): number {
  const ratio = elapsedSeconds === 0 ? SATURATION : periodSeconds / elapsedSeconds;
  return clamp(ratio > 0 && ratio < 1 ? 1 - 1 / ratio : ratio - 1, SATURATION);
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
