import { type Formula, unitsOf } from '../../src/properties/formula.ts';

/** A message of a test trace: the unit it stands in, its name and its fields. */
export interface PlainMessage {
  readonly unit: number;
  readonly name: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export type PlainTruth = boolean | 'unknown';

/**
 * The meaning of a formula written down as it is read: every unit is looked at, every value of the trace is tried. Slow; what the
 * monitor is compared with.
 */
export function plainTruth(
  formula: Formula,
  unit: number,
  trace: readonly PlainMessage[],
  lastUnit: number,
  bound: Readonly<Record<string, string | number>> = {},
): PlainTruth {
  const truth = (part: Formula, at = unit, more = {}) =>
    plainTruth(part, at, trace, lastUnit, { ...bound, ...more });
  switch (formula.op) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'atom':
      if (unit > lastUnit) return 'unknown';
      return trace.some(
        (message) =>
          message.unit === unit &&
          message.name === formula.name &&
          formula.fields.every(
            ({ field, is }) => message.fields[field] === (typeof is === 'object' ? bound[is.variable] : is),
          ),
      );
    case 'not':
      return not(truth(formula.of));
    case 'and':
      return all([truth(formula.left), truth(formula.right)]);
    case 'or':
      return any([truth(formula.left), truth(formula.right)]);
    case 'implies':
      return any([not(truth(formula.left)), truth(formula.right)]);
    case 'compare': {
      const [a, b] = [formula.left, formula.right].map((term) => {
        if ('text' in term) return term.text;
        if (term.parts.length === 1 && term.parts[0]!.variable !== undefined && term.parts[0]!.factor === 1)
          return bound[term.parts[0]!.variable]!;
        return term.parts.reduce(
          (sum, { factor, variable }) =>
            sum + factor * (variable === undefined ? 1 : Number(bound[variable])),
          0,
        );
      }) as [number, number];
      return { '=': a === b, '<': a < b, '>': a > b, '≤': a <= b, '≥': a >= b }[formula.relation];
    }
    case 'every':
    case 'some': {
      const { domain, variable, of } = formula;
      const values = domain.kind === 'values' ? domain.values : seen(trace, domain.kind === 'integers');
      const truths = values.map((value) => truth(of, unit, { [variable]: value }));
      if (domain.kind !== 'values' && unit > lastUnit) truths.push('unknown');
      return formula.op === 'every' ? all(truths) : any(truths);
    }
    case 'after':
      return truth(formula.of, unit + (formula.ns === undefined ? 1 : unitsOf(formula.ns)));
    case 'within':
      return any(units(unit, formula.ns).map((at) => truth(formula.of, at)));
    case 'throughout':
      return all(units(unit, formula.ns).map((at) => truth(formula.of, at)));
    case 'until':
      return units(unit, formula.ns).reduceRight<PlainTruth>((rest, at) => {
        const right = truth(formula.right, at);
        return any([right, all([truth(formula.left, at), not(right), rest])]);
      }, true);
    case 'always': {
      const step = unitsOf(formula.strideNs) + 1;
      const truths: PlainTruth[] = [];
      for (let at = unit; at <= lastUnit; at += step) truths.push(truth(formula.of, at));
      return truths.includes(false) ? false : truths.includes('unknown') ? 'unknown' : true;
    }
  }
}

function units(first: number, ns: number): number[] {
  return Array.from({ length: unitsOf(ns) }, (_, i) => first + i);
}

function seen(trace: readonly PlainMessage[], integers: boolean): (string | number)[] {
  const values = trace.flatMap(({ fields }) => Object.values(fields));
  return [...new Set(values)].filter((value) => (typeof value === 'number') === integers);
}

function all(truths: readonly PlainTruth[]): PlainTruth {
  return truths.includes(false) ? false : truths.includes('unknown') ? 'unknown' : true;
}

function any(truths: readonly PlainTruth[]): PlainTruth {
  return not(all(truths.map(not)));
}

function not(truth: PlainTruth): PlainTruth {
  return truth === 'unknown' ? truth : !truth;
}
