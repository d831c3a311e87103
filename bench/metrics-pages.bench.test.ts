import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePages } from './metrics-pages.bench.ts';

test('bench/metrics-pages: the ratios have their names', async () => {
  const { ratios, figures } = await measurePages({ warmUps: 1, rounds: 3 });
  assert.deepEqual(Object.keys(ratios), [
    'allNodesVsCopy.none',
    'allNodesVsCopy.quarter',
    'allNodesVsCopy.all',
  ]);
  // The copy of so few rounds may be too short for the clock of CPU time.
  for (const [name, value] of Object.entries(figures))
    assert.ok(Number.isFinite(value), `${name} is ${value}`);
});
