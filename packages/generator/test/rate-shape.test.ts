import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsOf, peakTps, type RateShape } from '../src/rate-shape.ts';

/** The rate at a time, written down a second time and without any integral. */
const rates: [name: string, shape: RateShape, rateAt: (seconds: number) => number][] = [
  ['constant', { shape: 'constant', tps: 37 }, () => 37],
  [
    'ramp up',
    { shape: 'ramp', fromTps: 10, toTps: 90, seconds: 20 },
    (t) => (t < 20 ? 10 + (80 * t) / 20 : 90),
  ],
  ['ramp down', { shape: 'ramp', fromTps: 90, toTps: 5, seconds: 8 }, (t) => (t < 8 ? 90 - (85 * t) / 8 : 5)],
  ['ramp from nothing', { shape: 'ramp', fromTps: 0, toTps: 50, seconds: 10 }, (t) => Math.min(50, 5 * t)],
  [
    'steps',
    {
      shape: 'step',
      steps: [
        { tps: 5, seconds: 4 },
        { tps: 100, seconds: 2.5 },
        { tps: 20, seconds: 1 },
      ],
    },
    (t) => (t < 4 ? 5 : t < 6.5 ? 100 : 20),
  ],
  [
    'sine',
    { shape: 'sine', tps: 40, amplitudeTps: 40, periodSeconds: 7 },
    (t) => 40 + 40 * Math.sin((2 * Math.PI * t) / 7),
  ],
];

for (const [name, shape, rateAt] of rates)
  test(`${name}: arrivals up to any time are the integral of the rate`, () => {
    const arrivals = arrivalsOf(shape);
    assert.equal(arrivals(0), 0);
    // Oracle: the rate summed in steps of 0.1 ms; transaction n is due when the sum reaches n.
    let sum = 0;
    let n = 0;
    for (let step = 0; n < 1_500; step++) {
      const seconds = step / 10_000;
      for (; n < sum; n++) assert(Math.abs(arrivals(n) / 1000 - seconds) < 0.02, `${n}: ${arrivals(n)} ms`);
      sum += rateAt(seconds + 0.000_05) / 10_000;
    }
    for (let i = 1; i < 1_500; i++) assert(arrivals(i) >= arrivals(i - 1), `${i} is before its predecessor`);
    assert(Math.max(...Array.from({ length: 300 }, (_, i) => rateAt(i / 10))) <= peakTps(shape) + 1e-9);
  });

test('poisson: gaps are exponential, independent, and the same for the same seed', () => {
  const arrivals = arrivalsOf({ shape: 'poisson', tps: 50, seed: 11 });
  const again = arrivalsOf({ shape: 'poisson', tps: 50, seed: 11 });
  const other = arrivalsOf({ shape: 'poisson', tps: 50, seed: 12 });
  const times = Array.from({ length: 40_000 }, (_, n) => arrivals(n));
  assert.deepEqual(
    times.slice(0, 100),
    Array.from({ length: 100 }, (_, n) => again(n)),
  );
  assert.notEqual(other(0), times[0]);
  assert.equal(arrivals(3), times[3], 'asked again out of order');
  const gaps = times.map((ms, n) => ms - (times[n - 1] ?? 0));
  const mean = gaps.reduce((a, b) => a + b) / gaps.length;
  assert(Math.abs(mean - 20) < 0.4, `mean gap ${mean} ms`); // four standard errors
  // P(gap > k·mean) = e^-k; a sample of 40,000 has a standard error below 0.0025.
  for (const k of [0.5, 1, 2, 3]) {
    const share = gaps.filter((gap) => gap > k * 20).length / gaps.length;
    assert(Math.abs(share - Math.exp(-k)) < 0.01, `${share} above ${k} means`);
  }
  const correlation =
    gaps.slice(1).reduce((sum, gap, i) => sum + (gap - mean) * (gaps[i]! - mean), 0) /
    (mean * mean * gaps.length);
  assert(Math.abs(correlation) < 0.02, `neighbouring gaps correlate: ${correlation}`);
});

test('replay: recorded gaps, faster by the speed, again from the start after the last', () => {
  const arrivals = arrivalsOf({ shape: 'replay', arrivalsMs: [5_000, 5_010, 5_400], speed: 2 });
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(arrivals), [0, 5, 200, 300, 305, 500]);
  assert.equal(arrivalsOf({ shape: 'replay', arrivalsMs: [7], speed: 1 })(3), 3_000);
  assert.equal(
    peakTps({ shape: 'replay', arrivalsMs: [0, 1, 2, 999, 1_000, 5_000], speed: 1 }),
    4,
    'the window is half open',
  );
});
