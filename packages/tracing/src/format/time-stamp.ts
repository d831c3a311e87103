/** Three digits of every number below 1000, and the same without trailing zeros. */
const digits = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
const trimmed = digits.map((text) => text.replace(/0+$/, ''));

/** Renders instants; the text of the last second is kept, since many messages share it. */
export class TimeStamps {
  #second = Number.NaN;
  #date = '';
  #time = '';

  /** ISO 8601 with as many digits of the fraction as it needs: `2026-11-23T03:11:25.44606579Z`. */
  iso(seconds: number, nanoseconds: number): string {
    if (seconds !== this.#second) this.#render(seconds);
    if (nanoseconds === 0) return `${this.#date}T${this.#time}Z`;
    const micro = Math.floor(nanoseconds / 1000);
    const a = Math.floor(micro / 1000);
    const b = micro - a * 1000;
    const c = nanoseconds - micro * 1000;
    if (c !== 0) return `${this.#date}T${this.#time}.${digits[a]}${digits[b]}${trimmed[c]}Z`;
    if (b !== 0) return `${this.#date}T${this.#time}.${digits[a]}${trimmed[b]}Z`;
    return `${this.#date}T${this.#time}.${trimmed[a]}Z`;
  }

  /** For people, four digits, cut and not rounded: `2026-11-23 03:11:25.4460Z`. */
  human(seconds: number, nanoseconds: number): string {
    if (seconds !== this.#second) this.#render(seconds);
    const fraction = String(Math.floor(nanoseconds / 100_000)).padStart(4, '0');
    return `${this.#date} ${this.#time}.${fraction}Z`;
  }

  #render(seconds: number): void {
    const text = new Date(seconds * 1000).toISOString();
    this.#second = seconds;
    this.#date = text.slice(0, 10);
    this.#time = text.slice(11, 19);
  }
}
