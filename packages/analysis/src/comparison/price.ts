import {
  decidableMargin,
  detectableChange,
  fewestRuns,
  independentPlan,
  type OutcomeChances,
  outcomeChances,
  type Plan,
  pairedPlan,
} from '../statistics/power.ts';
import type { Design, MetricComparison, Price } from './comparison.ts';
import { type AppliedMargin, boundsOf } from './margins.ts';
import { deviationOf, type Scale, type SideNumbers } from './sides.ts';

/** A decision that comes in four of five cases is worth its price. */
const OFTEN = 0.8;

/** Smallest change that so many runs see, in units of their deviation. */
export type DetectableBy = (base: number, target: number) => number;

export interface PriceQuestion {
  /** Deviation of runs (or of pairs' differences) on the scale of the test: of logarithms for a ratio margin. */
  readonly sd: number;
  /** Runs of the sides that are there or planned, at least two; pairs for a paired design. */
  readonly base: number;
  readonly target: number;
  readonly design: Design;
  readonly alpha: number;
  readonly margin: Pick<AppliedMargin, 'scale' | 'value'>;
  /** What is to be shown: no change beyond the margin either way, or (a gate) only that it is no more, or no less. */
  readonly question: 'equivalent' | 'noMore' | 'noLess';
}

/** What a decision costs, if nothing changed: runs a side for the margin, and the margin that the given runs decide. */
export function priceOf(o: PriceQuestion): Price {
  const enough = (chances: OutcomeChances) => chanceOf(chances, o.question) >= OFTEN;
  const plan = (base: number, target: number): Plan =>
    o.design === 'paired'
      ? pairedPlan({ sd: o.sd, pairs: base })
      : independentPlan({ sd: o.sd, base, target });
  const bounds = boundsOf(o.margin);
  const margin = decidableMargin(plan(o.base, o.target), {
    alpha: o.alpha,
    boundsOf: (value) => boundsOf({ scale: o.margin.scale, value }),
    enough,
  });
  return {
    runs: fewestRuns((n) =>
      enough(outcomeChances(plan(n, n), { change: 0, bounds, alphaEquivalent: o.alpha })),
    ),
    margin: Number.isFinite(margin) ? margin : null,
  };
}

function chanceOf(chances: OutcomeChances, question: PriceQuestion['question']): number {
  switch (question) {
    case 'equivalent':
      return chances.equivalent;
    case 'noMore':
      return chances.notAbove;
    case 'noLess':
      return chances.notBelow;
  }
}

/** What a decision on a compared metric would take, from the deviation that its runs show. At least two runs a side. */
export function priceOfMetric(
  one: Pick<MetricComparison, 'base' | 'target' | 'margin'>,
  o: Pick<PriceQuestion, 'design' | 'alpha' | 'question'>,
): Price {
  const { margin } = one;
  const scaled = (values: readonly number[]) => (margin.scale === 'ratio' ? values.map(Math.log) : values);
  const sides = { base: scaled(one.base.values), target: scaled(one.target.values) };
  const counts = { base: sides.base.length, target: sides.target.length };
  return priceOf({ ...o, ...counts, sd: deviationOf(sides, o.design), margin });
}

/** `detectable` of the options, remembering what it was asked. */
export function detectableBy(design: Design): DetectableBy {
  const known = new Map<string, number>();
  return (base, target) => {
    const key = `${base} ${target}`;
    const change =
      known.get(key) ??
      detectableChange(
        design === 'paired' ? pairedPlan({ sd: 1, pairs: base }) : independentPlan({ sd: 1, base, target }),
      );
    known.set(key, change);
    return change;
  };
}

/** From the deviation that these runs show. */
export function detectableOf(
  values: SideNumbers,
  scale: Scale,
  o: { readonly design: Design; readonly detectable: DetectableBy },
): number | null {
  const change = deviationOf(values, o.design) * o.detectable(values.base.length, values.target.length);
  const size = scale === 'ratio' ? Math.expm1(change) : change;
  return Number.isFinite(size) ? size : null;
}
