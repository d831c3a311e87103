import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRecord } from '@slotbench/analysis';
import { rateCost } from '../../src/study/rate-cost.ts';

const run = (figures: Readonly<Record<string, number>>) =>
  ({
    values: Object.fromEntries(Object.entries(figures).map(([id, mean]) => [id, { mean }])),
  }) as unknown as RunRecord;

/** A node that takes 1 % for tracing at all, and 50 µs and 250 bytes a line; off itself works more at a higher rate. */
const at = (lines: number, scatter: number) => ({
  off: [run({ outsideCpu: 4 + lines / 100 })],
  runs: [
    run({
      outsideCpu: 4 + lines / 100 + 1 + lines * 0.005 + scatter,
      traceLines: lines,
      traceBytes: (lines * 250) / 1024,
    }),
  ],
});

test('a line costs the slope; what tracing costs at rest and what the load costs is not in it', () => {
  const { cpu, bytes, rates } = rateCost([at(100, 0), at(200, 0), at(400, 0), at(800, 0)]);
  assert.equal(cpu!.estimate.toFixed(0), '50000');
  assert.equal(bytes!.estimate.toFixed(3), '250.000');
  assert.ok(cpu!.high! - cpu!.low! < 1, 'points on a line leave nothing open');
  assert.deepEqual(rates, [100, 800]);
});

test('points beside the line make the interval: by hand', () => {
  // x 100, 200, 300; y off by +0.1, −0.2, +0.1 % of a core: residuals 1, −2, 1 times 1e6 ns/s.
  const { cpu } = rateCost([at(100, 0.1), at(200, -0.2), at(300, 0.1)]);
  assert.equal(cpu!.estimate.toFixed(0), '50000');
  // t(0.975, 1) = 12.706; s² = 6e12; Sxx = 20,000.
  assert.equal(
    (cpu!.high! - cpu!.estimate).toFixed(0),
    String(Math.round(12.706205 * Math.sqrt(6e12 / 20_000))),
  );
});

test('one rate has no slope, and two runs no interval', () => {
  assert.equal(rateCost([at(100, 0), at(100, 1), at(100, 2)]).cpu, null);
  assert.equal(rateCost([at(100, 0), at(200, 0)]).cpu, null);
  assert.deepEqual(rateCost([]), { cpu: null, bytes: null, rates: null });
});
