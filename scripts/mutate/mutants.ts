import { expressionMayStart, type Token, tokens } from './tokens.ts';

/** One change of a source: characters `from` to `to` become `text`. */
export interface Mutant {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** What was done, as the explanations name it: `< → <=`, `statement removed`. */
  readonly change: string;
}

const replacements: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '<<=': '>>=',
  '>>=': '<<=',
  '++': '--',
  '--': '++',
  true: 'false',
  false: 'true',
};
/** First words of what is not a statement that can be left out alone. */
const kept = new Set(
  (
    'const let var import export function class return if for while do switch case default try catch finally else ' +
    'async super get set static'
  ).split(' '),
);

/**
 * Every mutant of JavaScript, in the order of its places. Operators, booleans and numbers are exchanged, conditions of
 * `if` become false, statements are left out. Types must have been blanked before: `<` of a generic is no operator.
 */
export function mutants(source: string): Mutant[] {
  const all = tokens(source);
  return all
    .flatMap((token, i) => [
      ...ofToken(all, i, token),
      ...ofStatement(source, all, i),
      ...ofCondition(all, i),
    ])
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

function* ofToken(all: readonly Token[], i: number, token: Token): Generator<Mutant> {
  const { text, at } = token;
  const change = (to: string): Mutant => ({
    from: at,
    to: at + text.length,
    text: to,
    change: `${text} → ${to === '' ? 'nothing' : to}`,
  });
  if (token.kind === 'number') for (const to of neighbours(text)) yield change(to);
  if (token.kind !== 'punctuator' && token.kind !== 'word') return;
  if (token.kind === 'word' && all[i - 1]?.text === '.') return;
  const operand = expressionMayStart(all[i - 1]);
  if (text === '!' || (text === '-' && operand)) yield change('');
  else if ((text === '+' && !operand && !joinsText(all, i)) || text === '-')
    yield change(text === '+' ? '-' : '+');
  else if (Object.hasOwn(replacements, text) && !(text === '*' && operand)) yield change(replacements[text]!);
}

/** A number one larger and one smaller, as it may stand in its place. */
function neighbours(text: string): string[] {
  const plain = text.replaceAll('_', '');
  if (plain.endsWith('n')) {
    const value = BigInt(plain.slice(0, -1));
    return [`${value + 1n}n`, value === 0n ? '(-1n)' : `${value - 1n}n`];
  }
  const value = Number(plain);
  return [value + 1, value - 1].map((n) => (n < 0 ? `(${n})` : String(n)));
}

/** A plus beside a string or template joins text; a minus there is no mistake that anybody makes. */
function joinsText(all: readonly Token[], i: number): boolean {
  return all[i - 1]?.kind === 'string' || all[i + 1]?.kind === 'string';
}

function* ofStatement(source: string, all: readonly Token[], i: number): Generator<Mutant> {
  const first = all[i]!;
  const previous = all[i - 1]?.text ?? ';';
  if (!/^[;{}]$/.test(previous) || (first.kind === 'word' && kept.has(first.text))) return;
  if (!/^\s*$/.test(source.slice(source.lastIndexOf('\n', first.at) + 1, first.at))) return;
  const end = closing(all, i, (text, depth) => text === ';' && depth === 0);
  // One token alone is the declaration of a field, whose type was blanked.
  if (end === undefined || end <= i + 1) return;
  yield { from: first.at, to: all[end]!.at, text: '', change: 'statement removed' };
}

function* ofCondition(all: readonly Token[], i: number): Generator<Mutant> {
  if (all[i]!.text !== 'if' || all[i + 1]?.text !== '(') return;
  const end = closing(all, i + 1, (text, depth) => text === ')' && depth === 0);
  if (end === undefined) return;
  yield { from: all[i + 2]!.at, to: all[end]!.at, text: 'false', change: 'condition → false' };
}

/** The first token from `i` on that `ends` accepts, unless the block around it ends before. */
function closing(
  all: readonly Token[],
  i: number,
  ends: (text: string, depth: number) => boolean,
): number | undefined {
  let depth = 0;
  for (let j = i; j < all.length; j++) {
    const { text, kind } = all[j]!;
    if (kind === 'punctuator' && /^[([{]$/.test(text)) depth++;
    if (kind === 'punctuator' && /^[)\]}]$/.test(text) && --depth < 0) return undefined;
    if (ends(text, depth)) return j;
  }
  return undefined;
}
