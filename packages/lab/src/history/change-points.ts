import { moments, pDifferent, welchDifference } from '@slotbench/analysis/statistics';

/** Where a series takes another level. */
export interface ChangePoint {
  /** Index of the first value of the new level. */
  readonly index: number;
  readonly before: { readonly mean: number; readonly runs: number };
  readonly after: { readonly mean: number; readonly runs: number };
  /** Welch's, between the levels left and right of it. */
  readonly p: number;
}

export interface ChangePointOptions {
  /** A change point stays if its P is at most this. The place is chosen by the data, so that 5 % would be met by chance. */
  readonly alpha?: number;
  /** Fewest values of a level. */
  readonly fewest?: number;
}

/** Without a change, one series in forty of 30 values shows one at this P (2,000 simulated). */
const ALPHA = 0.001;
const FEWEST = 4;
/** Candidates are split off generously first: a change may hide until its neighbours are split off. */
const CANDIDATE_ALPHA = 0.05;

/**
 * Change points of a series in order of time: the E-divisive statistic places them, a t test decides whether they stay, which needs no
 * random permutations and so gives the same answer every time. First every segment is split while its best split is remarkable at all;
 * then the weakest point is taken out until all of them hold against their neighbouring segments.
 * Sources: Matteson and James, J. Am. Stat. Assoc. 109 (2014); Fleming et al., "Hunter", ICPE 2023.
 */
export function changePoints(values: readonly number[], o: ChangePointOptions = {}): ChangePoint[] {
  const { alpha = ALPHA, fewest = FEWEST } = o;
  const cuts = [...candidates(values, 0, values.length, fewest)].sort((a, b) => a - b);
  for (;;) {
    const points = cuts.map((cut, i) => pointAt(values, cuts[i - 1] ?? 0, cut, cuts[i + 1] ?? values.length));
    const weakest = points.reduce<ChangePoint | null>(
      (worst, one) => (worst === null || one.p > worst.p ? one : worst),
      null,
    );
    if (weakest === null || weakest.p <= alpha) return points;
    cuts.splice(cuts.indexOf(weakest.index), 1);
  }
}

function* candidates(values: readonly number[], from: number, to: number, fewest: number): Generator<number> {
  const cut = bestSplit(values.slice(from, to), fewest);
  if (cut === null || pointAt(values, from, from + cut, to).p > CANDIDATE_ALPHA) return;
  yield* candidates(values, from, from + cut, fewest);
  yield from + cut;
  yield* candidates(values, from + cut, to, fewest);
}

/**
 * The split with the largest divergence q(t) = t(n-t)/n * (2 between - within left - within right), where each term is the mean
 * distance |x - y| of pairs. Moving one value from right to left changes the three sums by its distances to either side, so all splits
 * of a segment cost n^2 together. Null for segments too short to split.
 */
export function bestSplit(values: readonly number[], fewest: number): number | null {
  const n = values.length;
  if (n < 2 * fewest) return null;
  let [left, right, between] = [0, sumOfDistances(values), 0];
  let best: { cut: number; q: number } | null = null;
  for (let t = 1; t < n; t++) {
    const moved = values[t - 1]!;
    let [toLeft, toRight] = [0, 0];
    for (let i = 0; i < t - 1; i++) toLeft += Math.abs(moved - values[i]!);
    for (let i = t; i < n; i++) toRight += Math.abs(moved - values[i]!);
    left += toLeft;
    right -= toRight;
    between += toRight - toLeft;
    if (t < fewest || n - t < fewest) continue;
    const q = divergence({ left, right, between, t, n });
    if (best === null || q > best.q) best = { cut: t, q };
  }
  return best?.cut ?? null;
}

function divergence(o: { left: number; right: number; between: number; t: number; n: number }): number {
  const [a, b] = [o.t, o.n - o.t];
  const pairs = (count: number) => (count * (count - 1)) / 2;
  return ((a * b) / o.n) * ((2 * o.between) / (a * b) - o.left / pairs(a) - o.right / pairs(b));
}

function sumOfDistances(values: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) sum += Math.abs(values[i]! - values[j]!);
  return sum;
}

function pointAt(values: readonly number[], from: number, cut: number, to: number): ChangePoint {
  const [before, after] = [values.slice(from, cut), values.slice(cut, to)];
  const difference = welchDifference(before, after);
  // Two levels without any variation differ for certain or not at all.
  const p = difference.standardError === 0 ? (difference.estimate === 0 ? 1 : 0) : pDifferent(difference);
  return {
    index: cut,
    before: { mean: moments(before).mean, runs: before.length },
    after: { mean: moments(after).mean, runs: after.length },
    p,
  };
}
