/** A bucket of tokens: how many messages of a node are taken before it counts as a flood. */
export interface Allowance {
  /** Takes one; returns how long to wait until it is there, in ms: 0 if it is. */
  take(nowNs: number): number;
}

export function createAllowance({ perSecond, burst }: { perSecond: number; burst: number }): Allowance {
  let tokens = burst;
  let last: number | undefined;
  return {
    take(nowNs) {
      if (last !== undefined) tokens = Math.min(burst, tokens + ((nowNs - last) / 1e9) * perSecond);
      last = nowNs;
      tokens--;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000;
    },
  };
}
