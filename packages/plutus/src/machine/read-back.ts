import { isInt } from '../data/int.ts';
import type { Constant } from '../term/constant.ts';
import type { Term } from '../term/term.ts';
import { type Code, lookUp } from './code.ts';
import { Closure, Constructor, Partial, Suspension } from './value.ts';

/** What is still to be read back. */
type Task =
  | { readonly value: unknown; readonly done: (term: Term) => void }
  | TermTask
  | { readonly finish: () => void };

interface TermTask {
  readonly term: Term;
  /** Lambdas between the closure's term and this one. */
  readonly depth: number;
  readonly code: Code;
  readonly captured: readonly unknown[];
  readonly done: (term: Term) => void;
}

/**
 * The closed term of a value: captured values take the places of the variables. Closed terms may stand under any
 * number of lambdas without renumbering. A value that is shared is read back once.
 */
export function readBack(value: unknown): Term {
  let result: Term | undefined;
  const known = new Map<unknown, Term>();
  const tasks: Task[] = [
    {
      value,
      done: (term) => {
        result = term;
      },
    },
  ];
  while (tasks.length > 0) {
    const task = tasks.pop()!;
    if ('finish' in task) task.finish();
    else if ('term' in task) substitute(task, tasks);
    else readValue(task.value, task.done, tasks, known);
  }
  return result!;
}

function readValue(
  value: unknown,
  done: (term: Term) => void,
  tasks: Task[],
  known: Map<unknown, Term>,
): void {
  const before = known.get(value);
  if (before !== undefined) {
    done(before);
    return;
  }
  const remember = (term: Term) => {
    known.set(value, term);
    done(term);
  };
  if (value instanceof Closure || value instanceof Suspension) {
    const { code, captured } = value;
    tasks.push({ term: code.term, depth: 0, code, captured, done: remember });
  } else if (value instanceof Constructor) {
    const { tag, fields } = value;
    const terms: Term[] = [];
    tasks.push({ finish: () => remember({ kind: 'constr', tag, fields: terms }) });
    for (const [i, field] of fields.entries())
      tasks.push({
        value: field,
        done: (term) => {
          terms[i] = term;
        },
      });
  } else if (value instanceof Partial) {
    const terms: Term[] = [];
    tasks.push({ finish: () => remember(partialTerm(value, terms)) });
    for (const [i, arg] of value.args.entries())
      tasks.push({
        value: arg,
        done: (term) => {
          terms[i] = term;
        },
      });
  } else {
    const term: Term = { kind: 'constant', value: value as Constant };
    if (isInt(value)) done(term);
    else remember(term);
  }
}

function partialTerm({ callable, forces }: Partial, args: readonly Term[]): Term {
  let term: Term = { kind: 'builtin', name: callable.name };
  for (let i = 0; i < forces; i++) term = { kind: 'force', body: term };
  for (const arg of args) term = { kind: 'apply', fun: term, arg };
  return term;
}

function substitute(task: TermTask, tasks: Task[]): void {
  const { term, depth, code, captured, done } = task;
  const inner = (part: Term, deeper: number, assign: (term: Term) => void) =>
    tasks.push({ term: part, depth: depth + deeper, code, captured, done: assign });
  switch (term.kind) {
    case 'var': {
      if (term.index <= depth) {
        done(term);
        return;
      }
      const variable = lookUp(code.scope!.outside, term.index - depth)!;
      const value =
        variable.known !== undefined
          ? variable.known.value
          : captured[code.scope!.captured.indexOf(variable)!];
      tasks.push({ value, done });
      return;
    }
    case 'lambda':
    case 'delay':
    case 'force': {
      const { kind } = term;
      const deeper = kind === 'lambda' ? 1 : 0;
      substituteAll([term.body], inner, deeper, tasks, ([body]) => done({ kind, body: body! }));
      return;
    }
    case 'apply':
      substituteAll([term.fun, term.arg], inner, 0, tasks, ([fun, arg]) =>
        done({ kind: 'apply', fun: fun!, arg: arg! }),
      );
      return;
    case 'constr':
      substituteAll(term.fields, inner, 0, tasks, (fields) =>
        done({ kind: 'constr', tag: term.tag, fields }),
      );
      return;
    case 'case':
      substituteAll([term.scrutinee, ...term.branches], inner, 0, tasks, ([scrutinee, ...branches]) =>
        done({ kind: 'case', scrutinee: scrutinee!, branches }),
      );
      return;
    default:
      done(term);
  }
}

/** Reads parts back and builds the whole when they are done: by a task of its own, so that depth costs no call stack. */
function substituteAll(
  parts: readonly Term[],
  inner: (part: Term, deeper: number, assign: (term: Term) => void) => void,
  deeper: number,
  tasks: Task[],
  done: (terms: readonly Term[]) => void,
): void {
  const terms: Term[] = [];
  tasks.push({ finish: () => done(terms) });
  for (const [i, part] of parts.entries())
    inner(part, deeper, (term) => {
      terms[i] = term;
    });
}
