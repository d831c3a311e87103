/**
 * `@slotbench/analysis/statistics`: what few runs can carry. Pure functions without randomness; each names its source and what it
 * assumes. Checked against SciPy (`test/vectors/statistics`) and by simulation (`npm run bench -- statistics`).
 */
export { type Look, spendingLooks } from './alpha-spending.ts';
export { betaRegularised } from './beta.ts';
export {
  binomialCdf,
  binomialMass,
  binomialQuantile,
  binomialUpper,
  shareInterval,
} from './binomial.ts';
export {
  chiSquaredCdf,
  chiSquaredDensity,
  chiSquaredQuantile,
  chiSquaredTail,
} from './chi-squared.ts';
export { type Bounds, pOutside, pWithin } from './equivalence.ts';
export { fCdf, fQuantile, fTail } from './f-distribution.ts';
export { gammaP, gammaQ, logFactorial, logGamma } from './gamma.ts';
export type { Interval } from './interval.ts';
export {
  asRatio,
  intervalOf,
  type MeanDifference,
  pAbove,
  pairedDifference,
  pBelow,
  pDifferent,
  welchDifference,
} from './mean-difference.ts';
export { medianOf, moments } from './moments.ts';
export { benjaminiHochberg, holm } from './multiplicity.ts';
export { normalCdf, normalDensity, normalQuantile } from './normal.ts';
export { type OutlierFlag, outlierFlags } from './outliers.ts';
export { signFlipTest } from './permutation.ts';
export { poissonCdf, poissonMass, poissonQuantile, rateInterval } from './poisson.ts';
export {
  borrowingPlan,
  decidableMargin,
  detectableChange,
  fewestRuns,
  independentPlan,
  type OutcomeChances,
  outcomeChances,
  type Plan,
  pairedPlan,
} from './power.ts';
export { predictionInterval } from './prediction.ts';
export { hodgesLehmann, mannWhitney, midranks, type RankTest } from './rank-test.ts';
export { binomialTest, type Count, dispersionP, poissonTest, type RareEventTest } from './rare-events.ts';
export { type CentileShift, shiftFunction } from './shift-function.ts';
export { studentTCdf, studentTDensity, studentTQuantile, studentTTail } from './student-t.ts';
export { orderTrend, type RankTrend } from './trend.ts';
export { type Components, type Group, varianceComponents } from './variance-components.ts';
export { coefficientOfVariation, cvOfLogDeviation, logDeviationOfCv } from './variation.ts';
