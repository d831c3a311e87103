import { BuiltinFault } from '../builtins/fault.ts';
import {
  type Budget,
  type CostModel,
  type CostModelSource,
  costModel,
  defaultCostModel,
} from '../cost/model.ts';
import { isVanRossem, type Language, type SemanticsVariant } from '../cost/variants.ts';
import { decodeProgram } from '../flat/decode.ts';
import type { Constant } from '../term/constant.ts';
import type { Program, Term } from '../term/term.ts';
import { type Callable, callables } from './callable.ts';
import { type CompiledProgram, compile } from './compile.ts';
import { type Failure, Stopped } from './failure.ts';
import { Meter } from './meter.ts';
import { readBack } from './read-back.ts';
import { type Resolved, resolve } from './resolve.ts';
import { type Observer, Run, type RunContext } from './run.ts';
import { createRuntime, GIVE_UP } from './runtime.ts';
import { createScriptCache } from './script-cache.ts';
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
export interface Prepared extends Resolved {
  /** Memory units that the machine spent on it so far. */
  worked: number;
  /** Its compiled form; undefined before it is worth it, false if it cannot or should not be compiled. */
  compiled: CompiledProgram | false | undefined;
}

/**
 * Memory units for each piece of code after which a program is compiled. A step is 100 of them: compiling takes as
 * long as some 30 steps for each piece, and the compiled form is slow until V8 has optimised it.
 */
const WORK_BEFORE_COMPILING = 30_000;

/** An evaluator for one language, protocol version and cost model. It runs one evaluation at a time. */
export interface Machine {
  readonly model: CostModel;
  /** Resolves a program; throws PLUTUS_TERM for one with free variables. Worth keeping: it costs as much as a short run. */
  prepare(program: Program): Prepared;
  /** Decodes and prepares a script, or finds it among the last thousand; throws PLUTUS_FLAT or PLUTUS_TERM. */
  prepareScript(flat: Uint8Array): Prepared;
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
const MAX_SCRIPTS = 1000;

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
  ): { run: Run; meter: Meter; context: RunContext } {
    logs = [];
    const meter = new Meter(limit, cancelled);
    const context: RunContext = { meter, lambdaCost, caseOnConstants, observer };
    const first = ['Startup' as const, ...args.flatMap(() => ['Apply', 'Const'] as const)];
    for (const name of first) {
      meter.cpu -= step(name).cpu;
      meter.memory -= step(name).memory;
    }
    observer?.stepped(first);
    const run = new Run(context, code, [], new Array(scope.slots)).thenApply(args);
    return { run, meter, context };
  }

  function succeeded(value: unknown, meter: Meter): Evaluation {
    return { outcome: 'value', value: value as Value, term: () => readBack(value), spent: meter.spent, logs };
  }

  function finish(meter: Meter, run: () => { readonly value: unknown }): Evaluation {
    try {
      return succeeded(run().value, meter);
    } catch (stopped) {
      if (!(stopped instanceof Stopped)) throw stopped;
      return { outcome: 'failure', failure: stopped.failure, spent: meter.spent, logs };
    }
  }

  const runtime = createRuntime(builtins);

  function prepare(program: Program): Prepared {
    return { ...resolve(program.term, model, builtins), worked: 0, compiled: undefined };
  }

  /** Undefined if the program is not compiled, or if the machine must say what happened. */
  function evaluateCompiled(
    prepared: Prepared,
    args: readonly Constant[],
    options: EvaluateOptions,
  ): Evaluation | undefined {
    if (prepared.compiled === undefined && prepared.worked > WORK_BEFORE_COMPILING * prepared.size)
      prepared.compiled = compile(prepared.code, lambdaCost, runtime) ?? false;
    const { compiled } = prepared;
    if (compiled === undefined || compiled === false) return undefined;
    const { meter, context } = begin(prepared, args, options);
    runtime.begin(context);
    try {
      let value = runtime.settle(compiled([]));
      for (const arg of args) value = runtime.forCode.apply1(value, arg);
      runtime.end();
      return succeeded(value, meter);
    } catch (stopped) {
      if (stopped instanceof Stopped && stopped.failure.code === 'cancelled')
        return finish(meter, () => {
          throw stopped;
        });
      // The call stack was too small: the machine does not need it.
      if (stopped instanceof RangeError) prepared.compiled = false;
      else if (!(stopped instanceof Stopped || stopped instanceof BuiltinFault || stopped === GIVE_UP))
        throw stopped;
      return undefined;
    }
  }

  return {
    model,
    prepare,
    prepareScript: createScriptCache(MAX_SCRIPTS, (flat) => prepare(decodeProgram(flat))),
    evaluate(prepared, args = [], options = {}) {
      if (options.observer === undefined) {
        const evaluation = evaluateCompiled(prepared, args, options);
        if (evaluation !== undefined) return evaluation;
      }
      const { run, meter } = begin(prepared, args, options);
      const evaluation = finish(meter, () => run.go()!);
      prepared.worked += Number(evaluation.spent.memory);
      return evaluation;
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
