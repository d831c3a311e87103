import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransactionFold } from '../src/metrics/transactions.ts';

const block = (slot: number, sizeBytes: number | null) => ({ slot, sizeBytes });

/** One transaction of 300 bytes, served in slot 2 of 0.2 s and in no block; blocks hold 1000 bytes. */
const cases: { name: string; blocks: ReturnType<typeof block>[]; lost: number }[] = [
  {
    name: 'three later blocks with room: lost',
    blocks: [block(3, 600), block(5, 700), block(9, 0)],
    lost: 1,
  },
  { name: 'two later blocks with room: on the way', blocks: [block(3, 600), block(5, 700)], lost: 0 },
  {
    name: 'later blocks were full: on the way',
    blocks: [3, 4, 5, 6, 7].map((slot) => block(slot, 950)),
    lost: 0,
  },
  { name: 'one byte too little room', blocks: [3, 4, 5].map((slot) => block(slot, 701)), lost: 0 },
  {
    name: 'earlier blocks do not count',
    blocks: [block(1, 0), block(2, 0), block(5, 0), block(9, 0)],
    lost: 0,
  },
  {
    name: 'blocks of unknown size do not count',
    blocks: [3, 4, 5].map((slot) => block(slot, null)),
    lost: 0,
  },
];

for (const { name, blocks, lost } of cases)
  test(`lost transactions: ${name}`, () => {
    const fold = new TransactionFold({ systemStartMs: 1000, slotMs: 200 });
    fold.line(
      JSON.stringify({
        kind: 'load',
        intendedMs: 1400,
        offeredMs: 1400,
        sentMs: 1410,
        servedMs: 1500,
        sizeBytes: 300,
      }),
    );
    const { summary } = fold.finish({ blocks, maxBlockBodySizeBytes: 1000 });
    assert.deepEqual({ lost: summary.lost, pending: summary.pending }, { lost, pending: 1 - lost });
  });
