import {
  type Budget,
  type CostModel,
  type CostModelSource,
  costModel,
  defaultCostModel,
} from '../cost/model.ts';
import { isVanRossem, type Language, type SemanticsVariant } from '../cost/variants.ts';
import type { Constant } from '../term/constant.ts';
import type { Program, Term } from '../term/term.ts';
import { type Callable, callables } from './callable.ts';
import type { Code, Scope } from './code.ts';
import { type Failure, Stopped } from './failure.ts';
import { Meter } from './meter.ts';
import { readBack } from './read-back.ts';
import { resolve } from './resolve.ts';
import { type Observer, Run, type RunContext } from './run.ts';
import type { Value } from './value.ts';

export interface MachineOptions {
  readonly language: Language;
  readonly protocolVersion: number;
  /** From the protocol parameters; without one the default model of the Plutus repository. */
  readonly costModel?: CostModelSource;
}

export interface EvaluateOptions {
  /** Restricting mode: the evaluation ends when it goes over. Without: counting mode. */
  readonly limit?: Budget;
  /** Asked every few milliseconds; true ends the evaluation. */
  readonly cancelled?: () => boolean;
  readonly observer?: Observer;
}

/** What came of an evaluation. `spent` and `logs` tell of failures, too. */
export type Evaluation = {
  readonly spent: Budget;
  readonly logs: readonly string[];
} & (
  | { readonly outcome: 'value'; readonly value: Value; term(): Term }
  | { readonly outcome: 'failure'; readonly failure: Failure }
);

/** A program prepared for one machine. */
export interface Prepared {
  readonly code: Code;
  readonly scope: Scope;
}

/** An evaluator for one language, protocol version and cost model. It runs one evaluation at a time. */
export interface Machine {
  readonly model: CostModel;
  /** Resolves a program; throws PLUTUS_TERM for one with free variables. Worth keeping: it costs as much as a short run. */
  prepare(program: Program): Prepared;
  /** Applies the program to constants and evaluates it. */
  evaluate(prepared: Prepared, args?: readonly Constant[], options?: EvaluateOptions): Evaluation;
  /** The same in slices: gives control back every `sliceSteps` machine steps until the generator is done. */
  evaluateInSlices(
    prepared: Prepared,
    args?: readonly Constant[],
    options?: EvaluateOptions & { readonly sliceSteps?: number },
  ): Generator<void, Evaluation>;
}

const DEFAULT_SLICE_STEPS = 50_000;

export function createMachine(options: MachineOptions): Machine {
  return machineOf(costModel(options.language, options.protocolVersion, options.costModel));
}

/** A machine with the default cost model of a semantics variant. */
export function machineOfVariant(variant: SemanticsVariant): Machine {
  return machineOf(defaultCostModel(variant));
}

function machineOf(model: CostModel): Machine {
  let logs: string[] = [];
  const builtins: readonly Callable[] = callables(model, (line) => logs.push(line));
  const step = (name: 'Startup' | 'Apply' | 'Const' | 'Lam') => ({
    cpu: Number(model.steps[name].cpu),
    memory: Number(model.steps[name].memory),
  });
  const lambdaCost = step('Lam');
  const caseOnConstants = isVanRossem(model.variant);

  function begin(
    { code, scope }: Prepared,
    args: readonly Constant[],
    { limit, cancelled, observer }: EvaluateOptions,
  ): { run: Run; meter: Meter } {
    logs = [];
    const meter = new Meter(limit, cancelled);
    const context: RunContext = { meter, lambdaCost, caseOnConstants, observer };
    for (const cost of [step('Startup'), ...args.flatMap(() => [step('Apply'), step('Const')])]) {
      meter.cpu -= cost.cpu;
      meter.memory -= cost.memory;
    }
    const run = new Run(context, code, [], new Array(scope.slots)).thenApply(args);
    return { run, meter };
  }

  function finish(meter: Meter, run: () => { readonly value: unknown }): Evaluation {
    try {
      const { value } = run();
      return {
        outcome: 'value',
        value: value as Value,
        term: () => readBack(value),
        spent: meter.spent,
        logs,
      };
    } catch (stopped) {
      if (!(stopped instanceof Stopped)) throw stopped;
      return { outcome: 'failure', failure: stopped.failure, spent: meter.spent, logs };
    }
  }

  return {
    model,
    prepare: (program) => resolve(program.term, model, builtins),
    evaluate(prepared, args = [], options = {}) {
      const { run, meter } = begin(prepared, args, options);
      return finish(meter, () => run.go()!);
    },
    *evaluateInSlices(prepared, args = [], options = {}) {
      const { run, meter } = begin(prepared, args, options);
      const { sliceSteps = DEFAULT_SLICE_STEPS } = options;
      const mine = logs;
      for (;;) {
        logs = mine;
        let done: { readonly value: unknown } | undefined;
        const evaluation = finish(meter, () => {
          done = run.go(sliceSteps);
          return done ?? { value: undefined };
        });
        if (done !== undefined || evaluation.outcome === 'failure') return evaluation;
        yield;
      }
    },
  };
}
