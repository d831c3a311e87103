/** A stream of pseudo-random choices from a seed (mulberry32); the same seed gives the same cases. */
export interface Random {
  /** 0..2^32-1. */
  next(): number;
  /** 0..limit-1. */
  below(limit: number): number;
  /** A copy with one to four faults of a kind that CBOR and framing feel: bits, heads, lengths, cuts, repeats. */
  mutated(bytes: Uint8Array): Uint8Array;
}

/** Bytes at which a decoder takes another turn: heads of every type and width, breaks, edges of UTF-8. */
const TELLING = [
  0x00, 0x01, 0x0a, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0x20, 0x2b, 0x3b, 0x40, 0x5f, 0x60, 0x61, 0x77,
  0x78, 0x79, 0x7a, 0x7b, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x89, 0x97, 0x98, 0x9b, 0x9f, 0xa2, 0xbf, 0xc0, 0xc1,
  0xc3, 0xd9, 0xed, 0xf4, 0xf5, 0xf6, 0xf9, 0xfb, 0xff,
];

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  }
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);

  function mutate(bytes: Uint8Array): Uint8Array {
    const at = below(bytes.length);
    switch (below(8)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        return bytes;
      case 1:
      case 2:
        bytes[at] = TELLING[below(TELLING.length)]!;
        return bytes;
      case 3:
        bytes[at]! += below(2) === 0 ? 1 : -1;
        return bytes;
      case 4:
        return bytes.slice(0, at);
      case 5:
        return joined(
          bytes.subarray(0, at),
          Uint8Array.of(TELLING[below(TELLING.length)]!),
          bytes.subarray(at),
        );
      case 6:
        return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + below(4))));
      default: {
        const from = below(bytes.length);
        return joined(bytes.subarray(0, at), bytes.subarray(from, from + below(40)), bytes.subarray(at));
      }
    }
  }

  return {
    next,
    below,
    mutated(bytes) {
      let copy: Uint8Array = bytes.slice();
      for (let faults = below(5); faults > 0 && copy.length > 0; faults--) copy = mutate(copy);
      return copy;
    },
  };
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
