/** An estimate with its confidence interval. `low` and `high` may be infinite where the data sets no bound. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Confidence, such as 0.95. */
  readonly level: number;
}

/** As written to JSON, which has no infinity: null is "no bound" (or, as an estimate, "none"). */
export interface ReportedInterval {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
}

export function reported({ estimate, low, high, level }: Interval): ReportedInterval {
  const finite = (x: number) => (Number.isFinite(x) ? x : null);
  return { estimate: finite(estimate), low: finite(low), high: finite(high), level };
}
