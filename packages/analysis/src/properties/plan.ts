import { type Atom, type Domain, type Formula, partsOf, type Quantified, unitsOf } from './formula.ts';
import { invalid, type Property } from './property.ts';

/** A property ready to be checked: every clause must hold. Plain data, so that a worker can have it. */
export interface Plan {
  readonly name: string;
  readonly text: string;
  readonly scope: Property['scope'];
  readonly clauses: readonly Clause[];
}

/** `body` in the first unit, in every unit, or in every unit of a grid; `body` has no unbounded operator inside. */
export interface Clause {
  readonly when: 'once' | 'always' | { readonly strideUnits: number };
  readonly body: Formula;
  /** Units after its own that the truth of the body can depend on. */
  readonly horizonUnits: number;
}

/**
 * Brings the unbounded ☐ ᪲ to the front, where a stream can be checked against it. Throws an AnalysisError for a formula that needs
 * the whole trace (☐ ᪲ below ♢, ∨, ¬ or ∃), for a set that nobody defines and for a variable whose values no message shows.
 */
export function planProperty(
  property: Property,
  context: Readonly<Record<string, readonly (string | number)[]>>,
): Plan {
  const place = (column?: number) =>
    `${property.name}${column === undefined ? '' : `, column ${column} of the formula`}`;
  const formula = fillDomains(property.formula, context, place);
  const clauses = clausesOf(formula, place).map((clause) => {
    const inner = unboundedIn(clause.body);
    if (inner !== undefined)
      throw invalid(place(inner.column), '☐ ᪲ outermost, below ∀ and ∧ alone', '☐ ᪲ inside another operator');
    checkDomains(clause.body, place);
    return { ...clause, horizonUnits: horizonOf(clause.body) };
  });
  return { name: property.name, text: property.text, scope: property.scope, clauses };
}

type PlaceOf = (column?: number) => string;
type Unplanned = Omit<Clause, 'horizonUnits'>;

function clausesOf(formula: Formula, place: PlaceOf): Unplanned[] {
  if (formula.op === 'and' && unboundedIn(formula) !== undefined)
    return [...clausesOf(formula.left, place), ...clausesOf(formula.right, place)];
  if (formula.op === 'every' && unboundedIn(formula) !== undefined)
    return clausesOf(formula.of, place).map((clause) => ({
      ...clause,
      body: { ...formula, of: clause.body },
    }));
  if (formula.op !== 'always') return [{ when: 'once', body: formula }];
  const strideUnits = unitsOf(formula.strideNs);
  return [{ when: strideUnits === 0 ? 'always' : { strideUnits }, body: formula.of }];
}

function unboundedIn(formula: Formula): (Formula & { op: 'always' }) | undefined {
  if (formula.op === 'always') return formula;
  for (const part of partsOf(formula)) {
    const found = unboundedIn(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fillDomains(
  formula: Formula,
  context: Readonly<Record<string, readonly (string | number)[]>>,
  place: PlaceOf,
): Formula {
  const fill = (part: Formula) => fillDomains(part, context, place);
  switch (formula.op) {
    case 'true':
    case 'false':
    case 'atom':
    case 'compare':
      return formula;
    case 'and':
    case 'or':
    case 'implies':
    case 'until':
      return { ...formula, left: fill(formula.left), right: fill(formula.right) };
    case 'every':
    case 'some':
      return { ...formula, domain: filled(formula.domain, context, place), of: fill(formula.of) };
    default:
      return { ...formula, of: fill(formula.of) };
  }
}

function filled(
  domain: Domain,
  context: Readonly<Record<string, readonly (string | number)[]>>,
  place: PlaceOf,
): Domain {
  if (domain.kind !== 'named') return domain;
  const values = context[domain.name];
  if (values === undefined)
    throw invalid(
      place(domain.column),
      `a set that is known (${
        Object.keys(context)
          .map((name) => `$${name}`)
          .join(', ') || 'there is none'
      }; \`--context FILE\` adds others)`,
      `$${domain.name}`,
    );
  return { kind: 'values', values };
}

function checkDomains(formula: Formula, place: PlaceOf): void {
  if (formula.op === 'every' || formula.op === 'some') {
    const { variable, domain } = formula;
    const shown = atomsOf(formula.of).some((atom) => constrains(atom, variable));
    if (domain.kind !== 'values' && !shown)
      throw invalid(
        place(),
        `a message that shows the values of ${variable}, or a set of them`,
        'none: a variable ranges over the values that stand in the trace',
      );
  }
  for (const part of partsOf(formula)) checkDomains(part, place);
}

function horizonOf(formula: Formula): number {
  const inner = Math.max(0, ...partsOf(formula).map(horizonOf));
  switch (formula.op) {
    case 'within':
    case 'throughout':
    case 'until':
      return inner + Math.max(0, unitsOf(formula.ns) - 1);
    case 'after':
      return inner + (formula.ns === undefined ? 1 : unitsOf(formula.ns));
    default:
      return inner;
  }
}

export function atomsOf(formula: Formula): readonly Atom[] {
  return formula.op === 'atom' ? [formula] : partsOf(formula).flatMap(atomsOf);
}

export function constrains(atom: Atom, variable: string): boolean {
  return atom.fields.some(({ is }) => typeof is === 'object' && is.variable === variable);
}

/**
 * A message that must stand in the unit itself for the quantified formula not to be settled at once, and that shows the variable:
 * only its values need be tried. For ∀x. A{f = x} ∧ … ⇒ … and ∃x. A{f = x} ∧ … it is A.
 */
export function guardOf(quantified: Quantified): Atom | undefined {
  const { op, variable } = quantified;
  let body = quantified.of;
  while (body.op === op) {
    if (body.variable === variable) return undefined;
    body = body.of;
  }
  if (op === 'every') {
    if (body.op !== 'implies') return undefined;
    body = body.left;
  }
  return conjuncts(body).find((part): part is Atom => part.op === 'atom' && constrains(part, variable));
}

/** The message without which an `always` clause has nothing to check in a unit; undefined where there is none. */
export function triggerOf(body: Formula): Atom | undefined {
  let inner = body;
  while (inner.op === 'every') inner = inner.of;
  if (inner.op !== 'implies') return undefined;
  return conjuncts(inner.left).find((part): part is Atom => part.op === 'atom');
}

function conjuncts(formula: Formula): readonly Formula[] {
  return formula.op === 'and' ? [...conjuncts(formula.left), ...conjuncts(formula.right)] : [formula];
}

/** Distances at which a message can change the truth of a formula: messages in unit e matter to units e - d and e - d + 1. */
export function offsetsOf(formula: Formula): ReadonlyMap<Atom, readonly number[]> {
  const found = new Map<Atom, number[]>();
  const collect = (part: Formula, shifts: readonly number[]): void => {
    if (part.op === 'atom') {
      found.set(part, [...new Set([...(found.get(part) ?? []), ...shifts])]);
      return;
    }
    let inner = shifts;
    if (part.op === 'after') {
      const by = part.ns === undefined ? 1 : unitsOf(part.ns);
      inner = shifts.map((shift) => shift + by);
    }
    if (part.op === 'within' || part.op === 'throughout' || part.op === 'until') {
      const by = Math.max(0, unitsOf(part.ns) - 1);
      inner = [...new Set(shifts.flatMap((shift) => [shift, shift + by]))];
    }
    for (const next of partsOf(part)) collect(next, inner);
  };
  collect(formula, [0]);
  return found;
}
