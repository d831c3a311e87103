/**
 * One file, long as it is: what a writer of code knows of a term (where its values are, what is certain to run, what was charged)
 * is shared by every form of term.
 */
import type { BuiltinName } from '../builtins/table.ts';
import type { Callable } from './callable.ts';
import { type Code, type Compiled, op, type Scope } from './code.ts';
import type { Runtime } from './runtime.ts';
import { Partial as Builtin } from './value.ts';

/** Terms nest no deeper than this in compiled code: recursion of the writer and of V8's parser follows it. */
const MAX_NESTING = 1000;
/** Parameters of a compiled function; longer chains of lambdas make closures in between. */
const MAX_PARAMETERS = 3;

/** The whole program as a function, and its lambdas and delays as functions in their codes. */
export type CompiledProgram = Compiled;

/**
 * Compiles a resolved program to JavaScript. Frames become local variables, calls whose builtins are certain become
 * calls of functions, forced choices between delays become conditions. What is certain to run when a function is
 * entered is charged there in one go. Undefined where the program nests too deep, or where the host forbids code
 * from text. Only numbers and names of our own enter the text: constants are parameters.
 */
export function compile(
  code: Code,
  lambdaCost: { readonly cpu: number; readonly memory: number },
  runtime: Runtime,
): CompiledProgram | undefined {
  const writer = new ProgramWriter(lambdaCost, runtime);
  try {
    const source = writer.program(code);
    return new Function('k', 'rt', 'codes', source)(writer.constants, runtime.forCode, writer.codes);
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof EvalError || cause === TOO_DEEP) return undefined;
    throw cause;
  }
}

const TOO_DEEP = { tooDeep: true };

/** How the variables of a scope are called where its code is written. */
interface Names {
  local(slot: number): string;
  captured(index: number): string;
}

/** What a function needs beside its expression: variables to declare. */
interface FunctionWriter {
  readonly declared: string[];
}

/** The cost of a stretch of code that runs as a whole. */
interface Stretch {
  cpu: number;
  memory: number;
}

class ProgramWriter {
  readonly constants: unknown[] = [];
  readonly codes: Code[] = [];
  readonly #constantNames = new Map<unknown, string>();
  readonly #pending: Code[] = [];
  readonly #codeNames = new Map<Code, string>();
  readonly #lambdaCost: Stretch;
  readonly #runtime: Runtime;
  #names = 0;
  #nesting = 0;

  constructor(lambdaCost: Stretch, runtime: Runtime) {
    this.#lambdaCost = lambdaCost;
    this.#runtime = runtime;
  }

  program(code: Code): string {
    const root = this.#function('main', [], (writer) => {
      const names = this.#fresh(writer, 0, () => 'undefined');
      return this.#region(code, names, writer);
    });
    const functions: string[] = [];
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop())
      functions.push(...this.#bodies(next));
    const names = Object.keys(this.#runtime.forCode).join(', ');
    const constants = this.constants.map((_, i) => `k${i} = k[${i}]`);
    return [
      `'use strict'; const {${names}} = rt;`,
      constants.length > 0 ? `const ${constants.join(', ')};` : '',
      `const [${this.codes.map((_, i) => `z${i}`).join(', ')}] = codes;`,
      ...functions,
      root,
      'return main;',
    ].join('\n');
  }

  #constant(value: unknown): string {
    if (typeof value === 'number') return value < 0 || Object.is(value, -0) ? `(${value})` : String(value);
    if (typeof value === 'boolean' || value === null) return String(value);
    const known = this.#constantNames.get(value);
    if (known !== undefined) return known;
    const name = `k${this.constants.length}`;
    this.constants.push(value);
    this.#constantNames.set(value, name);
    return name;
  }

  /** The name of a lambda or delay, whose bodies are written when the current function is done. */
  #code(code: Code): string {
    const known = this.#codeNames.get(code);
    if (known !== undefined) return known;
    const name = `z${this.codes.length}`;
    this.codes.push(code);
    this.#codeNames.set(code, name);
    this.#pending.push(code);
    return name;
  }

  /** Functions of a lambda for one argument, and for more where its body is a lambda again. */
  #bodies(code: Code): string[] {
    const name = this.#code(code);
    if (code.op === op.delay) {
      const body = this.#function(`${name}_0`, ['c'], (writer) =>
        this.#region(
          code.a!,
          this.#fresh(writer, 0, (index) => `c[${index}]`),
          writer,
        ),
      );
      return [body, `${name}.run0 = ${name}_0;`];
    }
    const written: string[] = [];
    let inner = code;
    for (let count = 1; ; count++) {
      const last = inner;
      const parameters = Array.from({ length: count }, (_, i) => `x${i}`);
      written.push(
        this.#function(`${name}_${count}`, ['c', ...parameters], (writer) => {
          const stretch: Stretch = { cpu: 0, memory: 0 };
          let names = this.#parameter(writer, 'x0', (index) => `c[${index}]`);
          let at = code;
          for (let i = 1; i < count; i++) {
            add(stretch, at.a!);
            names = this.#inside(writer, at.a!.scope!, names, `x${i}`);
            at = at.a!;
          }
          return this.#region(last.a!, names, writer, stretch);
        }),
        `${name}.run${count} = ${name}_${count};`,
      );
      if (count === MAX_PARAMETERS || inner.a!.op !== op.lambda) return written;
      inner = inner.a!;
    }
  }

  #function(name: string, parameters: readonly string[], body: (writer: FunctionWriter) => string): string {
    const writer: FunctionWriter = { declared: [] };
    const text = body(writer);
    const declared = writer.declared.length > 0 ? `let ${writer.declared.join(', ')};` : '';
    return `function ${name}(${parameters.join(', ')}) { ${declared} ${text} }`;
  }

  #fresh(writer: FunctionWriter, _slots: number, captured: (index: number) => string): Names {
    const prefix = `v${this.#names++}_`;
    const declared = new Set<number>();
    return {
      local: (slot) => {
        const name = prefix + slot;
        if (!declared.has(slot)) {
          declared.add(slot);
          writer.declared.push(name);
        }
        return name;
      },
      captured,
    };
  }

  /** The names inside a lambda whose argument is at hand under a name. */
  #parameter(writer: FunctionWriter, argument: string, captured: (index: number) => string): Names {
    const names = this.#fresh(writer, 0, captured);
    return { local: (slot) => (slot === 0 ? argument : names.local(slot)), captured };
  }

  /** The names inside a lambda or delay that is written into the code around it. */
  #inside(writer: FunctionWriter, scope: Scope, outside: Names, argument?: string): Names {
    const captured = (index: number) => {
      const source = scope.captures[index]!;
      return source < 0 ? outside.captured(~source) : outside.local(source);
    };
    return argument === undefined
      ? this.#fresh(writer, 0, captured)
      : this.#parameter(writer, argument, captured);
  }

  /** Statements that charge for a stretch and end with its last act. */
  #region(code: Code, names: Names, writer: FunctionWriter, more?: Stretch): string {
    const stretch: Stretch = { cpu: more?.cpu ?? 0, memory: more?.memory ?? 0 };
    const text = this.#statements(code, names, writer, stretch);
    return `${charged(stretch)}; ${text}`;
  }

  /** An expression that charges for a stretch before it is evaluated. */
  #branch(code: Code, names: Names, writer: FunctionWriter, more?: Stretch): string {
    const stretch: Stretch = { cpu: more?.cpu ?? 0, memory: more?.memory ?? 0 };
    const text = this.#expression(code, names, writer, stretch);
    return `(${charged(stretch)}, ${text})`;
  }

  /** Code in tail position. */
  #statements(start: Code, names: Names, writer: FunctionWriter, stretch: Stretch): string {
    const lines: string[] = [];
    let code = start;
    for (;;) {
      if (code.op === op.bind) {
        add(stretch, code);
        for (const [i, part] of code.parts.entries()) {
          if (i > 0) addCost(stretch, this.#lambdaCost);
          lines.push(`${names.local(code.index + i)} = ${this.#expression(part, names, writer, stretch)};`);
        }
        code = code.a!;
      } else if (code.op === op.now) {
        add(stretch, code);
        code = code.a!;
      } else break;
    }
    lines.push(this.#nested(() => this.#last(code, names, writer, stretch)));
    return lines.join(' ');
  }

  #last(code: Code, names: Names, writer: FunctionWriter, stretch: Stretch): string {
    const write = (part: Code) => this.#expression(part, names, writer, stretch);
    const choice = this.#choice(code, names, writer, stretch, (branch, inner, more) =>
      this.#region(branch, inner, writer, more),
    );
    if (choice !== undefined) {
      const [condition, yes, no] = choice;
      return `if (${condition}) { ${yes} } else { ${no} }`;
    }
    const applied = directApplication(code);
    if (applied !== undefined && callOf(code) === undefined) {
      const { assignments, head, inner, rest } = this.#direct(applied, names, writer, stretch);
      const before = assignments.map((each) => `${each};`).join(' ');
      if (rest.length === 0) return `${before} ${this.#statements(head, inner, writer, stretch)}`;
      return `${before} return ${this.#applied(this.#expression(head, inner, writer, stretch), rest, 'tail')};`;
    }
    if (code.op === op.case && applied === undefined) {
      const { scrutinee, branches } = this.#case(code, names, writer, stretch, (branch, inner, more) =>
        this.#region(branch, inner, writer, more),
      );
      const tests = branches.map(({ test, bind, text }) => `if (${test}) { ${bind} ${text} }`);
      return `${scrutinee}; ${tests.join(' else ')}${tests.length > 0 ? ' else' : ''} giveUp();`;
    }
    if (code.op === op.force) {
      add(stretch, code);
      return `return tail0(${write(code.a!)});`;
    }
    if (code.op === op.apply) {
      const { head, args } = this.#spine(code, stretch);
      return `return tail${args.length}(${[head, ...args].map(write).join(', ')});`;
    }
    return `return ${write(code)};`;
  }

  #nested<T>(write: () => T): T {
    if (++this.#nesting > MAX_NESTING) throw TOO_DEEP;
    const text = write();
    this.#nesting--;
    return text;
  }

  #expression(code: Code, names: Names, writer: FunctionWriter, stretch: Stretch): string {
    return this.#nested(() => this.#write(code, names, writer, stretch));
  }

  #write(code: Code, names: Names, writer: FunctionWriter, stretch: Stretch): string {
    const write = (part: Code) => this.#expression(part, names, writer, stretch);
    const choice = this.#choice(code, names, writer, stretch, (branch, inner, more) =>
      this.#branch(branch, inner, writer, more),
    );
    if (choice !== undefined) return `(${choice[0]} ? ${choice[1]} : ${choice[2]})`;
    const call = callOf(code);
    if (call !== undefined) return this.#call(call, names, writer, stretch);
    const applied = directApplication(code);
    if (applied !== undefined) {
      const { assignments, head, inner, rest } = this.#direct(applied, names, writer, stretch);
      const value = this.#applied(this.#expression(head, inner, writer, stretch), rest, 'apply');
      return `(${[...assignments, value].join(', ')})`;
    }
    switch (code.op) {
      case op.local:
        add(stretch, code);
        return names.local(code.index);
      case op.captured:
        add(stretch, code);
        return names.captured(code.index);
      case op.known:
        add(stretch, code);
        return this.#constant(code.value);
      case op.lambda:
        add(stretch, code);
        return `new Closure(${this.#code(code)}, [${captures(code.scope!, names)}])`;
      case op.delay:
        add(stretch, code);
        return `new Suspension(${this.#code(code)}, [${captures(code.scope!, names)}])`;
      case op.apply: {
        const { head, args } = this.#spine(code, stretch);
        return `apply${args.length}(${[head, ...args].map(write).join(', ')})`;
      }
      case op.bind: {
        add(stretch, code);
        const parts = code.parts.map((part, i) => {
          if (i > 0) addCost(stretch, this.#lambdaCost);
          return `${names.local(code.index + i)} = ${write(part)}`;
        });
        return `(${parts.join(', ')}, ${write(code.a!)})`;
      }
      case op.now:
        add(stretch, code);
        return write(code.a!);
      case op.force:
        add(stretch, code);
        return `force(${write(code.a!)})`;
      case op.constr:
        add(stretch, code);
        return `new Constructor(${this.#constant(code.value)}, [${code.parts.map(write).join(', ')}])`;
      case op.case: {
        const { scrutinee, branches } = this.#case(code, names, writer, stretch, (branch, inner, more) =>
          this.#branch(branch, inner, writer, more),
        );
        const tests = branches.map(
          ({ test, bind, text }) => `${test} ? (${bind.replaceAll(';', ',')} ${text}) : `,
        );
        return `(${scrutinee}, ${tests.join('')}giveUp())`;
      }
      default:
        return 'giveUp()';
    }
  }

  /**
   * Head and arguments of an application. More than one argument go in one call where the later ones are values
   * at hand: then it does not matter that they are looked at before the first call is made.
   */
  #spine(code: Code, stretch: Stretch): { head: Code; args: Code[] } {
    add(stretch, code);
    const args = [code.b!];
    let head = code.a!;
    while (head.op === op.apply && args.length < MAX_PARAMETERS && args.every(isAtHand)) {
      add(stretch, head);
      args.unshift(head.b!);
      head = head.a!;
    }
    return { head, args };
  }

  /** The arguments of a direct application by name, and what they are given to: `rest` to what `head` gives. */
  #direct(
    { fun, args, certain }: DirectApplication,
    names: Names,
    writer: FunctionWriter,
    stretch: Stretch,
  ): { assignments: string[]; head: Code; inner: Names; rest: string[] } {
    for (const code of certain) add(stretch, code);
    const assignments: string[] = [];
    const rest: string[] = [];
    let [head, inner] = [fun, names];
    for (const arg of args) {
      const name = this.#temporary(writer);
      assignments.push(`${name} = ${this.#expression(arg, names, writer, stretch)}`);
      if (rest.length > 0 || head.op !== op.lambda) {
        rest.push(name);
        continue;
      }
      add(stretch, head);
      inner = this.#inside(writer, head.scope!, inner, name);
      head = head.a!;
    }
    return { assignments, head, inner, rest };
  }

  /** Applies to arguments that are at hand, as many at a time as a call takes; `last` makes the last of these calls. */
  #applied(head: string, args: readonly string[], last: 'apply' | 'tail'): string {
    let text = head;
    for (let at = 0; at < args.length; at += MAX_PARAMETERS) {
      const some = args.slice(at, at + MAX_PARAMETERS);
      const how = at + MAX_PARAMETERS < args.length ? 'apply' : last;
      text = `${how}${some.length}(${[text, ...some].join(', ')})`;
    }
    return text;
  }

  #call(
    { callable, parts, certain }: BuiltinCall,
    names: Names,
    writer: FunctionWriter,
    stretch: Stretch,
  ): string {
    for (const code of certain) add(stretch, code);
    const inlined = this.#runtime.inlined.get(callable.name);
    const args = parts.map((part) => this.#expression(part, names, writer, stretch)).join(', ');
    if (inlined !== undefined) {
      addCost(stretch, inlined.cost);
      return `${this.#constant(inlined.run)}(${args})`;
    }
    if (callable.constant !== undefined) addCost(stretch, callable.constant);
    return `${this.#constant(this.#runtime.called[callable.tag]!)}(${args})`;
  }

  /** `force (ifThenElse c (delay a) (delay b))`, and the like with lambdas and an argument: condition and branches. */
  #choice(
    code: Code,
    names: Names,
    writer: FunctionWriter,
    stretch: Stretch,
    write: (branch: Code, names: Names, more?: Stretch) => string,
  ): [condition: string, yes: string, no: string] | undefined {
    const kind = code.op === op.force ? op.delay : code.op === op.apply ? op.lambda : undefined;
    const choosing = kind === undefined ? undefined : callOf(code.a!);
    if (choosing === undefined) return undefined;
    const test = CHOICES[choosing.callable.name as 'ifThenElse'];
    const [subject, yes, no] = choosing.parts as [Code, Code, Code];
    if (test === undefined || yes.op !== kind || no.op !== kind) return undefined;
    for (const part of [code, ...choosing.certain, yes, no]) add(stretch, part);
    addCost(stretch, choosing.callable.constant!);
    const condition = `${test}(${this.#expression(subject, names, writer, stretch)})`;
    if (kind === op.delay) {
      const branches = [yes, no].map((branch) =>
        write(branch.a!, this.#inside(writer, branch.scope!, names)),
      );
      return [condition, ...(branches as [string, string])];
    }
    const [chosen, argument] = [this.#temporary(writer), this.#temporary(writer)];
    const value = this.#expression(code.b!, names, writer, stretch);
    const branches = [yes, no].map((branch) =>
      write(branch.a!, this.#inside(writer, branch.scope!, names, argument)),
    );
    return [
      `(${chosen} = ${condition}, ${argument} = ${value}, ${chosen})`,
      ...(branches as [string, string]),
    ];
  }

  #temporary(writer: FunctionWriter): string {
    const name = `t${this.#names++}`;
    writer.declared.push(name);
    return name;
  }

  /** A case: branches that are lambdas get the fields as their arguments where the numbers are the same. */
  #case(
    code: Code,
    names: Names,
    writer: FunctionWriter,
    stretch: Stretch,
    write: (branch: Code, names: Names, more: Stretch) => string,
  ): { scrutinee: string; branches: { test: string; bind: string; text: string }[] } {
    add(stretch, code);
    const chosen = this.#temporary(writer);
    const value = this.#expression(code.a!, names, writer, stretch);
    const branches = code.parts.map((branch, i) => {
      const more: Stretch = { cpu: 0, memory: 0 };
      let inner = names;
      let body = branch;
      let bind = '';
      let count = 0;
      for (; body.op === op.lambda; body = body.a!, count++) {
        add(more, body);
        const field = this.#temporary(writer);
        bind += `${field} = ${chosen}.values[${count}];`;
        inner = this.#inside(writer, body.scope!, inner, field);
      }
      return {
        test: `${chosen}.branch === ${i} && ${chosen}.values.length === ${count}`,
        bind,
        text: write(body, inner, more),
      };
    });
    return { scrutinee: `${chosen} = choose(${value}, ${code.parts.length})`, branches };
  }
}

/** `case (constr 0 a b) f`, by which compilers apply to several arguments in two steps. */
interface DirectApplication {
  readonly fun: Code;
  readonly args: readonly Code[];
  /** What is charged for it, beside function and arguments. */
  readonly certain: readonly Code[];
}

/** Only of a function at hand: it does not matter then that it is looked at before or after its arguments. */
function directApplication(code: Code): DirectApplication | undefined {
  const scrutinee = code.a;
  if (code.op !== op.case || scrutinee?.op !== op.constr) return undefined;
  const fun = code.parts[Number(scrutinee.value)];
  if (fun === undefined || !isAtHand(fun)) return undefined;
  return { fun, args: scrutinee.parts, certain: [code, scrutinee] };
}

/** A builtin with all its forces and arguments. */
interface BuiltinCall {
  readonly callable: Callable;
  readonly parts: readonly Code[];
  readonly certain: readonly Code[];
}

function callOf(code: Code): BuiltinCall | undefined {
  if (code.op === op.call) return { callable: code.callable!, parts: code.parts, certain: [code] };
  const applied = directApplication(code);
  if (applied === undefined || !(applied.fun.value instanceof Builtin)) return undefined;
  const { callable, forces, args: given } = applied.fun.value;
  if (forces !== callable.forces || given.length > 0 || applied.args.length !== callable.arity)
    return undefined;
  return { callable, parts: applied.args, certain: [...applied.certain, applied.fun] };
}

/** What decides between two delayed branches. */
const CHOICES: Readonly<Partial<Record<BuiltinName, string>>> = { ifThenElse: 'bool', chooseList: 'isEmpty' };

function isAtHand({ op: kind }: Code): boolean {
  return (
    kind === op.local || kind === op.captured || kind === op.known || kind === op.lambda || kind === op.delay
  );
}

function captures(scope: Scope, names: Names): string {
  return scope.captures
    .map((source) => (source < 0 ? names.captured(~source) : names.local(source)))
    .join(', ');
}

function add(stretch: Stretch, code: Code): void {
  addCost(stretch, code);
}

function addCost(stretch: Stretch, cost: Readonly<Stretch>): void {
  stretch.cpu += cost.cpu;
  stretch.memory += cost.memory;
}

function charged({ cpu, memory }: Stretch): string {
  return `((left[0] -= ${cpu}) < 0 | (left[1] -= ${memory}) < 0) && refill()`;
}
