import assert from 'node:assert/strict';
import test from 'node:test';
import { type Clock, slotAt, slotStartMs, slots } from '../src/slot-clock.ts';

const START = 1_700_000_000_000;

test('the slot of a time, at and around every boundary', () => {
  for (const slotLengthMs of [1000, 200, 50, 100 / 3]) {
    const timing = { systemStartMs: START, slotLengthMs };
    for (const slot of [0, 1, 2, 3, 7, 1001, 123_456]) {
      const startMs = slotStartMs(timing, slot);
      assert.equal(slotAt(timing, startMs), slot);
      assert.equal(slotAt(timing, startMs + slotLengthMs / 2), slot);
      assert.equal(slotAt(timing, startMs - 0.01), slot - 1);
    }
    assert.equal(slotAt(timing, START - 5000), -1);
  }
});

/** Sleeping moves the clock, by `lateMs` too far, as a busy event loop does. */
function simulatedClock(nowMs: number, lateMs: (sleep: number) => number): Clock {
  let sleeps = 0;
  return {
    nowMs: () => nowMs,
    async sleep(ms) {
      nowMs += ms + lateMs(sleeps++);
    },
  };
}

async function take(count: number, nowMs: number, lateMs: (sleep: number) => number) {
  const stop = new AbortController();
  const taken: { slot: number; missed: number }[] = [];
  const timing = { systemStartMs: START, slotLengthMs: 200 };
  for await (const start of slots(timing, simulatedClock(nowMs, lateMs), stop.signal)) {
    taken.push(start);
    if (taken.length === count) stop.abort();
  }
  return taken;
}

test('waits for slot 0 and then gives every slot', async () => {
  const taken = await take(3, START - 10_000, () => 0);
  assert.deepEqual(
    taken,
    [0, 1, 2].map((slot) => ({ slot, missed: 0 })),
  );
});

test('a node started in the middle of a slot begins with the next', async () => {
  assert.deepEqual(await take(1, START + 250, () => 0), [{ slot: 2, missed: 0 }]);
});

test('a late wake-up gives the slot that is now and counts what was missed', async () => {
  const taken = await take(3, START - 1, (sleep) => (sleep === 1 ? 650 : 0));
  assert.deepEqual(taken, [
    { slot: 0, missed: 0 },
    { slot: 4, missed: 3 },
    { slot: 5, missed: 0 },
  ]);
});

test('a sleep that ends early is slept on', async () => {
  const taken = await take(2, START - 100, (sleep) => (sleep === 0 ? -0.4 : 0));
  assert.deepEqual(
    taken.map(({ slot }) => slot),
    [0, 1],
  );
});
