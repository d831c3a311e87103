import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureCollector } from './collector.bench.ts';

test('bench/collector: every object arrives, and the ratios have their names', async () => {
  const { ratios, figures } = await measureCollector({
    perReply: [100],
    connections: [1, 4],
    rounds: 1,
    objects: 4000,
    warmUpObjects: 4000,
    pacedReplies: 1,
  });
  assert.deepEqual(Object.keys(ratios), [
    'cpuPerObjectVsCopy.100',
    'objectsPerSecondVsCopy.100',
    'cpuPerObjectVsSyncCopy.100',
    'cpuPerObjectVsCopy.100.4connections',
    'objectsPerSecondVsCopy.100.4connections',
    'cpuPerObjectVsSyncCopy.100.4connections',
  ]);
  for (const [name, value] of Object.entries({ ...ratios, ...figures }))
    assert.ok(Number.isFinite(value), `${name} is ${value}`);
});
