import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRecord } from '@slotbench/analysis';
import { messageCost } from '../../src/study/message-cost.ts';

const run = (figures: Readonly<Record<string, number>>) =>
  ({
    values: Object.fromEntries(Object.entries(figures).map(([id, mean]) => [id, { mean }])),
  }) as unknown as RunRecord;

test('a line costs the CPU beyond that of the run without, over the lines of that time', () => {
  const off = [run({ outsideCpu: 6 }), run({ outsideCpu: 7 }), run({ outsideCpu: 8 })];
  const traced = [8, 9.2, 9.8].map((outsideCpu) => run({ outsideCpu, traceLines: 200, traceBytes: 50 }));
  const { cpu, bytes } = messageCost(off, traced);
  // 2, 2.2 and 1.8 % of a core over 200 lines a second; t of two degrees of freedom is 4.3027, and 10 µs / √3.
  assert.equal(cpu!.estimate.toFixed(3), '100000.000');
  assert.equal((cpu!.high! - cpu!.estimate).toFixed(0), '24841');
  assert.equal((cpu!.estimate - cpu!.low!).toFixed(0), '24841');
  assert.deepEqual(bytes, { estimate: 256, low: 256, high: 256, blocks: 3 });
});

test('one block has no interval; without lines, or without an observer, there is no cost', () => {
  const off = [run({ outsideCpu: 6 })];
  assert.deepEqual(messageCost(off, [run({ outsideCpu: 8, traceLines: 100, traceBytes: 25 })]), {
    cpu: { estimate: 200_000, low: null, high: null, blocks: 1 },
    bytes: { estimate: 256, low: null, high: null, blocks: 1 },
  });
  assert.deepEqual(messageCost(off, [run({ outsideCpu: 8 })]), { cpu: null, bytes: null });
  assert.equal(messageCost([run({})], [run({ outsideCpu: 8, traceLines: 100 })]).cpu, null);
  assert.equal(messageCost(off, [run({ outsideCpu: 8, traceLines: 0, traceBytes: 0 })]).cpu, null);
});
