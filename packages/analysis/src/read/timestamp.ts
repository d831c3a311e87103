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

/** `2026-03-10T11:59:5`: what changes every ten seconds. */
const PREFIX = 18;

/**
 * Reads time stamps straight from the bytes of log lines: consecutive lines share most of their digits, so only the last of the
 * seconds and the fraction are new.
 */
export class StampReader {
  readonly #origin: Instant;
  #last = new Uint8Array(0);
  /** Of the origin, at the digit 0 of the last stamp's seconds. */
  #lastSeconds = 0;

  constructor(origin: Instant) {
    this.#origin = origin;
  }

  /** Nanoseconds since the origin of the stamp in `bytes[start..end)`; undefined if it is no stamp. */
  read(bytes: Buffer, start: number, end: number): number | undefined {
    const last = this.#last;
    const second = bytes[start + PREFIX]! - 0x30;
    let i = 0;
    while (i < last.length && last[i] === bytes[start + i]) i++;
    if (i < PREFIX || end - start < 20 || second < 0 || second > 9) return this.#readWhole(bytes, start, end);
    let nanoseconds = 0;
    let at = start + PREFIX + 1;
    if (bytes[at] === 0x2e) {
      at++;
      const digits = Math.min(end - 1 - at, 9);
      if (digits < 1) return undefined;
      let digit = 0;
      for (const stop = at + digits; at < stop; at++) {
        digit = bytes[at]! - 0x30;
        if (digit < 0 || digit > 9) return this.#readWhole(bytes, start, end);
        nanoseconds = nanoseconds * 10 + digit;
      }
      nanoseconds *= SCALES[digits]!;
    }
    if (at !== end - 1 || bytes[at] !== 0x5a) return this.#readWhole(bytes, start, end);
    return (this.#lastSeconds + second) * 1e9 + (nanoseconds - this.#origin.nanoseconds);
  }

  #readWhole(bytes: Buffer, start: number, end: number): number | undefined {
    const instant = parseInstant(bytes.toString('latin1', start, end));
    if (instant === undefined) return undefined;
    this.#last = Uint8Array.from(bytes.subarray(start, start + PREFIX));
    this.#lastSeconds = instant.seconds - this.#origin.seconds - (bytes[start + PREFIX]! - 0x30);
    return nanosecondsSince(this.#origin, instant);
  }
}

/** Nanoseconds that the last of so many digits stands for. */
const SCALES = [0, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1];
