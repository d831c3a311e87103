import {
  decidableMargin,
  fewestRuns,
  independentPlan,
  type OutcomeChances,
  outcomeChances,
  type Plan,
  pairedPlan,
} from '../statistics/power.ts';
import type { Design, Price } from './comparison.ts';
import { type AppliedMargin, boundsOf } from './margins.ts';

/** A decision that comes in four of five cases is worth its price. */
const OFTEN = 0.8;

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
