import type { Token } from './lexer.ts';
import {
  type ArithmeticOperator,
  BUILTINS,
  type Builtin,
  type Expression,
  KEYWORDS,
  type LabelConstraint,
  type RelationOperator,
} from './syntax.ts';
import { TokenCursor } from './token-cursor.ts';

/** Brackets within brackets; each costs a dozen stack frames here and some more in evaluation. */
const MOST_NESTING = 200;

const RELATIONS = ['==', '!=', '<=', '>=', '<', '>'];

/**
 * Reads a query. Precedence, loosest first: `let` and `\`, `||`, `&&`, relations, `+ -`, `* /`, application, ranges
 * and label filters, atoms; operators associate to the left. An argument needs white space before it.
 * Throws a QueryError of stage `parse`. Source: cardano-timeseries-io `Surface.Expr.Parser`. One difference:
 * words are read whole, so a metric may be called `nowhere`, which upstream reads as `now` and rubbish.
 */
export function parseQuery(source: string): Expression {
  return new Parser(source).query();
}

class Parser {
  private readonly tokens: TokenCursor;
  private nesting = 0;

  constructor(source: string) {
    this.tokens = new TokenCursor(source);
  }

  query(): Expression {
    const expression = this.universe();
    if (this.tokens.token.kind !== 'end') throw this.tokens.unexpected('an operator or the end of the query');
    return expression;
  }

  private universe(): Expression {
    if (++this.nesting > MOST_NESTING)
      throw this.tokens.fail(`more than ${MOST_NESTING} expressions in one another`);
    const expression = this.tokens.isWord('let')
      ? this.let()
      : this.tokens.isSymbol('\\')
        ? this.lambda()
        : this.either();
    this.nesting--;
    return expression;
  }

  private let(): Expression {
    const { place } = this.tokens.take();
    const name = this.tokens.name();
    this.tokens.symbol('=');
    const value = this.universe();
    if (!this.tokens.isWord('in')) throw this.tokens.unexpected('`in`');
    this.tokens.take();
    return { kind: 'let', place, name, value, body: this.universe() };
  }

  private lambda(): Expression {
    const { place } = this.tokens.take();
    const parameter = this.tokens.name();
    this.tokens.symbol('->');
    return { kind: 'lambda', place, parameter, body: this.universe() };
  }

  private either(): Expression {
    let left = this.both();
    while (this.tokens.isSymbol('||')) {
      this.tokens.take();
      left = { kind: 'either', place: left.place, left, right: this.both() };
    }
    return left;
  }

  private both(): Expression {
    let left = this.relation();
    while (this.tokens.isSymbol('&&')) {
      this.tokens.take();
      left = { kind: 'both', place: left.place, left, right: this.relation() };
    }
    return left;
  }

  private relation(): Expression {
    let left = this.sum();
    while (this.tokens.isSymbol(...RELATIONS)) {
      const operator = this.tokens.take().text as RelationOperator;
      left = { kind: 'relation', operator, place: left.place, left, right: this.sum() };
    }
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    while (this.tokens.isSymbol('+', '-')) {
      const operator = this.tokens.take().text as ArithmeticOperator;
      left = { kind: 'arithmetic', operator, place: left.place, left, right: this.product() };
    }
    return left;
  }

  private product(): Expression {
    let left = this.application();
    while (this.tokens.isSymbol('*', '/')) {
      const operator = this.tokens.take().text as ArithmeticOperator;
      left = { kind: 'arithmetic', operator, place: left.place, left, right: this.application() };
    }
    return left;
  }

  private application(): Expression {
    const head = this.tokens.token;
    if (head.kind === 'word' && Object.hasOwn(BUILTINS, head.text)) return this.builtin(head.text as Builtin);
    let expression = this.argument();
    for (const argument of this.arguments())
      expression = { kind: 'apply', place: expression.place, function: expression, argument };
    return expression;
  }

  private builtin(name: Builtin): Expression {
    const { place } = this.tokens.take();
    const words =
      name === 'quantile_by' ? this.labelNames() : /^(?:ear|la)/u.test(name) ? [this.tokens.name()] : [];
    const given = this.arguments();
    if (given.length !== BUILTINS[name]) {
      const tight = this.tokens.isSymbol('(') ? '; an argument needs a space before it' : '';
      const taken = `Wrong number of arguments (${given.length}) for \`${name}\``;
      throw this.tokens.fail(`${taken}, which takes ${BUILTINS[name]}${tight}`, place);
    }
    return { kind: 'builtin', place, name, arguments: given, words };
  }

  private arguments(): Expression[] {
    const found: Expression[] = [];
    while (this.tokens.token.spaced && this.startsArgument()) found.push(this.argument());
    return found;
  }

  /** `m now - 5` subtracts; `m now -5` applies to -5, as upstream reads it. */
  private startsArgument(): boolean {
    const { kind, text } = this.tokens.token;
    if (kind === 'word')
      return text === 'now' || text === 'epoch' || /^(?:true|false)$/u.test(text) || !KEYWORDS.has(text);
    if (kind !== 'symbol') return kind !== 'end';
    return text === '(' || text === '!' || this.tokens.isSignedNumber();
  }

  private argument(): Expression {
    if (!this.tokens.isSymbol('!')) return this.ranged();
    const { place } = this.tokens.take();
    return { kind: 'not', place, of: this.atom() };
  }

  private ranged(): Expression {
    let of = this.atom();
    while (this.tokens.isSymbol('[', '{')) of = this.tokens.isSymbol('[') ? this.range(of) : this.labels(of);
    return of;
  }

  private range(of: Expression): Expression {
    this.tokens.symbol('[');
    const from = this.universe();
    this.tokens.symbol(';');
    const to = this.universe();
    let step: Expression | undefined;
    if (this.tokens.isSymbol(':')) {
      this.tokens.take();
      step = this.universe();
    }
    this.tokens.symbol(']');
    return { kind: 'range', place: of.place, of, from, to, step };
  }

  private labels(of: Expression): Expression {
    const constraints = this.tokens.list('{', '}', (): LabelConstraint => {
      const label = this.tokens.text();
      if (!this.tokens.isSymbol('=', '!=')) throw this.tokens.unexpected('= or !=');
      const equal = this.tokens.take().text === '=';
      return { label, equal, value: this.tokens.text() };
    });
    return { kind: 'labels', place: of.place, of, constraints };
  }

  private labelNames(): string[] {
    return this.tokens.list('(', ')', () => this.tokens.text());
  }

  private atom(): Expression {
    const token = this.tokens.token;
    const { place } = token;
    if (this.tokens.isSignedNumber()) {
      const sign = this.tokens.take().text === '-' ? -1 : 1;
      const digits = this.tokens.take() as Token & { kind: 'number' };
      return { kind: 'number', place, value: sign * digits.value };
    }
    switch (token.kind) {
      case 'number':
        this.tokens.take();
        return { kind: 'number', place, value: token.value };
      case 'duration':
        this.tokens.take();
        return { kind: 'duration', place, ms: token.ms };
      case 'text':
        this.tokens.take();
        return { kind: 'text', place, value: token.value };
      case 'word':
        if (token.text === 'true' || token.text === 'false') {
          this.tokens.take();
          return { kind: 'truth', place, value: token.text === 'true' };
        }
        if (token.text === 'now' || token.text === 'epoch') {
          this.tokens.take();
          return { kind: token.text, place };
        }
        return { kind: 'name', place, name: this.tokens.name() };
      case 'escaped':
        return { kind: 'name', place, name: this.tokens.name() };
    }
    if (this.tokens.isSymbol('(')) return this.parenthesis();
    throw this.tokens.unexpected('an expression');
  }

  /** `()`, `(a)`, `(a, b)`; `(a, b, c)` is `(a, (b, c))`. */
  private parenthesis(): Expression {
    const { place } = this.tokens.take();
    if (this.tokens.isSymbol(')')) {
      this.tokens.take();
      return { kind: 'unit', place };
    }
    const items = [this.universe()];
    while (this.tokens.isSymbol(',')) {
      this.tokens.take();
      items.push(this.universe());
    }
    this.tokens.symbol(')');
    return items.reduceRight((snd, fst) => ({
      kind: 'pair',
      place: fst === items[0] ? place : fst.place,
      fst,
      snd,
    }));
  }
}
