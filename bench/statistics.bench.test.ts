import assert from 'node:assert/strict';
import { test } from 'node:test';
import { independentPlan, outcomeChances } from '@slotbench/analysis/statistics';
import { NOISES } from './statistics/noise.ts';
import {
  CV,
  detectionRates,
  headlineFalseAlarms,
  pooledNodesFalseAlarms,
  verdictRates,
} from './statistics/simulate.ts';

const ROUNDS = 1000;
/** Four standard errors of a share: with the fixed seeds here nothing is left to chance, other seeds fail once in 15,000. */
const reach = (share: number) => 4 * Math.sqrt(Math.max(share * (1 - share), 0.01) / ROUNDS);

for (const [n, noise] of NOISES.entries())
  for (const runs of [3, 5, 10])
    test(`bench/statistics: ${runs} v ${runs} runs, ${noise} noise: false alarms and coverage keep their 5 %`, () => {
      const rates = detectionRates({ noise, runs, change: 0, rounds: ROUNDS, seed: 10 * runs + n });
      assert.ok(rates.welch <= 0.05 + reach(0.05), `Welch ${rates.welch}`);
      assert.ok(rates.mannWhitney <= 0.05 + reach(0.05), `Mann-Whitney ${rates.mannWhitney}`);
      assert.ok(rates.covered >= 0.95 - reach(0.05), `covered ${rates.covered}`);
      if (runs === 3) assert.equal(rates.mannWhitney, 0, '3 v 3 cannot speak');
    });

/** Simulated independently of this code, 1,500 rounds: [noise, runs, change, Welch, Mann-Whitney]. */
const PUBLISHED = [
  ['normal', 3, 0.05, 0.27, 0],
  ['normal', 3, 0.1, 0.71, 0],
  ['normal', 5, 0.05, 0.58, 0.49],
  ['normal', 5, 0.1, 0.99, 0.97],
  ['normal', 10, 0.03, 0.55, 0.51],
  ['normal', 10, 0.05, 0.92, 0.9],
  ['outliers', 3, 0.1, 0.48, 0],
  ['outliers', 5, 0.05, 0.36, 0.33],
  ['outliers', 10, 0.03, 0.32, 0.36],
  ['outliers', 10, 0.05, 0.67, 0.71],
] as const;
for (const [noise, runs, change, welch, mannWhitney] of PUBLISHED)
  test(`bench/statistics: ${runs} v ${runs} runs, ${noise} noise, ${100 * change} %: power as simulated elsewhere`, () => {
    const rates = detectionRates({ noise, runs, change, rounds: ROUNDS, seed: 77 * runs });
    // Both are simulations: their errors add.
    for (const [got, wanted] of [
      [rates.welch, welch],
      [rates.mannWhitney, mannWhitney],
    ] as const)
      assert.ok(Math.abs(got - wanted) <= 1.3 * reach(wanted), `${got}, elsewhere ${wanted}`);
  });

for (const [runs, change, margin] of [
  [3, 0.1, 0.03],
  [3, 0, 0.06],
  [5, 0.05, 0.03],
  [5, 0, 0.06],
  [10, 0.1, 0.03],
  [10, 0, 0.03],
] as const)
  test(`bench/statistics: ${runs} v ${runs} runs, ${100 * change} % with a margin of ${100 * margin} %: verdicts as predicted`, () => {
    const seen = verdictRates({ runs, change, margin, rounds: ROUNDS, seed: 31 * runs });
    const sd = Math.sqrt(Math.log1p(CV * CV));
    const predicted = outcomeChances(independentPlan({ sd, base: runs, target: runs }), {
      change: Math.log1p(change),
      bounds: { low: Math.log1p(-margin), high: Math.log1p(margin) },
    });
    for (const outcome of ['above', 'below', 'equivalent', 'undecided', 'changed'] as const)
      assert.ok(
        Math.abs(seen[outcome] - predicted[outcome]) <= reach(predicted[outcome]),
        `${outcome} ${seen[outcome]}, predicted ${predicted[outcome]}`,
      );
  });

test('bench/statistics: seven headline metrics at their margin raise at most 5 % false alarms', () => {
  for (const noise of NOISES)
    for (const runs of [3, 5, 10]) {
      const share = headlineFalseAlarms({ noise, runs, change: 0.03, margin: 0.03, rounds: 300, seed: runs });
      assert.ok(share <= 0.05, `${noise} ${runs}: ${share}`);
    }
});

test('bench/statistics: 52 nodes are not 52 samples', () => {
  const alarms = pooledNodesFalseAlarms({ runs: 3, rounds: 200, seed: 2 });
  assert.ok(alarms.nodes > 0.5 && alarms.nodes < 0.72, `nodes as samples ${alarms.nodes}`);
  assert.ok(alarms.runs < 0.1, `runs as samples ${alarms.runs}`);
});
