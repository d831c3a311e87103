import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquaredQuantile } from '../../src/statistics/chi-squared.ts';
import {
  borrowingPlan,
  decidableMargin,
  detectableChange,
  fewestRuns,
  independentPlan,
  outcomeChances,
  pairedPlan,
} from '../../src/statistics/index.ts';
import { normalCdf } from '../../src/statistics/normal.ts';
import { studentTQuantile } from '../../src/statistics/student-t.ts';
import { cases, near } from './vectors.ts';

test('power of the t test as by SciPy’s noncentral t', () => {
  for (const [change, sd, base, target, wanted] of cases<[number, number, number, number, number]>('power')) {
    const bounds = { low: -1, high: 1 };
    const { changed } = outcomeChances(borrowingPlan({ sd, base, target, borrowedDf: 0 }), {
      change,
      bounds,
    });
    near(changed, wanted, `${change} of ${sd}, ${base} v ${target}`, 6);
  }
});

test('power of equivalence as by numerical integration in SciPy', () => {
  for (const [change, sd, base, target, margin, wanted] of cases<
    [number, number, number, number, number, number]
  >('tostPower')) {
    const bounds = { low: -margin, high: margin };
    const { equivalent } = outcomeChances(borrowingPlan({ sd, base, target, borrowedDf: 0 }), {
      change,
      bounds,
    });
    // The reach of the test bends the curve: Simpson's rule loses digits there.
    assert.ok(Math.abs(equivalent - wanted) < 1e-3, `${equivalent}, wanted ${wanted}`);
  }
});

test('outcomes are all there is, and mirror with the change', () => {
  const plan = independentPlan({ sd: 0.04, base: 5, target: 5 });
  for (const change of [0, 0.01, 0.05, 0.2]) {
    const there = outcomeChances(plan, { change, bounds: { low: -0.03, high: 0.03 } });
    const back = outcomeChances(plan, { change: -change, bounds: { low: -0.03, high: 0.03 } });
    near(there.above + there.below + there.equivalent + there.undecided, 1, 'sum');
    near(there.above, back.below, 'mirror', 8);
    assert.ok(there.changed >= there.above);
  }
  const exact = outcomeChances(independentPlan({ sd: 0, base: 3, target: 3 }), {
    change: 0.05,
    bounds: { low: -0.03, high: 0.03 },
  });
  assert.deepEqual(exact, {
    above: 1,
    below: 0,
    equivalent: 0,
    undecided: 0,
    notAbove: 0,
    notBelow: 1,
    changed: 1,
  });
  // Without deviation every change is known; one that stands exactly at a bound is neither beyond nor within.
  const outcomeOf = (change: number) => {
    const chances = outcomeChances(independentPlan({ sd: 0, base: 3, target: 3 }), {
      change,
      bounds: { low: -0.03, high: 0.03 },
    });
    const { above, below, equivalent, undecided } = chances;
    return [above, below, equivalent, undecided];
  };
  assert.deepEqual(outcomeOf(-0.05), [0, 1, 0, 0]);
  assert.deepEqual(outcomeOf(0), [0, 0, 1, 0]);
  assert.deepEqual(outcomeOf(0.03), [0, 0, 0, 1]);
  assert.deepEqual(outcomeOf(-0.03), [0, 0, 0, 1]);
});

test('the detectable change has its power, grows with the deviation and shrinks with runs', () => {
  for (const runs of [2, 3, 5, 10, 24]) {
    const plan = independentPlan({ sd: 0.03, base: runs, target: runs });
    const change = detectableChange(plan);
    near(outcomeChances(plan, { change, bounds: { low: -9, high: 9 } }).changed, 0.8, `${runs} runs`, 8);
    near(detectableChange({ ...plan, sd: 0.06 }), 2 * change, 'linear', 8);
  }
  assert.equal(detectableChange(independentPlan({ sd: 0, base: 3, target: 3 })), 0);
});

test('the decidable margin and the fewest runs agree with each other', () => {
  const runsFor = (margin: number) =>
    fewestRuns(
      (runs) =>
        outcomeChances(independentPlan({ sd: 0.02, base: runs, target: runs }), {
          change: 0,
          bounds: { low: -margin, high: margin },
        }).equivalent >= 0.8,
    )!;
  const runs = runsFor(0.03);
  const at = (n: number) =>
    decidableMargin(independentPlan({ sd: 0.02, base: n, target: n }), {
      boundsOf: (margin) => ({ low: -margin, high: margin }),
      enough: ({ equivalent }) => equivalent >= 0.8,
    });
  assert.ok(at(runs) <= 0.03 && at(runs - 1) > 0.03, `${runs} runs: ${at(runs)}, one less ${at(runs - 1)}`);
  assert.equal(
    fewestRuns(() => false, 50),
    null,
  );
  assert.equal(
    fewestRuns(() => true),
    2,
  );
  assert.equal(
    fewestRuns((n) => n >= 37),
    37,
  );
});

test('pairs and borrowed degrees of freedom', () => {
  const pairs = pairedPlan({ sd: 1, pairs: 4 });
  assert.deepEqual([pairs.factor, pairs.df, pairs.strata.length], [0.5, 3, 1]);
  const alone = independentPlan({ sd: 1, base: 3, target: 3 });
  const borrowed = borrowingPlan({ sd: 1, base: 3, target: 3, borrowedDf: 20 });
  assert.equal(borrowed.df, 24);
  assert.ok(detectableChange(borrowed) < detectableChange(alone));
});

test('unequal sides: the size of Welch’s test is that of the double integral over both deviations', () => {
  const [m, n, cells] = [3, 7, 60];
  const truth = Math.sqrt(1 / m + 1 / n);
  // Deviations squared at the middle of equally likely cells.
  const middles = (df: number) =>
    Array.from({ length: cells }, (_, i) => chiSquaredQuantile((i + 0.5) / cells, df) / df);
  let size = 0;
  for (const a of middles(m - 1))
    for (const b of middles(n - 1)) {
      const [va, vb] = [a / m, b / n];
      const df = (va + vb) ** 2 / (va ** 2 / (m - 1) + vb ** 2 / (n - 1));
      size += (2 * normalCdf((-studentTQuantile(0.975, df) * Math.sqrt(va + vb)) / truth)) / cells ** 2;
    }
  const { changed } = outcomeChances(independentPlan({ sd: 1, base: m, target: n }), {
    change: 0,
    bounds: { low: -1, high: 1 },
  });
  assert.ok(Math.abs(changed - size) < 0.0005, `${changed} instead of ${size}`);
});
