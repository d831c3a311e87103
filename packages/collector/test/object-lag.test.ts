import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetricsStore } from '../src/endpoints/metrics-store.ts';
import { createObjectLags } from '../src/object-lag.ts';

test('a lag belongs to a connection and is that of its last reply', () => {
  const lags = createObjectLags();
  const connection = (id: string) => ({ id, name: 'n', directory: 'n', metrics: createMetricsStore() });
  const [first, second] = [connection('a'), connection('b')];
  assert.equal(lags.of(first), undefined);
  lags.note(first, 1000, 1250);
  lags.note(first, 2000, 2100);
  assert.deepEqual(lags.of(first), { lagMs: 100, lastObjectMs: 2000 });
  assert.equal(lags.of(second), undefined);
});
