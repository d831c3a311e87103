/** What messages come with: there are as many of a message as there were of one of these. */
export interface Exposure {
  readonly runs: number;
  readonly blocks: number;
  readonly transactions: number;
  readonly seconds: number;
}

/** All runs of a set-up together. */
export interface SideMessages {
  readonly counts: ReadonlyMap<string, number>;
  readonly exposure: Exposure;
}

export interface Alignment {
  /** Messages whose counts no exposure explains, the largest difference first. */
  readonly differing: readonly string[];
  /** Their differences, in lines, over all lines of the smaller side. */
  readonly unexplained: number;
  readonly aligned: boolean;
}

/**
 * Up to here two sides tell the same: a sixth of the smallest margin of CPU. What the sides tell beyond can at most move their cost by
 * as much as messages cost on average.
 */
const MOST_UNEXPLAINED = 0.01;
/** Two rates differ where their counts are further apart than this many standard deviations of Poisson counts, and by this share. */
const DEVIATIONS = 3;
const SHARE = 0.15;

/** Whether two set-ups told the same messages equally often, for the runs, blocks, transactions and time that each had. */
export function alignMessages(a: SideMessages, b: SideMessages): Alignment {
  const keys = new Set([...a.counts.keys(), ...b.counts.keys()]);
  const differing: { key: string; lines: number }[] = [];
  for (const key of keys) {
    const lines = leastDifference(a.counts.get(key) ?? 0, b.counts.get(key) ?? 0, a.exposure, b.exposure);
    if (lines > 0) differing.push({ key, lines });
  }
  differing.sort((x, y) => y.lines - x.lines || (x.key < y.key ? -1 : 1));
  const smaller = Math.min(totalOf(a), totalOf(b));
  const sum = differing.reduce((all, { lines }) => all + lines, 0);
  const unexplained = smaller === 0 ? (sum === 0 ? 0 : 1) : sum / smaller;
  return {
    differing: differing.map(({ key }) => key),
    unexplained,
    aligned: unexplained <= MOST_UNEXPLAINED,
  };
}

/** Lines by which `b` differs from what `a` lets expect, by the exposure that explains it best; 0 where it explains it. */
function leastDifference(countA: number, countB: number, a: Exposure, b: Exposure): number {
  let least = Number.POSITIVE_INFINITY;
  for (const by of ['runs', 'blocks', 'transactions', 'seconds'] as const) {
    if (!(a[by] > 0 && b[by] > 0)) continue;
    const factor = b[by] / a[by];
    const expected = countA * factor;
    const difference = Math.abs(countB - expected);
    const noise = Math.sqrt(countB + expected * Math.max(1, factor));
    const isSame = difference <= Math.max(SHARE * Math.max(expected, countB), DEVIATIONS * noise);
    least = Math.min(least, isSame ? 0 : difference);
  }
  return Number.isFinite(least) ? least : Math.abs(countB - countA);
}

function totalOf({ counts }: SideMessages): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
