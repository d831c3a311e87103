import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureAnalysis } from './analysis.bench.ts';

test('bench/analysis: every contender finds the same, and the ratios have their names', async () => {
  const { ratios, figures, table } = await measureAnalysis({ hosts: 2, slots: 120, noise: 8, turns: 1 });
  assert.deepEqual(Object.keys(ratios), [
    'perCoreVsJsonParse',
    'wholeAnalysisPerCoreVsJsonParse',
    'perCoreVsBareJsonParse',
    'allCoresVsOne',
    'againVsFirst',
    'againVsFirstCold',
  ]);
  for (const [name, value] of Object.entries({ ...ratios, ...figures }))
    assert.ok(Number.isFinite(value) && value > 0, `${name} is ${value}`);
  assert.equal(table?.rows.length, 8);
});
