/** What the stamps of one host's log say of its clock and of its pauses; ns since systemStart. */
export interface LogTimes {
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
  /** Steps back in time of more than a second between consecutive lines. */
  readonly backwards: number;
  /** The longest of them, in ns. */
  readonly backwardsMax: number;
  /** Times without any line; the ten longest, in order of time. */
  readonly silences: { readonly count: number; readonly longest: readonly Silence[] };
}

export interface Silence {
  readonly from: number;
  readonly to: number;
}

const BACK_NS = 1e9;
/** A node with a forging loop writes in every slot; five seconds are more than a machine that is busy makes it wait. */
const SILENCE_SLOTS = 10;
const SILENCE_NS = 5e9;
const MOST_SILENCES = 10;

/** Watches the stamps of every line of a host, in file order. */
export class LogClock {
  readonly #silenceNs: number;
  #firstAt: number | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #previousAt = Number.NEGATIVE_INFINITY;
  #backwards = 0;
  #backwardsMax = 0;
  #silences = 0;
  #longest: Silence[] = [];

  constructor(slotNs: number) {
    this.#silenceNs = Math.max(SILENCE_SLOTS * slotNs, SILENCE_NS);
  }

  sawLine(at: number): void {
    const step = at - this.#previousAt;
    this.#previousAt = at;
    if (this.#firstAt === undefined) {
      this.#firstAt = at;
    } else if (step < -BACK_NS) {
      this.#backwards++;
      this.#backwardsMax = Math.max(this.#backwardsMax, -step);
    } else if (step >= this.#silenceNs) {
      this.#silence({ from: at - step, to: at });
    }
    if (at > this.#lastAt) this.#lastAt = at;
  }

  finish(): LogTimes {
    return {
      firstAt: this.#firstAt,
      lastAt: this.#firstAt === undefined ? undefined : this.#lastAt,
      backwards: this.#backwards,
      backwardsMax: this.#backwardsMax,
      silences: { count: this.#silences, longest: [...this.#longest].sort((a, b) => a.from - b.from) },
    };
  }

  #silence(silence: Silence): void {
    this.#silences++;
    this.#longest.push(silence);
    if (this.#longest.length <= MOST_SILENCES) return;
    this.#longest.sort((a, b) => b.to - b.from - (a.to - a.from));
    this.#longest.pop();
  }
}
