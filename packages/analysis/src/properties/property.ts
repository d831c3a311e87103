import { AnalysisError } from '../errors.ts';
import { type Formula, partsOf } from './formula.ts';
import { type Context, type ParseOptions, parseFormula } from './parse-formula.ts';

/**
 * What must hold of a trace. `host`: of the lines of each host by themselves; `run`: of the lines of all hosts in the order of their
 * stamps.
 */
export interface Property {
  readonly name: string;
  /** As it was written. */
  readonly text: string;
  readonly scope: 'host' | 'run';
  readonly formula: Formula;
}

/** Nanoseconds of a unit in which the bounds of formulas may be given. */
const TIME_UNITS: Readonly<Record<string, number>> = {
  hour: 3600e9,
  minute: 60e9,
  second: 1e9,
  millisecond: 1e6,
  microsecond: 1e3,
};

export interface PropertySource {
  /** `file:line` of a step into the content. */
  placeOf(steps: readonly (string | number)[]): string;
  /** What `$NAME` in formulas stands for. */
  readonly context?: Context | undefined;
}

/**
 * Reads the content of a file of properties: a list of formulas, or of `{name, formula, scope, timeunit}`. `placeOf` names where in
 * the file an entry stands. Throws an AnalysisError with the place, and within a formula its column.
 */
export function readProperties(value: unknown, { placeOf, context }: PropertySource): Property[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(placeOf([]), 'a list of formulas', describe(value));
  const names = new Set<string>();
  return value.map((entry, i) => {
    const property = readProperty(entry, i, { placeOf, context });
    if (names.has(property.name))
      throw invalid(placeOf([i, 'name']), 'a name of its own', `${property.name} again`);
    names.add(property.name);
    return property;
  });
}

function readProperty(entry: unknown, i: number, { placeOf, context }: PropertySource): Property {
  const number = `formula ${i + 1}`;
  if (typeof entry === 'string')
    return make(number, entry, undefined, { unitNs: 1e9, place: placeOf([i]), context });
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw invalid(placeOf([i]), 'a formula, or a mapping with name and formula', describe(entry));
  const { name = number, formula, scope, timeunit = 'second', ...rest } = entry as Record<string, unknown>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined)
    throw invalid(placeOf([i, unknown]), 'name, formula, scope or timeunit', unknown);
  if (typeof formula !== 'string')
    throw invalid(placeOf([i, 'formula']), 'a formula as text', describe(formula));
  if (typeof name !== 'string' || name === '')
    throw invalid(placeOf([i, 'name']), 'a name as text', describe(name));
  if (scope !== undefined && scope !== 'host' && scope !== 'run')
    throw invalid(placeOf([i, 'scope']), 'host or run', describe(scope));
  const unitNs = TIME_UNITS[String(timeunit)];
  if (unitNs === undefined)
    throw invalid(placeOf([i, 'timeunit']), Object.keys(TIME_UNITS).join(', '), describe(timeunit));
  return make(name, formula, scope, { unitNs, place: placeOf([i, 'formula']), context });
}

function make(name: string, text: string, scope: Property['scope'] | undefined, o: ParseOptions): Property {
  const formula = parseFormula(text, o);
  return { name, text: text.trim(), scope: scope ?? usualScope(formula), formula };
}

/** A formula that speaks of hosts, or of a named set of nodes, is about the run. */
function usualScope(formula: Formula): Property['scope'] {
  if (formula.op === 'atom' && formula.fields.some(({ field }) => field === 'host')) return 'run';
  if ((formula.op === 'every' || formula.op === 'some') && formula.domain.kind === 'named') return 'run';
  return partsOf(formula).some((part) => usualScope(part) === 'run') ? 'run' : 'host';
}

export function invalid(place: string, expected: string, got: string): AnalysisError {
  return new AnalysisError('PROPERTY_INVALID', { place, expected, got });
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
