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

/**
 * Reads time stamps straight from the bytes of log lines: consecutive lines share their second, so only the fraction is new.
 */
export class StampReader {
  readonly #origin: Instant;
  #last = Buffer.alloc(0);
  #lastSeconds = 0;

  constructor(origin: Instant) {
    this.#origin = origin;
  }

  /** Nanoseconds since the origin of the stamp in `bytes[start..end)`; undefined if it is no stamp. */
  read(bytes: Buffer, start: number, end: number): number | undefined {
    const fractionStart = start + 19;
    if (end <= fractionStart) return undefined;
    if (this.#last.length !== 19 || this.#last.compare(bytes, start, fractionStart) !== 0)
      return this.#readWhole(bytes, start, end);
    let nanoseconds = 0;
    let at = fractionStart;
    if (bytes[at] === 0x2e) {
      if (end - at < 3) return undefined;
      let scale = 100_000_000;
      for (at++; at < end - 1; at++) {
        const digit = bytes[at]! - 0x30;
        if (digit < 0 || digit > 9 || at - fractionStart > 12) return this.#readWhole(bytes, start, end);
        if (scale >= 1) nanoseconds += digit * scale;
        scale = scale === 1 ? 0 : scale / 10;
      }
    }
    if (at !== end - 1 || bytes[at] !== 0x5a) return this.#readWhole(bytes, start, end);
    return nanosecondsSince(this.#origin, { seconds: this.#lastSeconds, nanoseconds });
  }

  #readWhole(bytes: Buffer, start: number, end: number): number | undefined {
    const instant = parseInstant(bytes.toString('latin1', start, end));
    if (instant === undefined) return undefined;
    this.#last = Buffer.from(bytes.subarray(start, start + 19));
    this.#lastSeconds = instant.seconds;
    return nanosecondsSince(this.#origin, instant);
  }
}
