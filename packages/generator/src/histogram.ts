import { deflateSync } from 'node:zlib';

/**
 * A histogram of durations in microseconds, as HdrHistogram makes it: three significant digits from 1 µs to
 * `MOST_US`, in buckets that double. Recording costs a few operations and allocates nothing.
 */
export interface Histogram {
  readonly count: number;
  readonly maxUs: number;
  /** Below zero counts as zero, above the largest as the largest. */
  record(us: number): void;
  /** The largest value that is equivalent to the one at this share (0 to 1); 0 of nothing. */
  centileUs(share: number): number;
  /** HdrHistogram's V2 compressed form in base64, `HISTFAAA…`: what its tools plot and merge. */
  encode(): string;
  reset(): void;
}

const SIGNIFICANT_DIGITS = 3;
/** An hour. */
const MOST_US = 3_600_000_000;
/** Least power of two with 2·10^digits values, halved; source: HdrHistogram's AbstractHistogram. */
const HALF_BITS = 10;
const HALF = 2 ** HALF_BITS;

export function createHistogram(): Histogram {
  const counts = new Uint32Array(indexOf(MOST_US) + 1);
  let count = 0;
  let maxUs = 0;
  return {
    get count() {
      return count;
    },
    get maxUs() {
      return maxUs;
    },
    record(us) {
      const value = Math.min(Math.max(Math.round(us), 0), MOST_US);
      counts[indexOf(value)]!++;
      count++;
      if (value > maxUs) maxUs = value;
    },
    centileUs(share) {
      let left = Math.max(1, Math.ceil(share * count));
      const last = indexOf(maxUs);
      for (let index = 0; index <= last; index++) {
        left -= counts[index]!;
        if (left <= 0) return Math.min(highestEquivalent(index), maxUs);
      }
      return 0;
    },
    encode: () => encode(counts.subarray(0, count === 0 ? 0 : indexOf(maxUs) + 1)),
    reset() {
      counts.fill(0, 0, indexOf(maxUs) + 1);
      count = 0;
      maxUs = 0;
    },
  };
}

function indexOf(value: number): number {
  const bucket = bucketOf(value);
  const sub = Math.floor(value / 2 ** bucket);
  return (bucket + 1) * HALF + sub - HALF;
}

/** How often the unit of the value's bucket has doubled. */
function bucketOf(value: number): number {
  return value < 2 * HALF ? 0 : Math.floor(Math.log2(value)) - HALF_BITS;
}

function highestEquivalent(index: number): number {
  const bucket = Math.max(0, Math.floor(index / HALF) - 1);
  const sub = index - bucket * HALF;
  return (sub + 1) * 2 ** bucket - 1;
}

const COOKIE = 0x1c849303 | 0x10;
const COMPRESSED_COOKIE = 0x1c849304 | 0x10;
const HEAD_BYTES = 40;

/** Counts in order, runs of zeros as negative numbers, each ZigZag LEB128; then zlib. Integers are big-endian. */
function encode(counts: Uint32Array): string {
  const payload: number[] = [];
  for (let i = 0; i < counts.length; ) {
    let zeros = 0;
    while (i < counts.length && counts[i] === 0) {
      zeros++;
      i++;
    }
    if (zeros > 0) putZigZag(payload, zeros === 1 ? 0 : -zeros);
    else putZigZag(payload, counts[i++]!);
  }
  const plain = Buffer.alloc(HEAD_BYTES + payload.length);
  plain.writeInt32BE(COOKIE, 0);
  plain.writeInt32BE(payload.length, 4);
  plain.writeInt32BE(0, 8); // normalizing index offset
  plain.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  plain.writeBigInt64BE(1n, 16); // lowest value that is told from zero
  plain.writeBigInt64BE(BigInt(MOST_US), 24);
  plain.writeDoubleBE(1, 32); // integer to double conversion
  plain.set(payload, HEAD_BYTES);
  const deflated = deflateSync(plain);
  const head = Buffer.alloc(8);
  head.writeInt32BE(COMPRESSED_COOKIE, 0);
  head.writeInt32BE(deflated.length, 4);
  return Buffer.concat([head, deflated]).toString('base64');
}

/** Counts stay below 2^32, so plain arithmetic does; shifts would wrap. */
function putZigZag(into: number[], value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest >= 0x80) {
    into.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  into.push(rest);
}
