/** One grammar, one file: scanning and parsing share the notation’s two spellings, so that a symbol is added in one place. */
import { AnalysisError } from '../errors.ts';
import type { Atom, Domain, Formula, Relation, Term } from './formula.ts';

export interface ParseOptions {
  /** Nanoseconds of a bound of 1: hermod-recon's `--timeunit`, a second unless said otherwise. */
  readonly unitNs: number;
  /** Where the formula stands, for error messages. */
  readonly place: string;
  /** What `$NAME` stands for; a name that is not here is left to `planProperty`. */
  readonly context?: Context | undefined;
}

export type Context = Readonly<Record<string, readonly (string | number)[]>>;

type Kind = 'integer' | 'text';

/**
 * Reads a formula in hermod-recon's notation (∀ ∃ ☐ ♢ ◯ | ¬ ∧ ∨ ⇒ ⊤ ⊥ with superscript bounds), or in plain characters:
 * `forall x in Int.`, `exists`, `[]`, `[]^3`, `<>^3`, `next`, `next^3`, `|^3`, `!`, `/\`, `\/`, `=>`, `true`, `false`, `<=`, `>=`.
 * Throws an AnalysisError that names the column.
 */
export function parseFormula(text: string, o: ParseOptions): Formula {
  const parser = new FormulaParser(text, o);
  return parser.whole();
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** The combining infinity after ☐. */
const FOREVER = '\u1ab2';
/** Deeper formulas are refused, so that none can exhaust the stack. */
const DEEPEST = 200;

class FormulaParser {
  readonly #chars: readonly string[];
  readonly #o: ParseOptions;
  readonly #kinds = new Map<string, Kind>();
  #at = 0;
  #depth = 0;

  constructor(text: string, o: ParseOptions) {
    this.#chars = [...text];
    this.#o = o;
  }

  whole(): Formula {
    const formula = this.#universe();
    this.#space();
    if (this.#at < this.#chars.length) this.#fail('the end of the formula');
    return formula;
  }

  #universe(): Formula {
    return this.#deeper(() => this.#quantifier() ?? this.#until());
  }

  #quantifier(): Formula | undefined {
    if (this.#take('∀', 'forall')) return this.#quantified('every');
    return this.#take('∃', 'exists') ? this.#quantified('some') : undefined;
  }

  #quantified(op: 'every' | 'some'): Formula {
    const variable = this.#identifier('a variable');
    if (!this.#take('∈', 'in')) this.#fail('∈');
    const domain = this.#domain();
    if (!this.#take('.')) this.#fail('a full stop after the set');
    const outer = this.#kinds.get(variable);
    this.#kinds.set(variable, kindOf(domain));
    const of = this.#universe();
    if (outer === undefined) this.#kinds.delete(variable);
    else this.#kinds.set(variable, outer);
    return { op, variable, domain, of };
  }

  #domain(): Domain {
    this.#space();
    const column = this.#at + 1;
    if (this.#take('ℤ', 'Int')) return { kind: 'integers' };
    if (this.#take('Text')) return { kind: 'texts' };
    if (this.#take('$')) {
      const name = this.#identifier('the name of a set');
      const values = this.#o.context?.[name];
      return values === undefined ? { kind: 'named', name, column } : { kind: 'values', values };
    }
    if (!this.#take('{')) this.#fail('ℤ, Text, $NAME or {…}');
    const values: (string | number)[] = [];
    while (!this.#take('}')) {
      if (values.length > 0 && !this.#take(',')) this.#fail(', or }');
      const value = this.#literal();
      if (value === undefined || (values.length > 0 && typeof value !== typeof values[0]))
        this.#fail(values.length === 0 ? 'integers or texts' : `another ${typeof values[0]}`);
      values.push(value);
    }
    return { kind: 'values', values };
  }

  #until(): Formula {
    const left = this.#implies();
    this.#space();
    if (this.#peek() !== '|') return left;
    this.#at++;
    const ns = this.#bound() ?? this.#fail('a bound after |, such as |³');
    return { op: 'until', ns, left, right: this.#implies() };
  }

  #implies(): Formula {
    const left = this.#or();
    return this.#take('⇒', '=>') ? { op: 'implies', left, right: this.#deeper(() => this.#implies()) } : left;
  }

  #or(): Formula {
    const left = this.#and();
    return this.#take('∨', '\\/') ? { op: 'or', left, right: this.#deeper(() => this.#or()) } : left;
  }

  #and(): Formula {
    const left = this.#prefix();
    return this.#take('∧', '/\\') ? { op: 'and', left, right: this.#deeper(() => this.#and()) } : left;
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) this.#fail(`at most ${DEEPEST} levels`);
    const found = read();
    this.#depth--;
    return found;
  }

  #prefix(): Formula {
    this.#space();
    const column = this.#at + 1;
    if (this.#take('☐', '[]')) return this.#box(column);
    if (this.#take('♢', '◇', '<>')) {
      const ns = this.#bound() ?? this.#fail('a bound after ♢, such as ♢³');
      return { op: 'within', ns, of: this.#deeper(() => this.#prefix()) };
    }
    if (this.#take('◯', '○', 'next')) {
      const ns = this.#bound();
      return { op: 'after', ns, of: this.#deeper(() => this.#prefix()) };
    }
    if (this.#take('¬', '!')) return { op: 'not', of: this.#deeper(() => this.#prefix()) };
    // It reaches to the end, as after a parenthesis.
    return this.#quantifier() ?? this.#comparison() ?? this.#atom();
  }

  #box(column: number): Formula {
    const ns = this.#bound();
    if (ns !== undefined) return { op: 'throughout', ns, of: this.#deeper(() => this.#prefix()) };
    const before = this.#at;
    this.#space();
    if (this.#peek() === FOREVER) this.#at++;
    else if (this.#chars[before - 1] === '☐') this.#fail('᪲ or a bound after ☐, such as ☐³');
    const stride = this.#digits(SUBSCRIPTS, '_') ?? 0;
    const strideNs = stride * this.#o.unitNs;
    return { op: 'always', strideNs, of: this.#deeper(() => this.#prefix()), column };
  }

  #atom(): Formula {
    if (this.#take('⊤', 'true')) return { op: 'true' };
    if (this.#take('⊥', 'false')) return { op: 'false' };
    if (this.#take('(')) {
      const inside = this.#universe();
      if (!this.#take(')')) this.#fail(')');
      return inside;
    }
    const name = this.#name('a formula');
    if (!this.#take('{')) this.#fail(`{ after the namespace ${name}`);
    const fields: Atom['fields'][number][] = [];
    while (!this.#take('}')) {
      if (fields.length > 0 && !this.#take(',')) this.#fail(', or }');
      const field = this.#name('the name of a field');
      if (!this.#take('=')) this.#fail('=');
      fields.push({ field, is: this.#literal() ?? { variable: this.#variable() } });
    }
    return { op: 'atom', name, fields };
  }

  /** `term relation term`; undefined, with nothing read, if what stands here is another formula. */
  #comparison(): Formula | undefined {
    const start = this.#at;
    const left = this.#term();
    const relation = left === undefined ? undefined : this.#relation();
    if (left === undefined || relation === undefined) {
      this.#at = start;
      return undefined;
    }
    const right = this.#term() ?? this.#fail('an integer, a text or a variable');
    const [a, b] = [this.#kindOfTerm(left), this.#kindOfTerm(right)];
    if (a !== b) this.#fail(`two ${a}s`, `a ${a} and a ${b}`);
    if (a === 'text' && relation !== '=') this.#fail('= between texts', relation);
    return { op: 'compare', relation, left, right };
  }

  #term(): Term | undefined {
    this.#space();
    if (this.#peek() === '"') return { text: this.#quoted() };
    const parts: { factor: number; variable: string | undefined }[] = [];
    let sign = 1;
    for (;;) {
      const part = this.#product();
      if (part === undefined) return undefined;
      for (const { factor, variable } of part) parts.push({ factor: sign * factor, variable });
      if (this.#take('+')) sign = 1;
      else if (this.#take('-', '−')) sign = -1;
      else return { parts };
    }
  }

  #product(): { factor: number; variable: string | undefined }[] | undefined {
    this.#space();
    const start = this.#at;
    if (this.#take('(')) {
      const inside = this.#deeper(() => this.#term());
      if (inside !== undefined && 'parts' in inside && this.#take(')')) return [...inside.parts];
      this.#at = start;
      return undefined;
    }
    const factor = this.#integer();
    if (factor !== undefined) {
      if (!this.#take('·', '*')) return [{ factor, variable: undefined }];
      return [{ factor, variable: this.#variable() }];
    }
    const name = this.#word();
    if (name !== undefined && this.#kinds.has(name)) return [{ factor: 1, variable: name }];
    this.#at = start;
    return undefined;
  }

  #relation(): Relation | undefined {
    if (this.#take('≤', '<=')) return '≤';
    if (this.#take('≥', '>=')) return '≥';
    for (const relation of ['<', '>'] as const) if (this.#take(relation)) return relation;
    this.#space();
    if (this.#peek() !== '=' || this.#chars[this.#at + 1] === '>') return undefined;
    this.#at++;
    return '=';
  }

  #kindOfTerm(term: Term): Kind {
    if ('text' in term) return 'text';
    const texts = term.parts.filter(
      (p) => p.variable !== undefined && this.#kinds.get(p.variable) === 'text',
    );
    if (texts.length === 0) return 'integer';
    if (term.parts.length > 1 || term.parts[0]?.factor !== 1)
      this.#fail('integers in a sum', `the text ${texts[0]?.variable}`);
    return 'text';
  }

  #literal(): string | number | undefined {
    this.#space();
    return this.#peek() === '"' ? this.#quoted() : this.#integer();
  }

  #integer(): number | undefined {
    this.#space();
    const digits = /^-?\d+/.exec(this.#chars.slice(this.#at, this.#at + 20).join(''))?.[0];
    if (digits === undefined) return undefined;
    if (!Number.isSafeInteger(Number(digits))) this.#fail('an integer of at most 53 bits');
    this.#at += digits.length;
    return Number(digits);
  }

  #quoted(): string {
    const start = ++this.#at;
    while (this.#peek() !== '"') {
      if (this.#peek() === undefined || this.#peek()! < ' ') this.#fail('a closing "');
      this.#at++;
    }
    return this.#chars.slice(start, this.#at++).join('');
  }

  #variable(): string {
    this.#space();
    const start = this.#at;
    const name = this.#identifier('an integer, a text or a variable');
    if (this.#kinds.has(name)) return name;
    this.#at = start;
    return this.#fail('a variable that ∀ or ∃ binds', name);
  }

  #identifier(what: string): string {
    return this.#word() ?? this.#fail(what);
  }

  #word(): string | undefined {
    this.#space();
    return this.#run(/[\p{L}_]/u, /[\p{L}\p{Nd}_₀-₉]/u);
  }

  #name(what: string): string {
    this.#space();
    if (this.#peek() === '"') return this.#quoted();
    return this.#run(/[\p{L}_]/u, /[\p{L}\p{Nd}_.]/u) ?? this.#fail(what);
  }

  #run(first: RegExp, next: RegExp): string | undefined {
    if (!first.test(this.#peek() ?? '')) return undefined;
    const start = this.#at++;
    while (next.test(this.#peek() ?? '')) this.#at++;
    return this.#chars.slice(start, this.#at).join('');
  }

  /** A bound in superscript or after ^, in nanoseconds. */
  #bound(): number | undefined {
    const count = this.#digits(SUPERSCRIPTS, '^');
    return count === undefined ? undefined : count * this.#o.unitNs;
  }

  #digits(alphabet: string, plain: string): number | undefined {
    let digits = '';
    if (this.#peek() === plain) {
      this.#at++;
      while (/\d/.test(this.#peek() ?? '')) digits += this.#chars[this.#at++];
      if (digits === '') this.#fail(`digits after ${plain}`);
    }
    for (let value = alphabet.indexOf(this.#peek() ?? ' '); value >= 0; ) {
      digits += value;
      this.#at++;
      value = alphabet.indexOf(this.#peek() ?? ' ');
    }
    if (digits.length > 9) this.#fail('a bound of at most nine digits');
    return digits === '' ? undefined : Number(digits);
  }

  /** Goes over one of the symbols; a word only where it stands alone and is no namespace. */
  #take(...symbols: readonly string[]): boolean {
    this.#space();
    for (const symbol of symbols) {
      if (this.#chars.slice(this.#at, this.#at + symbol.length).join('') !== symbol) continue;
      if (/^\w/.test(symbol)) {
        const rest = this.#chars.slice(this.#at + symbol.length).join('');
        if (/^[\p{L}\p{Nd}_₀-₉]/u.test(rest) || (symbol !== 'in' && /^\s*\{/.test(rest))) continue;
      }
      this.#at += symbol.length;
      return true;
    }
    return false;
  }

  #peek(): string | undefined {
    return this.#chars[this.#at];
  }

  #space(): void {
    while (/^\s$/.test(this.#peek() ?? '')) this.#at++;
  }

  #fail(expected: string, got?: string): never {
    this.#space();
    const rest = this.#chars.slice(this.#at, this.#at + 20).join('');
    throw new AnalysisError('PROPERTY_INVALID', {
      place: `${this.#o.place}, column ${this.#at + 1} of the formula`,
      expected,
      got: got ?? (rest === '' ? 'the end' : rest),
    });
  }
}

function kindOf(domain: Domain): Kind {
  if (domain.kind === 'integers') return 'integer';
  if (domain.kind === 'values') return typeof domain.values[0] === 'number' ? 'integer' : 'text';
  return 'text';
}
