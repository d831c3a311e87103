import { builtinTag } from '../builtins/table.ts';
import type { CostModel } from '../cost/model.ts';
import type { StepName } from '../cost/parameters.ts';
import { PlutusError } from '../errors.ts';
import type { Term } from '../term/term.ts';
import type { Callable } from './callable.ts';
import {
  CapturedVariables,
  Code,
  type Environment,
  extend,
  lookUp,
  op,
  type Scope,
  type Variable,
} from './code.ts';
import { Partial } from './value.ts';

/** A program whose variables are resolved. */
export interface Resolved {
  readonly code: Code;
  readonly scope: Scope;
  /** Number of pieces of code. */
  readonly size: number;
}

/** Captured variables of one program; a real one has some thousands, a hostile one the square of its size. */
const MAX_CAPTURES = 1 << 24;

interface Task {
  readonly term: Term;
  readonly scope: Scope;
  readonly environment: Environment | undefined;
  readonly done: (code: Code) => void;
}

type Step = Lowercase<StepName>;

/**
 * Resolves the variables of a closed term and gathers what is certain: lambdas applied on the spot become slots of
 * the function around them, builtins with all their arguments become calls. Throws PLUTUS_TERM for a free variable.
 */
export function resolve(term: Term, model: CostModel, callables: readonly Callable[]): Resolved {
  return new Resolver(model, callables).resolve(term);
}

class Resolver {
  readonly #costs: ReadonlyMap<string, { readonly cpu: number; readonly memory: number }>;
  readonly #callables: readonly Callable[];
  readonly #tasks: Task[] = [];
  #captures = 0;
  #size = 0;

  constructor(model: CostModel, callables: readonly Callable[]) {
    this.#callables = callables;
    this.#costs = new Map(
      Object.entries(model.steps).map(([name, { cpu, memory }]) => [
        name,
        { cpu: Number(cpu), memory: Number(memory) },
      ]),
    );
  }

  resolve(term: Term): Resolved {
    const scope: Scope = newScope(undefined, undefined, 0);
    let code: Code | undefined;
    this.#later(term, scope, undefined, (resolved) => {
      code = resolved;
    });
    while (this.#tasks.length > 0) {
      const task = this.#tasks.pop()!;
      task.done(this.#code(task));
    }
    return { code: code!, scope, size: this.#size };
  }

  #later(term: Term, scope: Scope, environment: Environment | undefined, done: (code: Code) => void): void {
    this.#tasks.push({ term, scope, environment, done });
  }

  #part(parent: Code, index: number, term: Term, { scope, environment }: Task): void {
    this.#later(term, scope, environment, (code) => {
      parent.parts[index] = code;
    });
  }

  #make(operation: number, term: Term, ...steps: readonly Capitalize<Step>[]): Code {
    this.#size++;
    const code = new Code(operation, term);
    code.steps = steps as readonly StepName[];
    for (const step of steps) {
      const cost = this.#costs.get(step)!;
      code.cpu += cost.cpu;
      code.memory += cost.memory;
    }
    return code;
  }

  #code(task: Task): Code {
    const { term, scope, environment } = task;
    switch (term.kind) {
      case 'var':
        return this.#variable(term, scope, environment);
      case 'constant':
        return this.#known(term, term.value, 'Const');
      case 'builtin':
        return this.#known(term, this.#builtin(term.name), 'Builtin');
      case 'error':
        return this.#make(op.error, term);
      case 'lambda': {
        const inner = newScope(scope, environment, 1);
        const code = this.#make(op.lambda, term, 'Lam');
        const argument: Variable = { scope: inner, slot: 0, known: undefined };
        code.scope = inner;
        this.#body(code, term.body, inner, extend(environment, argument));
        return code;
      }
      case 'delay': {
        const inner = newScope(scope, environment, 0);
        const code = this.#make(op.delay, term, 'Delay');
        code.scope = inner;
        this.#body(code, term.body, inner, environment);
        return code;
      }
      case 'force':
        return this.#force(term, task);
      case 'apply':
        return this.#application(term, task);
      case 'constr': {
        const code = this.#make(op.constr, term, 'Constr');
        code.value = term.tag;
        for (const [i, field] of term.fields.entries()) this.#part(code, i, field, task);
        return code;
      }
      case 'case': {
        const code = this.#make(op.case, term, 'Case');
        this.#body(code, term.scrutinee, scope, environment);
        for (const [i, branch] of term.branches.entries()) this.#part(code, i, branch, task);
        return code;
      }
    }
  }

  #body(code: Code, term: Term, scope: Scope, environment: Environment | undefined): void {
    this.#later(term, scope, environment, (body) => {
      code.a = body;
    });
  }

  #builtin(name: string): Partial {
    return new Partial(this.#callables[builtinTag.get(name)!]!, 0, []);
  }

  #known(term: Term, value: unknown, ...steps: readonly Capitalize<Step>[]): Code {
    const code = this.#make(op.known, term, ...steps);
    code.value = value;
    return code;
  }

  #variable(term: Term & { kind: 'var' }, scope: Scope, environment: Environment | undefined): Code {
    const variable = lookUp(environment, term.index);
    if (variable === undefined)
      throw new PlutusError('PLUTUS_TERM', {
        place: `variable ${term.index}`,
        expected: `an index of at most ${environment?.size ?? 0}`,
        got: 'a free variable',
      });
    if (variable.known !== undefined) return this.#known(term, variable.known.value, 'Var');
    const isLocal = variable.scope === scope;
    const code = this.#make(isLocal ? op.local : op.captured, term, 'Var');
    code.index = isLocal ? variable.slot : this.#capture(variable, scope);
    return code;
  }

  /** The index under which a scope captured a variable; every scope on the way to its owner captures it, too. */
  #capture(variable: Variable, scope: Scope): number {
    const known = scope.captured.indexOf(variable);
    if (known !== undefined) return known;
    const way: Scope[] = [];
    let at = scope;
    for (; at !== variable.scope && at.captured.indexOf(variable) === undefined; at = at.parent!)
      way.push(at);
    this.#captures += way.length;
    if (this.#captures > MAX_CAPTURES)
      throw new PlutusError('PLUTUS_LIMIT', {
        place: 'term',
        expected: `at most ${MAX_CAPTURES} captured variables`,
        got: 'more',
      });
    for (const between of way.reverse()) {
      const parent = between.parent!;
      const source = parent === variable.scope ? variable.slot : ~parent.captured.indexOf(variable)!;
      between.captured.add(variable);
      between.captures.push(source);
    }
    return scope.captured.indexOf(variable)!;
  }

  #force(term: Term & { kind: 'force' }, task: Task): Code {
    if (term.body.kind === 'delay') {
      const code = this.#make(op.now, term, 'Force', 'Delay');
      this.#body(code, term.body.body, task.scope, task.environment);
      return code;
    }
    const head = this.#head(term, task.environment);
    if (head !== undefined) return this.#known(term, head.value, ...head.steps);
    const code = this.#make(op.force, term, 'Force');
    this.#body(code, term.body, task.scope, task.environment);
    return code;
  }

  /** A builtin, directly or by a variable that is one, with a legal number of forces; undefined otherwise. */
  #head(
    term: Term,
    environment: Environment | undefined,
  ): { value: Partial; steps: Capitalize<Step>[] } | undefined {
    let forces = 0;
    let base = term;
    for (; base.kind === 'force'; base = base.body) forces++;
    const found =
      base.kind === 'builtin'
        ? this.#builtin(base.name)
        : base.kind === 'var'
          ? lookUp(environment, base.index)?.known?.value
          : undefined;
    if (!(found instanceof Partial) || found.args.length > 0) return undefined;
    if (found.forces + forces > found.callable.forces) return undefined;
    return {
      value: forces === 0 ? found : new Partial(found.callable, found.forces + forces, []),
      steps: [...Array<'Force'>(forces).fill('Force'), base.kind === 'var' ? 'Var' : 'Builtin'],
    };
  }

  #application(term: Term & { kind: 'apply' }, task: Task): Code {
    const args: Term[] = [];
    let head: Term = term;
    for (; head.kind === 'apply'; head = head.fun) args.push(head.arg);
    args.reverse();
    if (head.kind === 'lambda') return this.#bind(term, head, args, task);
    const known = this.#head(head, task.environment);
    if (known !== undefined) {
      const { callable, forces } = known.value;
      if (forces === callable.forces && args.length >= callable.arity) {
        const applies = Array<'Apply'>(callable.arity).fill('Apply');
        const code = this.#make(op.call, term, ...applies, ...known.steps);
        code.callable = callable;
        for (let i = 0; i < callable.arity; i++) this.#part(code, i, args[i]!, task);
        return this.#applyRest(term, code, args.slice(callable.arity), task);
      }
    }
    const innermost = this.#make(op.apply, term, 'Apply');
    this.#body(innermost, head, task.scope, task.environment);
    this.#argument(innermost, args[0]!, task);
    return this.#applyRest(term, innermost, args.slice(1), task);
  }

  /** Applies `code` to further arguments. */
  #applyRest(term: Term, code: Code, args: readonly Term[], task: Task): Code {
    let applied = code;
    for (const arg of args) {
      const outer = this.#make(op.apply, term, 'Apply');
      outer.a = applied;
      this.#argument(outer, arg, task);
      applied = outer;
    }
    return applied;
  }

  #argument(code: Code, arg: Term, { scope, environment }: Task): void {
    this.#later(arg, scope, environment, (resolved) => {
      code.b = resolved;
    });
  }

  /** `[(lam x (lam y body)) a b]`: a and b go to slots of the function around; `Lam` is charged before each. */
  #bind(term: Term, head: Term, args: readonly Term[], task: Task): Code {
    const { scope } = task;
    let environment = task.environment;
    let body = head;
    let count = 0;
    const first = scope.slots;
    for (; body.kind === 'lambda' && count < args.length; body = body.body, count++) {
      const known = this.#value(args[count]!, task.environment);
      environment = extend(environment, { scope, slot: scope.slots++, known });
    }
    const code = this.#make(op.bind, term, ...Array<'Apply'>(count).fill('Apply'), 'Lam');
    code.index = first;
    for (let i = 0; i < count; i++) this.#part(code, i, args[i]!, task);
    this.#body(code, body, scope, environment);
    return this.#applyRest(term, code, args.slice(count), task);
  }

  /** The value that an argument always has, if that is certain without running anything. */
  #value(term: Term, environment: Environment | undefined): { value: unknown } | undefined {
    if (term.kind === 'constant') return { value: term.value };
    if (term.kind === 'var') return lookUp(environment, term.index)?.known;
    return this.#head(term, environment);
  }
}

function newScope(parent: Scope | undefined, outside: Environment | undefined, slots: number): Scope {
  return { slots, captures: [], captured: new CapturedVariables(), outside, parent };
}
