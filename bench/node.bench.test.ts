import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureNode } from './node.bench.ts';

test('bench/node: a short chain is validated and synced whole, with its figures', async () => {
  const { ratios, figures } = await measureNode({ blocks: 4, txsPerBlock: 3, rounds: 1 });
  assert.deepEqual(Object.keys(ratios), [
    'validateVsSignatureFloor',
    'syncVsDecodeFloor',
    'wireSyncVsDecodeFloor',
  ]);
  for (const [name, value] of Object.entries({ ...ratios, ...figures }))
    assert(Number.isFinite(value) && value > 0, `${name} is ${value}`);
});
