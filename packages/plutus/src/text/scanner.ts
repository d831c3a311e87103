import { PlutusError } from '../errors.ts';

/** Looks at the text of a program piece by piece; white space and `--` comments count as nothing. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Moves to the next piece. */
  skip(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 32 || (code >= 9 && code <= 13)) this.at++;
      else if (code === 45 && this.text.charCodeAt(this.at + 1) === 45) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end === -1 ? this.text.length : end;
      } else return;
    }
  }

  /** Consumes a punctuation mark and says true, or consumes nothing. */
  take(mark: string): boolean {
    this.skip();
    if (!this.text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  expect(mark: string): void {
    if (!this.take(mark)) throw this.fault(`'${mark}'`);
  }

  /** The match of a sticky expression, or undefined. */
  match(pattern: RegExp): string | undefined {
    this.skip();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** A word: a keyword, a name of a builtin or of a type. */
  word(expected: string): string {
    const word = this.match(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (word === undefined) throw this.fault(expected);
    return word;
  }

  end(): void {
    this.skip();
    if (this.at < this.text.length) throw this.fault('the end');
  }

  fault(expected: string, got = this.#next(), at = this.at): PlutusError {
    return new PlutusError('PLUTUS_TEXT', { place: this.#place(at), expected, got });
  }

  #next(): string {
    if (this.at >= this.text.length) return 'the end';
    return `'${this.text.slice(this.at, this.at + 16).split(/\s/)[0]}'`;
  }

  #place(at: number): string {
    const before = this.text.slice(0, at).split('\n');
    return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
  }
}
