/** Fewer are sorted by insertion: counting digits costs as much as some hundred comparisons. */
const FEW = 64;
const BITS = 11;
const BUCKETS = 1 << BITS;
/** A double is two words, each of them 11, 11 and 10 bits. */
const SHIFTS = [0, BITS, 2 * BITS];
/** Where the lower word of a double lies. */
const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;

interface Pairs {
  readonly values: Float64Array;
  readonly words: Uint32Array;
  readonly tags: Uint32Array;
}

/**
 * Sorts doubles and a whole number that goes along with each, in memory of its own. By their bits, eleven at a time, which takes a third
 * of the time of merging 45,000 of them.
 */
export class PairSorter {
  #from: Pairs;
  #to: Pairs;
  readonly #counts = new Uint32Array(2 * SHIFTS.length * BUCKETS);

  constructor(most: number) {
    this.#from = room(most);
    this.#to = room(most);
  }

  /** To be filled with what is to be sorted, no NaN among it. */
  get pairs(): { readonly values: Float64Array; readonly tags: Uint32Array } {
    return this.#from;
  }

  /** The first `n` pairs from least to greatest, those with equal values as they were; valid until the next call. */
  sort(n: number): { readonly values: Float64Array; readonly tags: Uint32Array } {
    const { values } = this.#from;
    let sorted = 1;
    while (sorted < n && values[sorted - 1]! <= values[sorted]!) sorted++;
    if (sorted < n) {
      if (n <= FEW) insert(this.#from, n);
      else this.#byDigits(n);
    }
    return { values: this.#from.values.subarray(0, n), tags: this.#from.tags.subarray(0, n) };
  }

  #byDigits(n: number): void {
    const counts = this.#counts.fill(0);
    flip(this.#from.words, n, counts);
    for (let digit = 0; digit < 2 * SHIFTS.length; digit++) {
      const offset = digit < SHIFTS.length ? LOW : 1 - LOW;
      const shift = SHIFTS[digit % SHIFTS.length]!;
      const places = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
      const { words, tags } = this.#from;
      // Whole numbers and ratios of small ones share most of their digits.
      if (places[(words[offset]! >>> shift) & (BUCKETS - 1)] === n) continue;
      let before = 0;
      for (let b = 0; b < BUCKETS; b++) {
        const count = places[b]!;
        places[b] = before;
        before += count;
      }
      const to = this.#to;
      for (let i = 0; i < n; i++) {
        const bucket = (words[2 * i + offset]! >>> shift) & (BUCKETS - 1);
        const place = places[bucket]!;
        places[bucket] = place + 1;
        to.words[2 * place] = words[2 * i]!;
        to.words[2 * place + 1] = words[2 * i + 1]!;
        to.tags[place] = tags[i]!;
      }
      this.#to = this.#from;
      this.#from = to;
    }
    unflip(this.#from.words, n);
  }
}

function room(most: number): Pairs {
  const values = new Float64Array(most);
  return { values, words: new Uint32Array(values.buffer), tags: new Uint32Array(most) };
}

/** Makes the order of doubles that of their bits, and counts every digit: negative ones with all bits turned, others with their sign. */
function flip(words: Uint32Array, n: number, counts: Uint32Array): void {
  for (let i = 0; i < 2 * n; i += 2) {
    let low = words[i + LOW]!;
    let high = words[i + 1 - LOW]!;
    if (high >>> 31 === 1) {
      low = ~low;
      high = ~high;
      words[i + LOW] = low;
    } else {
      high ^= 0x80000000;
    }
    words[i + 1 - LOW] = high;
    counts[low & (BUCKETS - 1)]!++;
    counts[BUCKETS + ((low >>> BITS) & (BUCKETS - 1))]!++;
    counts[2 * BUCKETS + (low >>> (2 * BITS))]!++;
    counts[3 * BUCKETS + (high & (BUCKETS - 1))]!++;
    counts[4 * BUCKETS + ((high >>> BITS) & (BUCKETS - 1))]!++;
    counts[5 * BUCKETS + (high >>> (2 * BITS))]!++;
  }
}

function unflip(words: Uint32Array, n: number): void {
  for (let i = 0; i < 2 * n; i += 2) {
    const high = words[i + 1 - LOW]!;
    if (high >>> 31 === 1) {
      words[i + 1 - LOW] = high ^ 0x80000000;
    } else {
      words[i + LOW] = ~words[i + LOW]!;
      words[i + 1 - LOW] = ~high;
    }
  }
}

function insert({ values, tags }: Pairs, n: number): void {
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    const tag = tags[i]!;
    let place = i;
    for (; place > 0 && values[place - 1]! > value; place--) {
      values[place] = values[place - 1]!;
      tags[place] = tags[place - 1]!;
    }
    values[place] = value;
    tags[place] = tag;
  }
}
