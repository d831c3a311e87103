import type { Budget } from '../cost/model.ts';
import { PlutusError } from '../errors.ts';

export type LimitingFactor = 'ExceededStepLimit' | 'ExceededMemoryLimit';

export interface Loops {
  /** The most loops within the target. */
  readonly count: number;
  /** What one more would exceed. */
  readonly limitingFactors: readonly LimitingFactor[];
  /** What `count` loops use. */
  readonly used: Budget;
}

/** Loops beyond which nobody looks unless told to. */
export const DEFAULT_BOUND = 16_000;

export interface LoopsOptions {
  /** What a number of loops uses. */
  readonly used: (loops: number) => Budget;
  readonly target: Budget;
  /** More than this is not looked for. */
  readonly bound?: number;
}

/**
 * The most loops within a target, without searching: a loop's cost is the same each time, so two evaluations give the
 * number; two more check that it is right and that one more would be too much. If they disagree, it is searched for.
 */
export function affineLoops(options: LoopsOptions): Loops {
  const { used, target, bound = DEFAULT_BOUND } = options;
  const base = used(0);
  const one = used(1);
  if (exceeded(base, target).length > 0) throw badBounds(0, base, target);
  const fitting = (at: keyof Budget): bigint | undefined => {
    const each = one[at] - base[at];
    return each > 0n ? (target[at] - base[at]) / each : undefined;
  };
  const counts = [fitting('cpu'), fitting('memory')].filter((count) => count !== undefined);
  const count = Number(counts.reduce((a, b) => (a < b ? a : b), BigInt(bound)));
  if (count >= bound) return searchLoops(options);
  const most = used(count);
  const limitingFactors = exceeded(used(count + 1), target);
  if (exceeded(most, target).length > 0 || limitingFactors.length === 0) return searchLoops(options);
  return { count, limitingFactors, used: most };
}

/** The most loops within a target by bisection, as tx-generator finds it. Throws PLUTUS_CALIBRATION. */
export function searchLoops({ used, target, bound = DEFAULT_BOUND }: LoopsOptions): Loops {
  let [low, high] = [0, bound];
  let lowUsed = used(low);
  const highUsed = used(high);
  let limitingFactors = exceeded(highUsed, target);
  if (exceeded(lowUsed, target).length > 0) throw badBounds(low, lowUsed, target);
  if (limitingFactors.length === 0) throw badBounds(high, highUsed, target);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    const middleUsed = used(middle);
    const factors = exceeded(middleUsed, target);
    if (factors.length === 0) [low, lowUsed] = [middle, middleUsed];
    else [high, limitingFactors] = [middle, factors];
  }
  return { count: low, limitingFactors, used: lowUsed };
}

function exceeded(used: Budget, target: Budget): LimitingFactor[] {
  const factors: LimitingFactor[] = [];
  if (used.cpu > target.cpu) factors.push('ExceededStepLimit');
  if (used.memory > target.memory) factors.push('ExceededMemoryLimit');
  return factors;
}

/** Upstream calls it `binarySearch: bad initial bounds`. */
function badBounds(loops: number, used: Budget, target: Budget): PlutusError {
  const show = ({ cpu, memory }: Budget) => `${cpu} steps and ${memory} memory units`;
  return new PlutusError('PLUTUS_CALIBRATION', {
    place: `${loops} loops`,
    expected: `${loops === 0 ? 'at most' : 'more than'} ${show(target)}${loops === 0 ? '' : ' (a higher bound finds more loops)'}`,
    got: show(used),
  });
}
