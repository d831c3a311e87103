export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole, low <= x < high. */
  between(low: number, high: number): number;
  hex(digits: number): string;
}

/** xorshift32: the same numbers for the same seed on every machine. */
export function randomFrom(seed: number): Random {
  let x = Math.imul(seed, 2654435761) | 1;
  const next32 = () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
  const next = () => next32() / 2 ** 32;
  return {
    next,
    between: (low, high) => Math.floor(low + next() * (high - low)),
    hex(digits) {
      let text = '';
      while (text.length < digits) text += next32().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
  };
}
