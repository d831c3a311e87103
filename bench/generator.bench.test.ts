import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureGenerator } from './generator.bench.ts';

test('bench/generator: a short load is offered whole and has its figures', async () => {
  const { ratios, figures } = await measureGenerator({ rates: [100], seconds: 0.5 });
  assert.deepEqual(Object.keys(ratios), ['p99SlipMs.100']);
  for (const [name, value] of Object.entries({ ...ratios, ...figures }))
    assert(Number.isFinite(value) && value >= 0, `${name} is ${value}`);
});
