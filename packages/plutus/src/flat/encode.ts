import { builtinTag } from '../builtins/table.ts';
import type { Program, Term } from '../term/term.ts';
import { writeConstant } from './constant.ts';
import { tag } from './decode.ts';
import { FlatWriter } from './writer.ts';

/** The flat bytes of a program. Iterative, as the decoder is. */
export function encodeProgram({ version, term }: Program): Uint8Array<ArrayBuffer> {
  const writer = new FlatWriter();
  for (const part of version) writer.natural(part);
  const stack: (Term | boolean)[] = [term];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (typeof next === 'boolean') writer.bool(next);
    else writeHead(writer, next, stack);
  }
  writer.filler();
  return writer.finish();
}

/** Writes what stands before the parts of a term and leaves the parts on the stack, a boolean before each of a list. */
function writeHead(writer: FlatWriter, term: Term, stack: (Term | boolean)[]): void {
  switch (term.kind) {
    case 'var':
      writer.bits(tag.variable, 4);
      writer.natural(term.index);
      return;
    case 'delay':
    case 'lambda':
    case 'force':
      writer.bits(tag[term.kind], 4);
      stack.push(term.body);
      return;
    case 'apply':
      writer.bits(tag.apply, 4);
      stack.push(term.arg, term.fun);
      return;
    case 'constant':
      writer.bits(tag.constant, 4);
      writeConstant(writer, term.value);
      return;
    case 'error':
      writer.bits(tag.error, 4);
      return;
    case 'builtin':
      writer.bits(tag.builtin, 4);
      writer.bits(builtinTag.get(term.name)!, 7);
      return;
    case 'constr':
      writer.bits(tag.constr, 4);
      writer.natural(term.tag);
      pushList(stack, term.fields);
      return;
    case 'case':
      writer.bits(tag.case, 4);
      pushList(stack, term.branches);
      stack.push(term.scrutinee);
  }
}

function pushList(stack: (Term | boolean)[], terms: readonly Term[]): void {
  stack.push(false);
  for (let i = terms.length - 1; i >= 0; i--) stack.push(terms[i]!, true);
}
