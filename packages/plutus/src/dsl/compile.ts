import { PlutusError } from '../errors.ts';
import { hasConstructors, type Program, type Term, type Version } from '../term/term.ts';
import type { Expression } from './expression.ts';
import { optimise } from './optimise.ts';

export interface CompileOptions {
  /** 1.0.0, or 1.1.0 with constructors and cases. */
  readonly version: Version;
  /** False leaves the term as it was written: where its bytes or its costs are given. */
  readonly optimise?: boolean;
}

/** The program of an expression. Throws PLUTUS_TERM if the version lacks what it uses. */
export function compile<T>(
  expression: Expression<T>,
  { version, optimise: improve = true }: CompileOptions,
): Program {
  const written = expression.at(0);
  const term = improve ? optimise(written) : written;
  if (!hasConstructors(version) && usesConstructors(term))
    throw new PlutusError('PLUTUS_TERM', {
      place: 'script',
      expected: `a term of Plutus Core ${version.join('.')}`,
      got: 'construct or match, which came with 1.1.0',
    });
  return { version, term };
}

/** Recursive, as everything here: authors nest terms by hand. */
function usesConstructors(term: Term): boolean {
  switch (term.kind) {
    case 'constr':
    case 'case':
      return true;
    case 'lambda':
    case 'delay':
    case 'force':
      return usesConstructors(term.body);
    case 'apply':
      return usesConstructors(term.fun) || usesConstructors(term.arg);
    default:
      return false;
  }
}
