import type { Budget } from '../cost/model.ts';
import { type Calibration, type CalibrationInput, calibrate } from './calibrate.ts';
import { DEFAULT_BOUND } from './loops.ts';

/** A calibration under larger budgets. */
export interface ScaledCalibration {
  /** 1 for the baseline. */
  readonly scale: number;
  /** Limits that were raised for it, in their order. */
  readonly raised: readonly Limit[];
  /** Whether it is limited as the baseline is, with as many transactions a block. */
  readonly comparable: boolean;
  readonly calibration: Calibration;
}

export type Limit = 'txMemory' | 'txSteps' | 'blockMemory' | 'blockSteps';

/** The order in which limits are raised, by what the workload is to be bound by. */
const orders: Readonly<Record<'memory' | 'steps', readonly Limit[]>> = {
  memory: ['txMemory', 'blockMemory', 'blockSteps', 'txSteps'],
  steps: ['txSteps', 'blockSteps', 'blockMemory', 'txMemory'],
};

/** Loops that a calibration looks for beyond those that the scale makes likely. */
const BOUND_MARGIN = 1.25;

/**
 * The baseline, and what each scale makes of it: one limit after the other is raised until the script is bound as before
 * and as many transactions fit into a block. Fitting transactions to blocks needs no higher limits of transactions.
 */
export function scaleBudgets(
  input: CalibrationInput,
  o: { readonly scales?: readonly number[]; readonly bound?: 'memory' | 'steps' } = {},
): ScaledCalibration[] {
  const baseline = calibrate(input);
  const boundBy = o.bound ?? (baseline.limitingFactors[0] === 'ExceededStepLimit' ? 'steps' : 'memory');
  const order = orders[boundBy].filter(
    (limit) => input.strategy.kind !== 'txPerBlock' || limit.startsWith('block'),
  );
  const scaled = (o.scales ?? [1.5, 2]).map((scale) => scaleOnce(input, { baseline, scale, order }));
  return [{ scale: 1, raised: [], comparable: true, calibration: baseline }, ...scaled];
}

/** The calibration under limits that somebody gives. */
function withLimits(
  input: CalibrationInput,
  limits: { readonly maxTx: Budget; readonly maxBlock: Budget },
  bound = 4 * DEFAULT_BOUND,
): Calibration {
  return calibrate({ ...input, bound, parameters: { ...input.parameters, ...limits } });
}

function scaleOnce(
  input: CalibrationInput,
  { baseline, scale, order }: { baseline: Calibration; scale: number; order: readonly Limit[] },
): ScaledCalibration {
  const bound = Math.max(2, Math.ceil(BOUND_MARGIN * scale * baseline.loops));
  const raised: Limit[] = [];
  let limits = { maxTx: baseline.maxTx, maxBlock: baseline.maxBlock };
  for (const limit of order) {
    limits = raise(limits, limit, scale);
    raised.push(limit);
    const calibration = withLimits(input, limits, bound);
    const comparable = isComparable(calibration, baseline);
    if (comparable || raised.length === order.length) return { scale, raised, comparable, calibration };
  }
  throw new Error('no limit to raise');
}

/** Bound as the baseline, by as many transactions a block, and larger at all. */
function isComparable(scaled: Calibration, baseline: Calibration): boolean {
  return (
    scaled.loops > baseline.loops &&
    scaled.txPerBlock === baseline.txPerBlock &&
    scaled.limitingFactors.join() === baseline.limitingFactors.join()
  );
}

function raise(
  { maxTx, maxBlock }: { maxTx: Budget; maxBlock: Budget },
  limit: Limit,
  scale: number,
): { maxTx: Budget; maxBlock: Budget } {
  const more = (value: bigint): bigint => BigInt(Math.floor(Number(value) * scale));
  switch (limit) {
    case 'txMemory':
      return { maxTx: { ...maxTx, memory: more(maxTx.memory) }, maxBlock };
    case 'txSteps':
      return { maxTx: { ...maxTx, cpu: more(maxTx.cpu) }, maxBlock };
    case 'blockMemory':
      return { maxTx, maxBlock: { ...maxBlock, memory: more(maxBlock.memory) } };
    case 'blockSteps':
      return { maxTx, maxBlock: { ...maxBlock, cpu: more(maxBlock.cpu) } };
  }
}
