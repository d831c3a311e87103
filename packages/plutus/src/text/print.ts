import { toHex } from '@slotbench/cbor';
import { bls } from '../crypto/bls.ts';
import { G1Element, G2Element, MlResult } from '../crypto/bls-element.ts';
import { AssetValue } from '../data/asset-value.ts';
import { type Data, DataBytes, DataConstr, DataInt, DataList, type DataPair, isData } from '../data/data.ts';
import { isInt } from '../data/int.ts';
import { List, Pair } from '../data/list.ts';
import { ArrayValue, type Constant, constantType } from '../term/constant.ts';
import type { Program, Term } from '../term/term.ts';
import { type ConstantType, types } from '../term/type.ts';
import { showString } from './string.ts';

/** The text of a program on one line; variables are called after the depth of their lambda. */
export function printProgram({ version, term }: Program): string {
  return `(program ${version.join('.')} ${printTerm(term)})`;
}

/** The text of a term. Iterative: terms may be as deep as memory allows. */
export function printTerm(term: Term): string {
  const out: string[] = [];
  const stack: ({ term: Term; depth: number } | string)[] = [{ term, depth: 0 }];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (typeof next === 'string') out.push(next);
    else printHead(out, next.term, next.depth, stack);
  }
  return out.join('');
}

function printHead(
  out: string[],
  term: Term,
  depth: number,
  stack: ({ term: Term; depth: number } | string)[],
): void {
  switch (term.kind) {
    case 'var':
      out.push(`v${depth - term.index}`);
      return;
    case 'lambda':
      out.push(`(lam v${depth} `);
      stack.push(')', { term: term.body, depth: depth + 1 });
      return;
    case 'delay':
    case 'force':
      out.push(`(${term.kind} `);
      stack.push(')', { term: term.body, depth });
      return;
    case 'apply':
      out.push('[');
      stack.push(']', { term: term.arg, depth }, ' ', { term: term.fun, depth });
      return;
    case 'constant':
      out.push(`(con ${printConstant(term.value)})`);
      return;
    case 'builtin':
      out.push(`(builtin ${term.name})`);
      return;
    case 'error':
      out.push('(error)');
      return;
    case 'constr':
      out.push(`(constr ${term.tag}`);
      pushParts(term.fields, depth, stack);
      return;
    case 'case':
      out.push('(case');
      pushParts([term.scrutinee, ...term.branches], depth, stack);
  }
}

function pushParts(
  parts: readonly Term[],
  depth: number,
  stack: ({ term: Term; depth: number } | string)[],
): void {
  stack.push(')');
  for (let i = parts.length - 1; i >= 0; i--) stack.push({ term: parts[i]!, depth }, ' ');
}

/** Type and value of a constant as they stand behind `con`. */
export function printConstant(value: Constant): string {
  const type = constantType(value)!;
  const shown = printValue(value);
  return `${printType(type)} ${type === types.data ? `(${shown})` : shown}`;
}

function printType(type: ConstantType): string {
  switch (type.kind) {
    case 'list':
    case 'array':
      return `(${type.kind} ${printType(type.element)})`;
    case 'pair':
      return `(pair ${printType(type.first)} ${printType(type.second)})`;
    default:
      return type.kind;
  }
}

function printValue(value: unknown): string {
  if (isInt(value)) return String(value);
  if (typeof value === 'string') return showString(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return '()';
  if (value instanceof Uint8Array) return `#${toHex(value)}`;
  if (value instanceof List) return `[${Array.from(value, printValue).join(', ')}]`;
  if (value instanceof ArrayValue) return `[${value.items.map(printValue).join(', ')}]`;
  if (value instanceof Pair) return `(${printValue(value.first)}, ${printValue(value.second)})`;
  if (value instanceof AssetValue) return printAssets(value);
  if (value instanceof G1Element) return `0x${toHex(bls().g1Compress(value))}`;
  if (value instanceof G2Element) return `0x${toHex(bls().g2Compress(value))}`;
  if (value instanceof MlResult) return '<pairing>';
  if (isData(value)) return printData(value);
  return '<function>';
}

function printAssets({ policies }: AssetValue): string {
  const shown = policies.map(({ policy, assets }) => {
    const inner = assets.map(({ name, quantity }) => `(#${toHex(name)}, ${quantity})`);
    return `(#${toHex(policy)}, [${inner.join(', ')}])`;
  });
  return `[${shown.join(', ')}]`;
}

/** The text of a datum, without parentheses around it. Iterative. */
export function printData(data: Data): string {
  const out: string[] = [];
  const stack: (Data | string)[] = [data];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (typeof next === 'string') out.push(next);
    else if (next instanceof DataInt) out.push(`I ${next.value}`);
    else if (next instanceof DataBytes) out.push(`B #${toHex(next.value)}`);
    else if (next instanceof DataConstr) {
      out.push(`Constr ${next.tag} [`);
      pushItems(stack, next.fields);
    } else if (next instanceof DataList) {
      out.push('List [');
      pushItems(stack, next.items);
    } else {
      out.push('Map [');
      pushEntries(stack, next.entries);
    }
  }
  return out.join('');
}

function pushItems(stack: (Data | string)[], items: List<Data>): void {
  const reversed: (Data | string)[] = [];
  for (const item of items) reversed.push(reversed.length === 0 ? '' : ', ', item);
  stack.push(']');
  for (let i = reversed.length - 1; i >= 0; i--) stack.push(reversed[i]!);
}

function pushEntries(stack: (Data | string)[], entries: List<DataPair>): void {
  const parts: (Data | string)[] = [];
  for (const { first, second } of entries)
    parts.push(parts.length === 0 ? '(' : ', (', first, ', ', second, ')');
  stack.push(']');
  for (let i = parts.length - 1; i >= 0; i--) stack.push(parts[i]!);
}
