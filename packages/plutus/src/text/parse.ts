import { type BuiltinName, builtinTag } from '../builtins/table.ts';
import { type Int, toInt } from '../data/int.ts';
import { apply, hasConstructors, type Program, type Term, type Version } from '../term/term.ts';
import { readConstant } from './constant.ts';
import { Scanner } from './scanner.ts';

const NAME = /[A-Za-z_][A-Za-z0-9_']*(?:-\d+)?|`[^`\n]+`(?:-\d+)?/y;
const MAX_TAG = 2n ** 64n - 1n;

/** A term whose parts are still being read. */
type Open =
  | { kind: 'lambda'; name: string; parts: Term[] }
  | { kind: 'delay' | 'force' | 'apply' | 'case'; parts: Term[] }
  | { kind: 'constr'; tag: Int; parts: Term[] };

/** Parses `(program 1.1.0 TERM)`; throws PLUTUS_TEXT with line and column otherwise. */
export function parseProgram(text: string): Program {
  const scanner = new Scanner(text);
  scanner.expect('(');
  if (scanner.word("'program'") !== 'program') throw scanner.fault("'program'");
  const numbers = scanner.match(/\d+\.\d+\.\d+(?![\w.])/y);
  if (numbers === undefined) throw scanner.fault('a version such as 1.1.0');
  const version = numbers.split('.').map((part) => toInt(BigInt(part))) as unknown as Version;
  const term = readTerm(scanner, hasConstructors(version));
  scanner.expect(')');
  scanner.end();
  return { version, term };
}

/** Parses one closed term, with everything that 1.1.0 has. */
export function parseTerm(text: string): Term {
  const scanner = new Scanner(text);
  const term = readTerm(scanner, true);
  scanner.end();
  return term;
}

function readTerm(scanner: Scanner, withConstructors: boolean): Term {
  const stack: Open[] = [];
  const scope = new Scope();
  for (;;) {
    let done = readHead(scanner, withConstructors, stack, scope);
    for (;;) {
      const open = stack.at(-1);
      if (done !== undefined) {
        if (open === undefined) return done;
        open.parts.push(done);
        done = undefined;
      }
      if (!closes(scanner, open!)) break;
      stack.pop();
      if (open!.kind === 'lambda') scope.leave(open!.name);
      done = close(open!);
    }
  }
}

/** Levels of the lambdas in scope, by name. */
class Scope {
  readonly #levels = new Map<string, number[]>();
  #depth = 0;

  enter(name: string): void {
    const levels = this.#levels.get(name);
    if (levels === undefined) this.#levels.set(name, [this.#depth]);
    else levels.push(this.#depth);
    this.#depth++;
  }

  leave(name: string): void {
    this.#levels.get(name)!.pop();
    this.#depth--;
  }

  index(name: string): number | undefined {
    const level = this.#levels.get(name)?.at(-1);
    return level === undefined ? undefined : this.#depth - level;
  }
}

function readHead(
  scanner: Scanner,
  withConstructors: boolean,
  stack: Open[],
  scope: Scope,
): Term | undefined {
  if (scanner.take('[')) {
    stack.push({ kind: 'apply', parts: [] });
    return undefined;
  }
  if (!scanner.take('(')) {
    const name = scanner.match(NAME);
    if (name === undefined) throw scanner.fault('a term');
    const index = scope.index(name);
    if (index === undefined)
      throw scanner.fault('a variable in scope', `'${name}'`, scanner.at - name.length);
    return { kind: 'var', index };
  }
  const place = scanner.at;
  const keyword = scanner.word('a keyword of terms');
  if (!withConstructors && (keyword === 'constr' || keyword === 'case'))
    throw scanner.fault('a term of a program before 1.1.0', `'${keyword}'`, place);
  switch (keyword) {
    case 'lam': {
      const name = scanner.match(NAME);
      if (name === undefined) throw scanner.fault('a variable');
      scope.enter(name);
      stack.push({ kind: 'lambda', name, parts: [] });
      return undefined;
    }
    case 'delay':
    case 'force':
    case 'case':
      stack.push({ kind: keyword, parts: [] });
      return undefined;
    case 'constr': {
      const tag = scanner.match(/\d+/y);
      if (tag === undefined || BigInt(tag) > MAX_TAG) throw scanner.fault('a tag 0..2^64-1', tag);
      stack.push({ kind: 'constr', tag: toInt(BigInt(tag)), parts: [] });
      return undefined;
    }
    case 'error':
      scanner.expect(')');
      return { kind: 'error' };
    case 'builtin': {
      const name = scanner.word('a builtin');
      if (!builtinTag.has(name)) throw scanner.fault('a builtin', `'${name}'`, scanner.at - name.length);
      scanner.expect(')');
      return { kind: 'builtin', name: name as BuiltinName };
    }
    case 'con': {
      const value = readConstant(scanner);
      scanner.expect(')');
      return { kind: 'constant', value };
    }
    default:
      throw scanner.fault(
        'lam, delay, force, error, builtin, con, constr, case or an application in brackets',
        `'${keyword}'`,
        place,
      );
  }
}

/** Consumes the end of an open term if it has all its parts. */
function closes(scanner: Scanner, open: Open): boolean {
  const { kind, parts } = open;
  if (kind === 'apply') return parts.length >= 2 && scanner.take(']');
  if (kind === 'constr') return scanner.take(')');
  if (kind === 'case') return parts.length >= 1 && scanner.take(')');
  if (parts.length === 0) return false;
  scanner.expect(')');
  return true;
}

function close(open: Open): Term {
  const [first, ...rest] = open.parts as [Term, ...Term[]];
  switch (open.kind) {
    case 'lambda':
      return { kind: 'lambda', body: first };
    case 'delay':
    case 'force':
      return { kind: open.kind, body: first };
    case 'apply':
      return apply(first, ...rest);
    case 'constr':
      return { kind: 'constr', tag: open.tag, fields: open.parts };
    case 'case':
      return { kind: 'case', scrutinee: first, branches: rest };
  }
}
