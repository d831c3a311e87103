import type { Budget } from '../cost/model.ts';
import type { Language } from '../cost/variants.ts';
import { type Data, dataInt } from '../data/data.ts';
import { PlutusError } from '../errors.ts';
import { decodeProgram } from '../flat/decode.ts';
import { describeFailure } from '../machine/failure.ts';
import { createMachine } from '../machine/machine.ts';
import { dummyArguments } from './context.ts';
import { affineLoops, type LimitingFactor, searchLoops } from './loops.ts';
import type { ScriptParameters } from './parameters.ts';
import { withCounter } from './redeemer.ts';
import { type Strategy, targetOf } from './strategy.ts';

/** Where the count of a redeemer begins: with it, a script loops not at all. */
const COUNTER_START = 1_000_000;

export interface CalibrationInput {
  readonly script: { readonly language: Language; readonly flat: Uint8Array };
  readonly parameters: ScriptParameters;
  readonly strategy: Strategy;
  /** The first integer in it counts loops. */
  readonly redeemer: Data;
  /** Without one: the integer 0. */
  readonly datum?: Data;
  readonly inputsPerTx?: number;
  /** More loops than this are not looked for: 16000. */
  readonly bound?: number;
  /** Bisection instead of the shortcut that needs four evaluations. */
  readonly search?: boolean;
  /** With tx-generator's mistake in resetting redeemers whose counter is 1000000 already. */
  readonly compat?: boolean;
}

/** A script fitted to a budget. */
export interface Calibration {
  readonly strategy: Strategy;
  readonly inputsPerTx: number;
  readonly maxTx: Budget;
  readonly maxBlock: Budget;
  /** What one input may use. */
  readonly target: Budget;
  readonly loops: number;
  readonly limitingFactors: readonly LimitingFactor[];
  /** Without loops, and for each loop. */
  readonly base: Budget;
  readonly perLoop: Budget;
  /** Of one input: what its transaction states, without slack. */
  readonly used: Budget;
  readonly datum: Data;
  /** The redeemer that loops so often. */
  readonly redeemer: Data;
  readonly txPerBlock: number;
  readonly loopsPerBlock: number;
}

/** Finds how often a script may loop, what it then uses and how many of its transactions fit into a block. */
export function calibrate(input: CalibrationInput): Calibration {
  const { parameters, strategy, inputsPerTx = 1, bound } = input;
  const { maxTx, maxBlock } = parameters;
  const datum = input.datum ?? dataInt(0);
  const compat = input.compat ?? false;
  const start = counted(input.redeemer, COUNTER_START, compat);
  const redeemerOf = (loops: number): Data => counted(start, COUNTER_START + loops, compat);
  const evaluate = evaluator(input, datum);
  const known = new Map<number, Budget>();
  const used = (loops: number): Budget => {
    const spent = known.get(loops) ?? evaluate(redeemerOf(loops));
    known.set(loops, spent);
    return spent;
  };
  const target = targetOf(strategy, parameters, inputsPerTx);
  const options = { used, target, ...(bound === undefined ? {} : { bound }) };
  const found = input.search ? searchLoops(options) : affineLoops(options);
  const [base, one] = [used(0), used(1)];
  const usedPerTx = {
    cpu: found.used.cpu * BigInt(inputsPerTx),
    memory: found.used.memory * BigInt(inputsPerTx),
  };
  const txPerBlock = Number(
    [maxBlock.cpu / usedPerTx.cpu, maxBlock.memory / usedPerTx.memory].reduce((a, b) => (a < b ? a : b)),
  );
  return {
    strategy,
    inputsPerTx,
    maxTx,
    maxBlock,
    target,
    loops: found.count,
    limitingFactors: found.limitingFactors,
    base,
    perLoop: { cpu: one.cpu - base.cpu, memory: one.memory - base.memory },
    used: found.used,
    datum,
    redeemer: redeemerOf(found.count),
    txPerBlock,
    loopsPerBlock: found.count * inputsPerTx * txPerBlock,
  };
}

/** The strategy that gives most loops a block, of those that a script can be fitted to. */
export function bestFit(input: Omit<CalibrationInput, 'strategy'>, among: readonly Strategy[]): Calibration {
  let best: Calibration | undefined;
  let problem: unknown;
  for (const strategy of among)
    try {
      const calibration = calibrate({ ...input, strategy });
      if (best === undefined || calibration.loopsPerBlock > best.loopsPerBlock) best = calibration;
    } catch (cause) {
      if (!(cause instanceof PlutusError)) throw cause;
      problem = cause;
    }
  if (best === undefined) throw problem;
  return best;
}

/** What a redeemer uses under the cost model of the parameters, applied to an empty transaction. */
function evaluator({ script, parameters }: CalibrationInput, datum: Data): (redeemer: Data) => Budget {
  const { language, flat } = script;
  const { protocolVersion } = parameters;
  const costModel = parameters.costModels[language];
  const machine = createMachine({
    language,
    protocolVersion,
    ...(costModel === undefined ? {} : { costModel }),
  });
  const prepared = machine.prepare(decodeProgram(flat));
  return (redeemer) => {
    const evaluation = machine.evaluate(prepared, dummyArguments(language, datum, redeemer));
    if (evaluation.outcome === 'failure')
      throw new PlutusError('PLUTUS_CALIBRATION', {
        place: 'script',
        expected: 'success, applied to an empty transaction',
        got: [describeFailure(evaluation.failure), ...evaluation.logs].join('; '),
      });
    return evaluation.spent;
  };
}

function counted(redeemer: Data, counter: number, compat: boolean): Data {
  const data = withCounter(redeemer, counter, { compat });
  if (data === undefined)
    throw new PlutusError('PLUTUS_CALIBRATION', {
      place: 'redeemer',
      expected: 'an integer in it, to count loops',
      got: 'none',
    });
  return data;
}
