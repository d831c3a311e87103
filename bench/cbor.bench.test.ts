import assert from 'node:assert/strict';
import { test } from 'node:test';
import cbor from './cbor.bench.ts';

test('the CBOR bench gives its ratios, both contenders reading the same', async () => {
  const { ratios } = await cbor({ rounds: 1, repeats: 1 });
  for (const name of ['encodeVsCborX', 'decodeVsCborX']) assert.ok(ratios[name]! > 0, name);
});
