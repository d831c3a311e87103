import { type Atom, type Formula, type Quantified, type Relation, type Term, unitsOf } from './formula.ts';
import { atomsOf, constrains, guardOf, offsetsOf } from './plan.ts';
import { type AtomWindow, firstFrom, keyOf, type Occurrence } from './window.ts';

/** `unknown`: it depends on what would have come after the end of the trace. */
export type Truth = boolean | 'unknown';

type Bindings = ReadonlyMap<string, string | number>;

export interface EvaluateOptions {
  readonly windows: ReadonlyMap<Atom, AtomWindow>;
  /** The last unit of the trace that there is. */
  readonly lastUnit: number;
  /** Is told every message that made an atom true. */
  readonly onMatch?: (occurrence: Occurrence) => void;
}

/** The truth of a formula without ☐ ᪲ in a unit, from the messages in the windows. */
export function evaluate(formula: Formula, unit: number, o: EvaluateOptions): Truth {
  return new Evaluation(o).truth(formula, unit, new Map());
}

class Evaluation {
  readonly #o: EvaluateOptions;

  constructor(o: EvaluateOptions) {
    this.#o = o;
  }

  truth(formula: Formula, unit: number, bound: Bindings): Truth {
    switch (formula.op) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'atom':
        return this.#atom(formula, unit, bound);
      case 'not':
        return not(this.truth(formula.of, unit, bound));
      case 'and':
        return this.#all([formula.left, formula.right], unit, bound);
      case 'or':
        return not(this.#all([formula.left, formula.right], unit, bound, not));
      case 'implies': {
        const left = this.truth(formula.left, unit, bound);
        if (left === false) return true;
        const right = this.truth(formula.right, unit, bound);
        return right === true ? true : left === 'unknown' ? 'unknown' : right;
      }
      case 'compare':
        return compare(formula.relation, termOf(formula.left, bound), termOf(formula.right, bound));
      case 'every':
        return this.#quantified(formula, unit, bound, (truth) => truth);
      case 'some':
        return not(this.#quantified(formula, unit, bound, not));
      case 'after':
        return this.truth(formula.of, unit + (formula.ns === undefined ? 1 : unitsOf(formula.ns)), bound);
      case 'within':
        return not(this.#throughout(formula.of, unit, unitsOf(formula.ns), bound, not));
      case 'throughout':
        return this.#throughout(formula.of, unit, unitsOf(formula.ns), bound, (truth) => truth);
      case 'until':
        return this.#until(formula, unit, bound);
      case 'always':
        throw new Error('a clause has no unbounded operator inside'); // planProperty sees to it
    }
  }

  #atom(atom: Atom, unit: number, bound: Bindings): Truth {
    if (unit > this.#o.lastUnit) return 'unknown';
    const wanted = keyFor(atom, bound);
    const found = this.#o.windows
      .get(atom)!
      .at(unit)
      .find(({ values }) => keyOf(values) === wanted);
    if (found !== undefined) this.#o.onMatch?.(found);
    return found !== undefined;
  }

  #all(
    parts: readonly Formula[],
    unit: number,
    bound: Bindings,
    as: (truth: Truth) => Truth = (t) => t,
  ): Truth {
    let result: Truth = true;
    for (const part of parts) {
      const truth = as(this.truth(part, unit, bound));
      if (truth === false) return false;
      if (truth === 'unknown') result = 'unknown';
    }
    return result;
  }

  #quantified(quantified: Quantified, unit: number, bound: Bindings, as: (truth: Truth) => Truth): Truth {
    const { variable, of, domain } = quantified;
    let result: Truth = true;
    const values = domain.kind === 'values' ? domain.values : this.#valuesOf(quantified, unit, domain.kind);
    if (domain.kind !== 'values' && unit > this.#o.lastUnit) result = 'unknown';
    for (const value of values) {
      const truth = as(this.truth(of, unit, new Map(bound).set(variable, value)));
      if (truth === false) return false;
      if (truth === 'unknown') result = 'unknown';
    }
    return result;
  }

  /** Values that recent messages show; with a guard those of the unit alone. */
  #valuesOf(quantified: Quantified, unit: number, kind: string): Set<string | number> {
    const found = new Set<string | number>();
    const { guard, shownBy } = sourcesOf(quantified);
    for (const { atom, at } of shownBy) {
      const window = this.#o.windows.get(atom)!;
      for (const { values } of guard ? window.at(unit) : window.matching(undefined)) {
        const value = values[at]!;
        if (kind === 'integers' ? Number.isInteger(value) : typeof value === 'string') found.add(value);
      }
    }
    return found;
  }

  #throughout(of: Formula, unit: number, units: number, bound: Bindings, as: (truth: Truth) => Truth): Truth {
    let result: Truth = true;
    for (const at of this.#turns(of, unit, unit + units - 1, bound)) {
      const truth = as(this.truth(of, at, bound));
      if (truth === false) return false;
      if (truth === 'unknown') result = 'unknown';
    }
    return result;
  }

  #until(formula: Formula & { op: 'until' }, unit: number, bound: Bindings): Truth {
    const last = unit + unitsOf(formula.ns) - 1;
    let unsure = false;
    const turns = new Set([
      ...this.#turns(formula.left, unit, last, bound),
      ...this.#turns(formula.right, unit, last, bound),
    ]);
    for (const at of [...turns].sort((a, b) => a - b)) {
      const right = this.truth(formula.right, at, bound);
      if (right === true) return unsure ? 'unknown' : true;
      const left = this.truth(formula.left, at, bound);
      if (left === false && right === false) return unsure ? 'unknown' : false;
      unsure ||= left === 'unknown' || right === 'unknown';
    }
    return unsure ? 'unknown' : true;
  }

  /** The units of a stretch in which the truth of a formula can be another than in the unit before, and the first. */
  #turns(formula: Formula, first: number, last: number, bound: Bindings): number[] {
    if (last < first) return [];
    const turns = new Set([first]);
    const end = this.#o.lastUnit;
    const add = (unit: number) => {
      if (unit > first && unit <= last) turns.add(unit);
    };
    for (const [atom, offsets] of turnsOf(formula)) {
      const list = this.#o.windows.get(atom)!.matching(keyFor(atom, bound));
      for (const offset of offsets) {
        for (let i = firstFrom(list, first + offset - 1); i < list.length; i++) {
          const { unit } = list[i]!;
          if (unit - offset > last) break;
          add(unit - offset);
          add(unit - offset + 1);
        }
        add(end - offset + 1);
      }
    }
    return [...turns].sort((a, b) => a - b);
  }
}

/** What is the same at every evaluation of a formula. */
const TURNS = new WeakMap<Formula, ReturnType<typeof offsetsOf>>();
const SOURCES = new WeakMap<Quantified, Sources>();

/** The atoms whose messages show a variable, and in which of their fields; with a `guard` the one that decides. */
interface Sources {
  readonly guard: boolean;
  readonly shownBy: readonly { readonly atom: Atom; readonly at: number }[];
}

function turnsOf(formula: Formula): ReturnType<typeof offsetsOf> {
  let turns = TURNS.get(formula);
  if (turns === undefined) {
    turns = offsetsOf(formula);
    TURNS.set(formula, turns);
  }
  return turns;
}

function sourcesOf(quantified: Quantified): Sources {
  let sources = SOURCES.get(quantified);
  if (sources === undefined) {
    const guard = guardOf(quantified);
    const { variable } = quantified;
    const atoms =
      guard === undefined ? atomsOf(quantified.of).filter((a) => constrains(a, variable)) : [guard];
    const fieldAt = (atom: Atom) =>
      atom.fields.findIndex(({ is }) => typeof is === 'object' && is.variable === variable);
    sources = { guard: guard !== undefined, shownBy: atoms.map((atom) => ({ atom, at: fieldAt(atom) })) };
    SOURCES.set(quantified, sources);
  }
  return sources;
}

/** Undefined where a variable of the atom has no value yet. */
function keyFor(atom: Atom, bound: Bindings): string | undefined {
  const values: (string | number)[] = [];
  for (const { is } of atom.fields) {
    const value = typeof is === 'object' ? bound.get(is.variable) : is;
    if (value === undefined) return undefined;
    values.push(value);
  }
  return keyOf(values);
}

function termOf(term: Term, bound: Bindings): string | number {
  if ('text' in term) return term.text;
  const [only] = term.parts;
  if (term.parts.length === 1 && only?.factor === 1 && only.variable !== undefined)
    return bound.get(only.variable)!;
  let sum = 0;
  for (const { factor, variable } of term.parts)
    sum += variable === undefined ? factor : factor * Number(bound.get(variable));
  return sum;
}

function compare(relation: Relation, a: string | number, b: string | number): boolean {
  switch (relation) {
    case '=':
      return a === b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '≤':
      return a <= b;
    case '≥':
      return a >= b;
  }
}

function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}
