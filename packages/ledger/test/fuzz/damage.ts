/** Choices from a seed (mulberry32): the same seed damages the same way. */
export interface Damage {
  /** 0..limit-1. */
  below(limit: number): number;
  /** A copy with up to four faults: bits, heads, cuts, holes, repeats. */
  damaged(bytes: Uint8Array): Uint8Array;
}

/** Bytes at which a CBOR decoder takes another turn: heads of every type and width, tags, simple values, breaks. */
const TELLING = Buffer.from(
  '00171819 1b1c1f20 3b405859 5b5f6078 7f808182 84989b9f a0a1a2b8 bbbfc2d8 d9f4f5f6 f7f9fbff'.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

export function createDamage(seed: number): Damage {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return Math.floor((((z ^ (z >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const fault = (bytes: Buffer): Buffer => {
    const at = below(bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (below(6)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        return bytes;
      case 1:
        bytes[at] = TELLING[below(TELLING.length)]!;
        return bytes;
      case 2:
        return before;
      case 3:
        return Buffer.concat([before, TELLING.subarray(below(TELLING.length)).subarray(0, 1), after]);
      case 4:
        return Buffer.concat([before, after.subarray(1 + below(4))]);
      default: {
        const from = below(bytes.length);
        return Buffer.concat([before, bytes.subarray(from, from + below(40)), after]);
      }
    }
  };
  return {
    below,
    damaged(bytes) {
      let copy = Buffer.from(bytes);
      for (let faults = below(5); faults > 0 && copy.length > 0; faults--) copy = Buffer.from(fault(copy));
      return copy;
    },
  };
}
