import { insert, type Occurrence } from './window.ts';

/** Gaps at the front that are closed together: moving the rest costs as much as what is gone. */
const MOST_GONE = 1024;

/** Messages in the order of their units, those of one unit in the order in which they came; taken from the front. */
export class OccurrenceQueue {
  #all: Occurrence[] = [];
  #gone = 0;

  add(occurrence: Occurrence): void {
    insert(this.#all, occurrence, this.#gone);
  }

  first(): Occurrence | undefined {
    return this.#all[this.#gone];
  }

  shift(): void {
    this.#gone++;
    if (this.#gone === this.#all.length) {
      this.#all.length = 0;
      this.#gone = 0;
    } else if (this.#gone > MOST_GONE && this.#gone > this.#all.length / 2) {
      this.#all = this.#all.slice(this.#gone);
      this.#gone = 0;
    }
  }

  all(): readonly Occurrence[] {
    return this.#all.slice(this.#gone);
  }
}
