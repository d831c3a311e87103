import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Look, pDifferent, spendingLooks, welchDifference } from '../../src/statistics/index.ts';
import { normalCdf, normalDensity } from '../../src/statistics/normal.ts';

/** Bounds of two-sided 5 % at equally spaced looks, as tables of group sequential methods print them. */
const TABLE: readonly (readonly number[])[] = [
  [1.96],
  [2.963, 1.969],
  [3.71, 2.511, 1.993],
  [4.333, 2.963, 2.359, 2.014],
  [4.877, 3.357, 2.68, 2.29, 2.031],
];

for (const bounds of TABLE)
  test(`${bounds.length} looks: the bounds of O'Brien-Fleming spending are those of the tables`, () => {
    const looks = spendingLooks(bounds.map((_, k) => (k + 1) / bounds.length));
    for (const [k, look] of looks.entries()) {
      assert.ok(
        Math.abs(look.bound - bounds[k]!) < 0.001,
        `look ${k + 1}: ${look.bound}, table ${bounds[k]}`,
      );
    }
    assert.equal(looks.at(-1)!.spent, 0.05);
  });

test('a second bound is the one that the plain integral over the first look gives, to a millionth', () => {
  for (const fraction of [0.3, 0.5, 0.9]) {
    const [first, second] = spendingLooks([fraction, 1]) as [Look, Look];
    // P(first look claims nothing, second claims above): midpoint rule in z of the first look.
    const steps = 200_000;
    const width = (2 * first.bound) / steps;
    let above = 0;
    for (let i = 0; i < steps; i++) {
      const z = -first.bound + (i + 0.5) * width;
      const rest = (z * Math.sqrt(fraction) - second.bound) / Math.sqrt(1 - fraction);
      if (rest > -9) above += normalDensity(z) * normalCdf(rest) * width;
    }
    assert.ok(Math.abs(above - (0.05 - first.spent) / 2) < 1e-6 * 0.05, `${fraction}: ${above}`);
  }
});

test('looks that are not equally spaced spend less early and 5 % in all', () => {
  const looks = spendingLooks([0.25, 0.5, 1]);
  assert.ok(looks[0]!.alpha < 0.0001 && looks[1]!.alpha < 0.004 && looks[2]!.alpha < 0.05);
  assert.ok(looks[2]!.alpha > 0.048);
});

test('t tests of few runs at these looks raise no more than 5 % false alarms; looking three times at 5 % raises twice as many', () => {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const looks = spendingLooks([1 / 3, 2 / 3, 1]);
  const rounds = 2000;
  let [spent, careless] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const [base, target] = [Array.from({ length: 12 }, normal), Array.from({ length: 12 }, normal)];
    const p = looks.map(({ fraction }) =>
      pDifferent(welchDifference(base.slice(0, 12 * fraction), target.slice(0, 12 * fraction))),
    );
    if (p.some((one, k) => one <= looks[k]!.alpha)) spent++;
    if (p.some((one) => one <= 0.05)) careless++;
  }
  assert.ok(spent / rounds <= 0.05 + 4 * Math.sqrt((0.05 * 0.95) / rounds), `${spent / rounds}`);
  assert.ok(careless / rounds > 0.08, `${careless / rounds}`);
});
