/** Mean and deviation of one group (a run), and how many independent samples it rests on. */
export interface Group {
  readonly mean: number;
  readonly stddev: number;
  readonly samples: number;
}

/** One-way random effects: what groups really differ by, and what their limited samples add to the deviation of their means. */
export interface Components {
  /** Deviation of the groups' true means. */
  readonly between: number;
  /** Deviation that a group's mean has from its limited samples alone. */
  readonly within: number;
  /** Samples a group, the mean that the analysis of variance uses for unequal sizes. */
  readonly samples: number;
}

/**
 * Analysis of variance with unequal groups; null for fewer than two groups or no sample to spare. A negative estimate of `between`
 * is given as 0. Assumes that samples within a group are independent: count only those that are.
 * Source: Searle, Casella and McCulloch, Variance Components (1992), §3.6.
 */
export function varianceComponents(groups: readonly Group[]): Components | null {
  const k = groups.length;
  const total = groups.reduce((sum, g) => sum + g.samples, 0);
  if (k < 2 || !(total > k)) return null;
  const grand = groups.reduce((sum, g) => sum + g.samples * g.mean, 0) / total;
  const meanSquareBetween = groups.reduce((sum, g) => sum + g.samples * (g.mean - grand) ** 2, 0) / (k - 1);
  const meanSquareWithin = groups.reduce((sum, g) => sum + (g.samples - 1) * g.stddev ** 2, 0) / (total - k);
  const samples = (total - groups.reduce((sum, g) => sum + g.samples ** 2, 0) / total) / (k - 1);
  return {
    between: Math.sqrt(Math.max(0, (meanSquareBetween - meanSquareWithin) / samples)),
    within: Math.sqrt(meanSquareWithin / samples),
    samples,
  };
}
