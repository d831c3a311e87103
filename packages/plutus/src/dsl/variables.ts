import type { Term } from '../term/term.ts';
import { variable } from '../term/term.ts';

/** The term with each part replaced; `binders` is 1 below a lambda. The same object if no part changed. */
export function mapParts(term: Term, map: (part: Term, binders: 0 | 1) => Term): Term {
  switch (term.kind) {
    case 'lambda': {
      const body = map(term.body, 1);
      return body === term.body ? term : { ...term, body };
    }
    case 'delay':
    case 'force': {
      const body = map(term.body, 0);
      return body === term.body ? term : { ...term, body };
    }
    case 'apply': {
      const fun = map(term.fun, 0);
      const arg = map(term.arg, 0);
      return fun === term.fun && arg === term.arg ? term : { ...term, fun, arg };
    }
    case 'constr': {
      const fields = mapAll(term.fields, map);
      return fields === term.fields ? term : { ...term, fields };
    }
    case 'case': {
      const scrutinee = map(term.scrutinee, 0);
      const branches = mapAll(term.branches, map);
      return scrutinee === term.scrutinee && branches === term.branches
        ? term
        : { ...term, scrutinee, branches };
    }
    default:
      return term;
  }
}

function mapAll(terms: readonly Term[], map: (part: Term, binders: 0) => Term): readonly Term[] {
  const mapped = terms.map((term) => map(term, 0));
  return mapped.every((term, i) => term === terms[i]) ? terms : mapped;
}

/** How often the variable with this index stands in the term. */
export function usesOf(term: Term, index: number): number {
  if (term.kind === 'var') return term.index === index ? 1 : 0;
  let uses = 0;
  mapParts(term, (part, binders) => {
    uses += usesOf(part, index + binders);
    return part;
  });
  return uses;
}

/** The term inside `by` more lambdas: indices of what is bound outside it grow. */
export function shift(term: Term, by: number, from = 1): Term {
  if (term.kind === 'var') return term.index >= from ? variable(term.index + by) : term;
  return mapParts(term, (part, binders) => shift(part, by, from + binders));
}

/** A lambda's body with `arg` in place of the lambda's variable, and without the lambda. */
export function substitute(body: Term, arg: Term, index = 1): Term {
  if (body.kind === 'var') {
    if (body.index === index) return shift(arg, index - 1);
    return body.index > index ? variable(body.index - 1) : body;
  }
  return mapParts(body, (part, binders) => substitute(part, arg, index + binders));
}
