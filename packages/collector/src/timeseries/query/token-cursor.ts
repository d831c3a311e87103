import { type Token, tokenize } from './lexer.ts';
import { type Place, QueryError } from './query-error.ts';
import { KEYWORDS } from './syntax.ts';

/** The tokens of a query read one after the other, with the errors that name the place. */
export class TokenCursor {
  private readonly source: string;
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(source: string) {
    this.source = source;
    this.tokens = tokenize(source);
  }

  name(): string {
    const token = this.token;
    if (token.kind === 'escaped') {
      this.take();
      return token.name;
    }
    if (token.kind !== 'word' || KEYWORDS.has(token.text)) throw this.unexpected('a name');
    return this.take().text;
  }

  text(): string {
    const token = this.token;
    if (token.kind !== 'text') throw this.unexpected('a text in double quotes');
    this.take();
    return token.value;
  }

  symbol(text: string): void {
    if (!this.isSymbol(text)) throw this.unexpected(text);
    this.take();
  }

  isSymbol(...texts: string[]): boolean {
    return this.token.kind === 'symbol' && texts.includes(this.token.text);
  }

  isWord(text: string): boolean {
    return this.token.kind === 'word' && this.token.text === text;
  }

  isSignedNumber(): boolean {
    const digits = this.tokens[this.next + 1];
    return this.isSymbol('-', '+') && digits?.kind === 'number' && !digits.spaced;
  }

  get token(): Token {
    return this.tokens[this.next]!;
  }

  take(): Token {
    return this.tokens[this.next++]!;
  }

  unexpected(expected: string): QueryError {
    const { kind, text } = this.token;
    const keyword = kind === 'word' && KEYWORDS.has(text) && expected === 'a name';
    const hint = keyword ? `; \`${text}\` is a word of the language, write it between backticks` : '';
    return this.fail(
      `unexpected ${kind === 'end' ? 'end of input' : `'${text}'`}\nexpecting ${expected}${hint}`,
    );
  }

  fail(problem: string, place: Place = this.token.place): QueryError {
    return new QueryError({ stage: 'parse', place, problem, source: this.source });
  }

  /** Items between two symbols, separated by commas. */
  list<T>(open: string, close: string, item: () => T): T[] {
    this.symbol(open);
    const items: T[] = [];
    if (!this.isSymbol(close)) {
      items.push(item());
      while (this.isSymbol(',')) {
        this.take();
        items.push(item());
      }
    }
    this.symbol(close);
    return items;
  }
}
