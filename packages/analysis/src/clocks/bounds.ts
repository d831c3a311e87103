/**
 * What the traces of blocks say about the difference of two clocks. A header cannot be noticed before it was announced: of a block
 * that `a` forged and `b` noticed, `noticed_b − announced_a` is the true delay, which is not negative, plus what b's clock is ahead
 * of a's. The least of them over all blocks is an upper bound of that lead; over any path of hosts bounds add up.
 */
export interface ClockBounds {
  readonly hosts: readonly string[];
  /** `upper[a * n + b]`, ns: b's clock is ahead of a's by at most this; Infinity: nothing is known. */
  readonly upper: Float64Array;
}

export interface Announcement {
  readonly from: number;
  readonly to: number;
  /** ns: noticed by the clock of `to` minus announced by the clock of `from`. */
  readonly delay: number;
}

/** Bounds between every two of `hosts`, each the tightest that any path gives. */
export function clockBounds(hosts: readonly string[], announcements: Iterable<Announcement>): ClockBounds {
  const n = hosts.length;
  const upper = new Float64Array(n * n).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < n; a++) upper[a * n + a] = 0;
  for (const { from, to, delay } of announcements)
    if (delay < upper[from * n + to]!) upper[from * n + to] = delay;
  shortestPaths(upper, n);
  return { hosts, upper };
}

/** A loop of bounds below zero: no constant difference of clocks explains the traces. */
export function isContradictory({ hosts, upper }: ClockBounds): boolean {
  return hosts.some((_, a) => upper[a * hosts.length + a]! < 0);
}

/** All pairs (Floyd and Warshall); a diagonal below zero marks a loop below zero. */
function shortestPaths(upper: Float64Array, n: number): void {
  for (let via = 0; via < n; via++)
    for (let a = 0; a < n; a++) {
      const first = upper[a * n + via]!;
      if (first === Number.POSITIVE_INFINITY) continue;
      for (let b = 0; b < n; b++) {
        const sum = first + upper[via * n + b]!;
        if (sum < upper[a * n + b]!) upper[a * n + b] = sum;
      }
    }
}
