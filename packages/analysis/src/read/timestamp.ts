/** A wall-clock instant; both integers, nanoseconds 0..999999999. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * `2026-03-10T11:59:52.935985342Z`, a space for the `T` (cardano-node 8.0.0), a fraction of 0 to 12 digits, cut to nanoseconds.
 * Undefined for anything else.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(?:Z|\+00:?00)$/.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1]}T${match[2]}Z`);
  if (Number.isNaN(ms)) return undefined;
  return { seconds: ms / 1000, nanoseconds: Number((match[3] ?? '').padEnd(9, '0').slice(0, 9)) };
}

/** Nanoseconds from `origin`: exact below 2^53, which is 104 days. */
export function nanosecondsSince(origin: Instant, at: Instant): number {
  return (at.seconds - origin.seconds) * 1e9 + (at.nanoseconds - origin.nanoseconds);
}

/** ISO 8601 with the shortest fraction. */
export function formatInstant(origin: Instant, nanoseconds: number): string {
  const total =
    BigInt(origin.seconds) * 1_000_000_000n + BigInt(origin.nanoseconds + Math.round(nanoseconds));
  const seconds = total / 1_000_000_000n;
  const fraction = (total % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return fraction === '' ? `${date}Z` : `${date}.${fraction}Z`;
}

/** Bytes before a stamp in a line, `{"at":"`: with the first 17 of a stamp, its minute, they are three words of eight. */
const BEFORE = 7;
const MINUTE = 17;

/**
 * Reads the time stamps of lines straight from their bytes: consecutive lines share most of them, so only the seconds and the fraction
 * are new.
 */
export class StampReader {
  readonly #origin: Instant;
  /** The first bytes of a line with the last minute, as doubles, which are equal if and only if their bytes are. */
  #words: readonly [number, number, number] = [Number.NaN, Number.NaN, Number.NaN];
  /** Of the origin, at the last minute. */
  #minute = 0;
  /** Nanoseconds since the origin of the last stamp that was read. */
  at = 0;

  constructor(origin: Instant) {
    this.#origin = origin;
  }

  /**
   * The place after the `Z` of the stamp of a line that begins with `{"at":"`, which puts its time into `at`. -1: a stamp of another
   * minute or in another form, or none. The line ends before `end`.
   */
  read(bytes: Buffer, view: DataView, start: number, end: number): number {
    const words = this.#words;
    // The shortest stamp has no fraction; a line goes on after it.
    if (
      start + BEFORE + MINUTE + 3 > end ||
      view.getFloat64(start, true) !== words[0] ||
      view.getFloat64(start + 8, true) !== words[1] ||
      view.getFloat64(start + 16, true) !== words[2]
    )
      return -1;
    let at = start + BEFORE + MINUTE;
    const tens = bytes[at]! - 0x30;
    const ones = bytes[at + 1]! - 0x30;
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return -1;
    at += 2;
    let nanoseconds = 0;
    if (bytes[at] === 0x2e) {
      const from = ++at;
      for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[at]! - 0x30) {
        nanoseconds = nanoseconds * 10 + digit;
        at++;
      }
      if (at === from || at - from > 9) return -1;
      nanoseconds *= SCALES[at - from]!;
    }
    if (bytes[at] !== 0x5a) return -1;
    this.at = (this.#minute + tens * 10 + ones) * 1e9 + (nanoseconds - this.#origin.nanoseconds);
    return at + 1;
  }

  /** Whether `bytes[start + 7..end)` is a stamp in any form; `at` is its time, and others of its minute are read from now on. */
  learn(bytes: Buffer, view: DataView, start: number, end: number): boolean {
    const text = bytes.toString('latin1', start + BEFORE, end);
    const instant = parseInstant(text);
    if (instant === undefined) return false;
    this.at = nanosecondsSince(this.#origin, instant);
    // Of hour 24 only the first instant is a time.
    if (text.startsWith('24', 11)) return true;
    this.#words = [
      view.getFloat64(start, true),
      view.getFloat64(start + 8, true),
      view.getFloat64(start + 16, true),
    ];
    this.#minute = instant.seconds - this.#origin.seconds - Number(text.slice(MINUTE, MINUTE + 2));
    return true;
  }
}

/** Nanoseconds that the last of so many digits stands for. */
const SCALES = [0, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1];
