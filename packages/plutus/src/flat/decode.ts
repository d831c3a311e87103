import { builtins } from '../builtins/table.ts';
import type { Int } from '../data/int.ts';
import { PlutusError } from '../errors.ts';
import { hasConstructors, type Program, type Term, type Version } from '../term/term.ts';
import { readConstant } from './constant.ts';
import { FlatReader } from './reader.ts';

/** Tags of terms, four bits each. */
export const tag = {
  variable: 0,
  delay: 1,
  lambda: 2,
  apply: 3,
  constant: 4,
  force: 5,
  error: 6,
  builtin: 7,
  constr: 8,
  case: 9,
} as const;

/** A script of the ledger has at most 16 KiB and so fewer than 2^15 terms. */
const DEFAULT_MAX_TERMS = 1 << 20;

/** A term whose parts are still being read. `parts` are the finished ones. */
interface Open {
  readonly tag: number;
  readonly constrTag: Int;
  readonly parts: Term[];
}

/**
 * Decodes a program from its flat bytes, all of them; throws PLUTUS_FLAT with the bit otherwise. The stack is a
 * list, so nesting costs memory and never the call stack; `maxTerms` bounds it.
 */
export function decodeProgram(bytes: Uint8Array, options: { maxTerms?: number } = {}): Program {
  const { maxTerms = DEFAULT_MAX_TERMS } = options;
  const reader = new FlatReader(bytes);
  const version: Version = [reader.word64(), reader.word64(), reader.word64()];
  const term = readTerm(reader, version, maxTerms);
  reader.filler();
  reader.expectEnd();
  return { version, term };
}

function readTerm(reader: FlatReader, version: Version, maxTerms: number): Term {
  const withConstructors = hasConstructors(version);
  const stack: Open[] = [];
  for (let count = 1; ; count++) {
    if (count > maxTerms)
      throw new PlutusError('PLUTUS_LIMIT', {
        place: `flat, bit ${reader.bit}`,
        expected: `at most ${maxTerms} terms`,
        got: 'more',
      });
    let done = readHead(reader, withConstructors, stack);
    for (;;) {
      const open = stack.at(-1);
      if (done === undefined) {
        if (open!.tag !== tag.constr || reader.bool()) break;
      } else {
        if (open === undefined) return done;
        open.parts.push(done);
        if (wantsMore(reader, open)) break;
      }
      stack.pop();
      done = close(open!);
    }
  }
}

/** A leaf, or undefined after opening a term that has parts. */
function readHead(reader: FlatReader, withConstructors: boolean, stack: Open[]): Term | undefined {
  const place = reader.bit;
  const kind = reader.bits(4);
  switch (kind) {
    case tag.variable: {
      const index = reader.word64();
      if (typeof index === 'bigint' || index === 0)
        throw reader.fault(place, 'a de Bruijn index from 1 on', String(index));
      return { kind: 'var', index };
    }
    case tag.constant:
      return { kind: 'constant', value: readConstant(reader) };
    case tag.error:
      return { kind: 'error' };
    case tag.builtin: {
      const number = reader.bits(7);
      const known = builtins[number];
      if (known === undefined)
        throw reader.fault(place, `a builtin 0..${builtins.length - 1}`, String(number));
      return { kind: 'builtin', name: known.name };
    }
    case tag.delay:
    case tag.lambda:
    case tag.apply:
    case tag.force:
      stack.push({ tag: kind, constrTag: 0, parts: [] });
      return undefined;
    case tag.constr:
    case tag.case:
      if (!withConstructors)
        throw reader.fault(
          place,
          'a term of a program before 1.1.0',
          kind === tag.constr ? 'constr' : 'case',
        );
      stack.push({ tag: kind, constrTag: kind === tag.constr ? reader.word64() : 0, parts: [] });
      return undefined;
    default:
      throw reader.fault(place, 'a term tag 0..9', String(kind));
  }
}

function wantsMore(reader: FlatReader, { tag: kind, parts }: Open): boolean {
  if (kind === tag.apply) return parts.length < 2;
  if (kind === tag.constr || kind === tag.case) return reader.bool();
  return false;
}

function close({ tag: kind, constrTag, parts }: Open): Term {
  const [first, second] = parts as [Term, Term];
  switch (kind) {
    case tag.delay:
      return { kind: 'delay', body: first };
    case tag.lambda:
      return { kind: 'lambda', body: first };
    case tag.force:
      return { kind: 'force', body: first };
    case tag.apply:
      return { kind: 'apply', fun: first, arg: second };
    case tag.constr:
      return { kind: 'constr', tag: constrTag, fields: parts };
    default:
      return { kind: 'case', scrutinee: first, branches: parts.slice(1) };
  }
}
