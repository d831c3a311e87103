import type { Resource, Resources } from './log-object.ts';

/** A counter's value; a bigint where it went down and wrapped beyond 2^53. */
export type Word = number | bigint;
export type SlotResources = Readonly<Record<Resource, Word>>;

const WRAP = 1n << 64n;
const MIB = 1024 * 1024;

/** How each counter becomes a figure of a slot. */
const CONVERSIONS: Readonly<
  Record<
    Resource,
    'share' | 'difference' | 'mebibytes' | 'kibibytes' | 'gaugeMebibytes' | 'gauge' | 'differenceMebibytes'
  >
> = {
  CentiCpu: 'share',
  CentiGC: 'share',
  CentiMut: 'share',
  GcsMajor: 'difference',
  GcsMinor: 'difference',
  Alloc: 'differenceMebibytes',
  Live: 'gaugeMebibytes',
  Heap: 'gaugeMebibytes',
  RSS: 'gaugeMebibytes',
  CentiBlkIO: 'share',
  NetRd: 'kibibytes',
  NetWr: 'kibibytes',
  FsRd: 'kibibytes',
  FsWr: 'kibibytes',
  Threads: 'gauge',
};
const NAMES = Object.keys(CONVERSIONS) as Resource[];

/**
 * Counters of consecutive samples -> figures, with upstream's arithmetic: shares are whole percents rounded up in single precision,
 * everything else is cut; the first sample is compared with nothing at time 0 of the Unix epoch, so it holds the lifetime's total.
 */
export class ResourceRates {
  #previous: { at: number; counters: Resources } | undefined;
  #last: SlotResources | undefined;

  /** `at` in ns since systemStart; only differences matter but for the first sample. */
  step(at: number, counters: Resources): SlotResources {
    const previous = this.#previous;
    // From 1970 on: so long that every share is rounded up to 1 (or is 0).
    const seconds = previous === undefined ? 1.7e9 : (at - previous.at) / 1e9;
    const figures: Partial<Record<Resource, Word>> = {};
    for (const name of NAMES) {
      const now = counters[name];
      const before = previous?.counters[name] ?? 0;
      figures[name] = convert(CONVERSIONS[name], now, before, seconds);
    }
    this.#previous = { at, counters };
    this.#last = figures as SlotResources;
    return this.#last;
  }

  /** A slot without a sample: gauges and shares of the last one, no differences. */
  idle(): SlotResources {
    const figures: Partial<Record<Resource, Word>> = {};
    for (const name of NAMES) {
      const keeps = CONVERSIONS[name] === 'share' || CONVERSIONS[name].startsWith('gauge');
      figures[name] = keeps ? (this.#last?.[name] ?? 0) : 0;
    }
    return figures as SlotResources;
  }
}

function convert(how: (typeof CONVERSIONS)[Resource], now: number, before: number, seconds: number): Word {
  switch (how) {
    case 'gaugeMebibytes':
      return Math.floor(now / MIB);
    case 'share': {
      const hundredfold =
        now >= before ? (now - before) * 100 : wrapped((difference(now, before) as bigint) * 100n);
      return exactly(
        Math.ceil(Math.fround(Math.fround(Number(hundredfold)) / Math.fround(Math.fround(seconds) * 100))),
      );
    }
    case 'difference':
      return difference(now, before);
    case 'differenceMebibytes':
      return divided(difference(now, before), MIB);
    case 'kibibytes':
      return divided(difference(now, before), 1024);
    default:
      return now;
  }
}

/** Modulo 2^64, as a Word64. */
function difference(now: number, before: number): Word {
  return now >= before ? now - before : wrapped(BigInt(now) - BigInt(before));
}

function wrapped(value: bigint): bigint {
  return ((value % WRAP) + WRAP) % WRAP;
}

function divided(value: Word, by: number): Word {
  if (typeof value === 'number') return Math.floor(value / by);
  const quotient = value / BigInt(by);
  return quotient <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(quotient) : quotient;
}

function exactly(whole: number): Word {
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}
