export interface OutlierFlag {
  /** Index into the values. */
  readonly index: number;
  /** Beyond 3 interquartile ranges, else beyond 1.5. */
  readonly far: boolean;
}

/** Fewer values have no quartiles to speak of. */
export const FEWEST_FOR_FENCES = 5;

/**
 * Values outside Tukey's fences: to be looked into and told, never dropped. None for fewer than five values. Quartiles interpolate
 * (type 7). Every third set of five normal values has one such: a reason to look, no test. Source: Tukey, EDA (1977), ch. 2.
 */
export function outlierFlags(values: readonly number[]): OutlierFlag[] {
  if (values.length < FEWEST_FOR_FENCES) return [];
  const sorted = [...values].sort((a, b) => a - b);
  const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const range = q3 - q1;
  return values.flatMap((value, index) => {
    const beyond = Math.max(q1 - value, value - q3);
    return beyond > 1.5 * range && beyond > 0 ? [{ index, far: beyond > 3 * range }] : [];
  });
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
