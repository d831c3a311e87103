/** Numbers from a fixed seed (xorshift32): a failing case can be run again. */
export function random(seed: number) {
  let state = seed | 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return {
    below,
    bytes: (length: number) => Uint8Array.from({ length }, () => below(256)),
    pick: <T>(items: readonly T[]): T => items[below(items.length)]!,
  };
}

export type Random = ReturnType<typeof random>;
