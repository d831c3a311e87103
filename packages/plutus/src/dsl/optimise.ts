import { type BuiltinName, builtins, builtinTag } from '../builtins/table.ts';
import { apply, builtin, force, lambda, type Term, variable } from '../term/term.ts';
import { mapParts, shift, substitute, usesOf } from './variables.ts';

/** Rounds after which even a term that still changes is taken as it is. */
const MAX_ROUNDS = 50;

/**
 * A term that does the same in fewer machine steps: `force (delay t)` is `t`; what a let binds goes where it is used,
 * if it is a value or is what the body evaluates first anyway; in terms that call themselves, builtins are forced once
 * and not in each round. Result, failure and traces stay as they were; only a loop that ends at once costs a few steps more.
 */
export function optimise(term: Term): Term {
  let now = term;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = reduce(now);
    if (next === now) break;
    now = next;
  }
  return recurs(now) ? shareForced(now) : now;
}

/** One pass from the leaves up; the same object if there was nothing to do. */
function reduce(term: Term): Term {
  const inner = mapParts(term, reduce);
  if (inner.kind === 'force' && inner.body.kind === 'delay') return inner.body.body;
  if (inner.kind !== 'apply' || inner.fun.kind !== 'lambda') return inner;
  const { fun, arg } = inner;
  if (!mayInline(fun.body, arg)) return inner;
  return substitute(fun.body, arg);
}

function mayInline(body: Term, arg: Term): boolean {
  const uses = usesOf(body, 1);
  // A variable, a constant and a builtin cost one step wherever they stand.
  if (arg.kind === 'var' || arg.kind === 'builtin') return true;
  if (arg.kind === 'constant') return uses <= 1;
  if (isValue(arg)) return uses === 0 || (uses === 1 && !isCostlyValue(arg)) || (uses === 1 && isFirst(body));
  return uses === 1 && isFirst(body);
}

/** Evaluating it neither fails nor traces. */
function isValue(term: Term): boolean {
  switch (term.kind) {
    case 'var':
    case 'constant':
    case 'builtin':
    case 'lambda':
    case 'delay':
      return true;
    case 'constr':
      return term.fields.every(isValue);
    default:
      return isPartial(term);
  }
}

/** A value that takes more than one step to make: a loop must not make it again and again. */
function isCostlyValue(term: Term): boolean {
  return term.kind === 'force' || term.kind === 'apply' || (term.kind === 'constr' && term.fields.length > 0);
}

/** A builtin that lacks arguments or forces. */
function isPartial(term: Term): boolean {
  let args = 0;
  let forces = 0;
  let at = term;
  for (; at.kind === 'apply'; at = at.fun) {
    if (!isValue(at.arg)) return false;
    args++;
  }
  for (; at.kind === 'force'; at = at.body) forces++;
  if (at.kind !== 'builtin') return false;
  const row = builtins[builtinTag.get(at.name)!]!;
  return args < row.measures.length && (args === 0 ? forces <= row.forces : forces === row.forces);
}

/** Whether the innermost variable is what evaluation of the body comes to first. */
function isFirst(body: Term): boolean {
  for (let at = body; ; ) {
    switch (at.kind) {
      case 'var':
        return at.index === 1;
      case 'force':
        at = at.body;
        break;
      case 'case':
        at = at.scrutinee;
        break;
      case 'apply':
        at = isValue(at.fun) && !(at.fun.kind === 'var' && at.fun.index === 1) ? at.arg : at.fun;
        break;
      default:
        return false;
    }
  }
}

/** Whether a function is applied to itself somewhere: nothing else makes a loop. */
function recurs(term: Term): boolean {
  if (term.kind === 'apply' && term.fun.kind === 'var' && term.arg.kind === 'var')
    if (term.fun.index === term.arg.index) return true;
  let found = false;
  mapParts(term, (part) => {
    found ||= recurs(part);
    return part;
  });
  return found;
}

/** Forces each builtin that has type variables once, around the term. */
function shareForced(term: Term): Term {
  const shared = new Set<BuiltinName>();
  collectForced(term, shared);
  return [...shared].reduce((body, name) => {
    const inside = replaceForced(shift(body, 1), name, 1);
    return apply(lambda(inside), forcedBuiltin(name));
  }, term);
}

function collectForced(term: Term, into: Set<BuiltinName>): void {
  const name = forcedName(term);
  if (name !== undefined) into.add(name);
  else
    mapParts(term, (part) => {
      collectForced(part, into);
      return part;
    });
}

function replaceForced(term: Term, name: BuiltinName, index: number): Term {
  if (forcedName(term) === name) return variable(index);
  return mapParts(term, (part, binders) => replaceForced(part, name, index + binders));
}

/** The builtin of a term that is nothing but it with all its forces. */
function forcedName(term: Term): BuiltinName | undefined {
  let forces = 0;
  let at = term;
  for (; at.kind === 'force'; at = at.body) forces++;
  if (at.kind !== 'builtin' || forces === 0) return undefined;
  return builtins[builtinTag.get(at.name)!]!.forces === forces ? at.name : undefined;
}

function forcedBuiltin(name: BuiltinName): Term {
  let term = builtin(name);
  for (let i = builtins[builtinTag.get(name)!]!.forces; i > 0; i--) term = force(term);
  return term;
}
