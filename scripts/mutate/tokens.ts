/** A token of JavaScript; comments and white space are left out. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'regex' | 'punctuator';
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
}

/** Longest first, so that `>>>=` is not read as `>` and `>>=`. */
const punctuators =
  '>>>= ... === !== **= <<= >>= >>> &&= ||= ??= => == != <= >= && || ?? ?. ++ -- += -= *= /= %= &= |= ^= << >> **'.split(
    ' ',
  );
/** Words after which a slash begins a regular expression. */
const beforeExpression = new Set(
  'return case typeof in of new delete void throw yield await else do instanceof'.split(' '),
);

/** The tokens of JavaScript that a parser has accepted; what stands in `${…}` of a template is read too. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  /** Depth of braces at which each open `${` ends. */
  const templates: number[] = [];
  let braces = 0;
  let at = 0;
  const take = (kind: Token['kind'], length: number) => {
    found.push({ kind, text: source.slice(at, at + length), at });
    at += length;
  };
  while (at < source.length) {
    const c = source[at]!;
    if (/\s/.test(c)) at++;
    else if (source.startsWith('//', at)) at = endOf(source, '\n', at);
    else if (source.startsWith('/*', at)) at = endOf(source, '*/', at + 2);
    else if (/[\p{ID_Start}$_#]/u.test(c)) take('word', match(/[\p{ID_Continue}$_#]+/uy, source, at));
    else if (/[0-9]/.test(c) || (c === '.' && /[0-9]/.test(source[at + 1] ?? '')))
      take('number', match(/0[xXbBoO][\da-fA-F_]+n?|[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?n?/y, source, at));
    else if (c === "'" || c === '"') take('string', match(/(['"])(?:\\[\s\S]|(?!\1)[^\\])*\1/y, source, at));
    else if (c === '`' || (c === '}' && templates.at(-1) === braces)) {
      if (c === '}') templates.pop();
      const length = match(/[`}](?:\\[\s\S]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y, source, at);
      take('string', length);
      if (source.startsWith('${', at - 2)) templates.push(braces);
    } else if (c === '/' && expressionMayStart(found.at(-1)))
      take('regex', match(/\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/\w*/y, source, at));
    else {
      if (c === '{') braces++;
      else if (c === '}') braces--;
      const long = punctuators.find((text) => source.startsWith(text, at));
      take('punctuator', long?.length ?? 1);
    }
  }
  return found;
}

/** Whether an operand, rather than an operator, comes after this token. */
export function expressionMayStart(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === 'word') return beforeExpression.has(previous.text);
  if (previous.kind === 'string') return previous.text.endsWith('${');
  return previous.kind === 'punctuator' && !/^(?:\)|\]|\}|\+\+|--)$/.test(previous.text);
}

function match(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  const length = pattern.exec(source)?.[0].length ?? 0;
  if (length === 0) throw new Error(`no token at ${at}: ${source.slice(at, at + 20)}`);
  return length;
}

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from);
  return end === -1 ? source.length : end + mark.length;
}
