import assert from 'node:assert/strict';
import { test } from 'node:test';
import genesis from './genesis.bench.ts';

test('the genesis bench gives times and memory of a first and a cached making', async () => {
  const { ratios, figures } = await genesis({ tiny: [100, 20] });
  for (const name of ['tinySeconds', 'tinyCachedSeconds', 'tinyPeakMB']) assert.ok(figures[name]! > 0, name);
  assert.ok(ratios.tinyKeysOfTime! > 0 && ratios.tinyKeysOfTime! < 1);
});
