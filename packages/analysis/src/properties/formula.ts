/**
 * Formulas over a trace in linear temporal logic with bounded time, as hermod-recon writes them. Time is cut into units of
 * `UNIT_NS`; a unit holds every message of its time, most hold none. An atom is true in a unit with a message that matches it.
 */
export type Formula =
  | { readonly op: 'true' | 'false' }
  | Atom
  | { readonly op: 'not'; readonly of: Formula }
  | { readonly op: 'and' | 'or' | 'implies'; readonly left: Formula; readonly right: Formula }
  /** In this unit and in all later ones; with `strideNs` only in every unit that lies a stride and one unit after the last. */
  | { readonly op: 'always'; readonly strideNs: number; readonly of: Formula; readonly column?: number }
  /** In every unit, or in some unit, of the time that begins now. */
  | { readonly op: 'throughout' | 'within'; readonly ns: number; readonly of: Formula }
  /** After that time; undefined: in the next unit. */
  | { readonly op: 'after'; readonly ns: number | undefined; readonly of: Formula }
  /** `left` in every unit until `right`; true as well where neither ends within the time. */
  | { readonly op: 'until'; readonly ns: number; readonly left: Formula; readonly right: Formula }
  | Quantified
  | {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: Term;
      readonly right: Term;
    };

/** A message: a namespace (or the name of an event that an adapter makes of it) and what its fields hold. */
export interface Atom {
  readonly op: 'atom';
  readonly name: string;
  readonly fields: readonly {
    readonly field: string;
    readonly is: string | number | { readonly variable: string };
  }[];
}

export interface Quantified {
  readonly op: 'every' | 'some';
  readonly variable: string;
  readonly domain: Domain;
  readonly of: Formula;
}

/** `integers` and `texts` are the values that the trace shows; `named` is filled in from a context (`$NODES`). */
export type Domain =
  | { readonly kind: 'integers' | 'texts' }
  | { readonly kind: 'values'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'named'; readonly name: string; readonly column?: number };

export type Relation = '=' | '<' | '>' | '≤' | '≥';

/** A text, or a sum of integers and multiples of integer variables. `variable` alone may stand for either. */
export type Term =
  | { readonly text: string }
  | { readonly parts: readonly { readonly factor: number; readonly variable: string | undefined }[] };

/** Width of a unit of time, as in the published examples of hermod-recon: 10 µs. */
export const UNIT_NS = 10_000;

/** Units in a stretch of time. */
export function unitsOf(ns: number): number {
  return Math.floor(ns / UNIT_NS);
}

/** The formulas directly inside one. */
export function partsOf(formula: Formula): readonly Formula[] {
  switch (formula.op) {
    case 'true':
    case 'false':
    case 'atom':
    case 'compare':
      return [];
    case 'and':
    case 'or':
    case 'implies':
    case 'until':
      return [formula.left, formula.right];
    default:
      return [formula.of];
  }
}
