import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataIsThere } from './plutus/scripts.ts';
import plutus from './plutus.bench.ts';

test('the Plutus bench gives its ratios, every engine coming to our budgets', {
  skip: dataIsThere ? false : 'the shared Plutus data is not at hand',
}, async () => {
  const { ratios } = await plutus({ rounds: 1, roundMs: 0, part: 0.03 });
  for (const name of ['loopVsBest', 'validatorsVsBest', 'secpVsBest', 'blsVsBest'])
    assert.ok(ratios[name]! > 0, name);
});
