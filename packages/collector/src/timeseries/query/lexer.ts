import { type Place, QueryError } from './query-error.ts';

/** `spaced`: white space or the beginning stands before it; the grammar of application asks for it. */
export type Token = { readonly place: Place; readonly spaced: boolean; readonly text: string } & TokenContent;

type TokenContent =
  | { readonly kind: 'word' } // an identifier or keyword
  | { readonly kind: 'escaped'; readonly name: string } // `an identifier between backticks`
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'symbol' | 'end' };

/** Bounds on a query; the longest of the published dashboards has 200 characters. */
const MOST_CHARACTERS = 32_768;
const MOST_TOKENS = 4_096;

const SPACE = /\s+/uy;

/**
 * The tokens of a query, the last of kind `end`. Signs are symbols of their own: whether `-3` is a number or a
 * subtraction is the parser's to say. Throws a QueryError of stage `parse`.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const place = (): Place => ({ line, column: at - lineStart + 1 });
  const fail = (problem: string) => new QueryError({ stage: 'parse', place: place(), problem, source });
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source) ?? undefined;
  };

  if (source.length > MOST_CHARACTERS)
    throw new QueryError({
      stage: 'parse',
      place: { line: 1, column: 1 },
      problem: `the query has ${source.length} characters, more than ${MOST_CHARACTERS}`,
    });
  while (true) {
    const space = match(SPACE)?.[0] ?? '';
    for (let n = space.indexOf('\n'); n >= 0; n = space.indexOf('\n', n + 1)) {
      line++;
      lineStart = at + n + 1;
    }
    at += space.length;
    const common = { place: place(), spaced: space !== '' || at === 0 };
    if (at === source.length) return [...tokens, { ...common, kind: 'end', text: '' }];
    if (tokens.length === MOST_TOKENS) throw fail(`the query has more than ${MOST_TOKENS} words and signs`);

    const read = READERS.find(([pattern]) => match(pattern) !== undefined);
    if (read === undefined) throw fail(unexpected(source, at));
    const [text, ...groups] = match(read[0])!;
    const token = read[1](text, groups);
    if (token.kind === 'duration' && !Number.isSafeInteger(token.ms))
      throw fail(`the duration ${text} is too long`);
    tokens.push({ ...common, text, ...token });
    at += text.length;
  }
}

const MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** What may stand at a place, the first that fits: `5m` is a duration, `5mx` a number and a word. */
const READERS: readonly (readonly [
  pattern: RegExp,
  read: (text: string, groups: string[]) => TokenContent,
])[] = [
  [/[\p{L}_][\p{L}\p{N}_]*/uy, () => ({ kind: 'word' })],
  [/`([^`\p{Cc}]*)`/uy, (_, [name]) => ({ kind: 'escaped', name: name! })],
  [/"([^"\p{Cc}]*)"/uy, (_, [value]) => ({ kind: 'text', value: value! })],
  [
    /(\d+)(ms|s|m|h)(?!\p{L})/uy,
    (_, [count, unit]) => ({ kind: 'duration', ms: Number(count) * MS[unit!]! }),
  ],
  [/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/uy, (text) => ({ kind: 'number', value: Number(text) })],
  [/==|!=|<=|>=|&&|\|\||->|[()[\]{}<>;:,=!+\-*/\\]/uy, () => ({ kind: 'symbol' })],
];

function unexpected(source: string, at: number): string {
  const character = String.fromCodePoint(source.codePointAt(at)!);
  if (character === '"') return 'a text that does not end in " on its line';
  if (character === '`') return 'a name that does not end in ` on its line';
  return `unexpected '${character}'`;
}
