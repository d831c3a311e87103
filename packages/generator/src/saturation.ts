/**
 * Closed-loop load, pure part: levels of transactions in flight, each twice the one before, until more in flight
 * brings waiting instead of throughput.
 */
export interface SaturationLevel {
  /** Kept offered and not yet in a block. */
  readonly inFlight: number;
  /** Transactions that came into a block in the measured part of the level, a second. */
  readonly tps: number;
  /** Mean time from offered to that block; null if none came. */
  readonly meanMs: number | null;
}

export interface Saturation {
  readonly levels: readonly SaturationLevel[];
  /**
   * The level of the largest throughput for its waiting (tps / meanMs, Kleinrock's power); null if no transaction came
   * into a block.
   */
  readonly knee: SaturationLevel | null;
  /** The largest throughput of any level. */
  readonly mostTps: number;
  /** False: the load ended before two doublings in a row brought less than a twentieth more. */
  readonly saturated: boolean;
}

/** Gains of two levels in a row below this: the nodes take no more. */
const LEAST_GAIN = 0.05;
const FLAT_LEVELS = 2;

/** Whether the last levels gained too little to go on. */
export function isSaturated(levels: readonly SaturationLevel[]): boolean {
  if (levels.length <= FLAT_LEVELS) return false;
  const before = Math.max(...levels.slice(0, -FLAT_LEVELS).map(({ tps }) => tps));
  return levels.slice(-FLAT_LEVELS).every(({ tps }) => tps <= before * (1 + LEAST_GAIN));
}

export function findKnee(levels: readonly SaturationLevel[]): Saturation {
  const power = ({ tps, meanMs }: SaturationLevel) => (meanMs === null || meanMs === 0 ? 0 : tps / meanMs);
  const best = levels.reduce<SaturationLevel | null>(
    (most, level) => (power(level) > (most === null ? 0 : power(most)) ? level : most),
    null,
  );
  return {
    levels,
    knee: best,
    mostTps: Math.max(0, ...levels.map(({ tps }) => tps)),
    saturated: isSaturated(levels),
  };
}
