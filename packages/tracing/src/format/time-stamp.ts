import type { ByteText } from './byte-text.ts';

/** Writes instants; what stands before the fraction is kept, since many messages share a second. */
export class TimeStamps {
  #second = Number.NaN;
  #iso: Uint8Array = new Uint8Array();
  #human = '';

  /** ISO 8601 with as many digits of the fraction as it needs: `2026-11-23T03:11:25.44606579Z`. */
  writeIso(out: ByteText, seconds: number, nanoseconds: number): void {
    if (seconds !== this.#second) this.#turn(seconds);
    out.constant(this.#iso);
    if (nanoseconds !== 0) out.fraction(nanoseconds);
    out.byte(0x5a);
  }

  /** For people, four digits, cut and not rounded: `2026-11-23 03:11:25.4460Z`. */
  human(seconds: number, nanoseconds: number): string {
    if (seconds !== this.#second) this.#turn(seconds);
    return `${this.#human}.${String(Math.floor(nanoseconds / 100_000)).padStart(4, '0')}Z`;
  }

  #turn(seconds: number): void {
    const [, year, rest] = /^\+?0*(\d{4,})(-.*)\.\d{3}Z$/.exec(new Date(seconds * 1000).toISOString())!;
    this.#second = seconds;
    this.#iso = Buffer.from(`${year}${rest}`);
    // Upstream pads the year of the one form and not of the other.
    this.#human = `${Number(year)}${rest!.replace('T', ' ')}`;
  }
}
