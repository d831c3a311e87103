import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSchedule, type PaceClock, pace } from '../src/schedule.ts';
import { signAhead } from '../src/signed-ahead.ts';

/** A clock whose timers are late by what the test says; nothing waits for real. */
function fakeClock(lateMs: () => number): PaceClock & { now: number } {
  return {
    now: 1_000,
    nowMs() {
      return this.now;
    },
    async wait(ms) {
      this.now += Math.max(1, Math.ceil(ms)) + lateMs();
    },
  };
}

test('late timers delay nothing that follows: each transaction is released at the first tick after its time', async () => {
  let state = 7;
  const clock = fakeClock(() => {
    state = (state * 48_271) % 0x7fffffff;
    return state % 4;
  });
  const schedule = createSchedule({ startMs: 1_000.25, tps: 1_000, count: 5_000 });
  const slips: number[] = [];
  const order: number[] = [];
  const count = await pace(schedule, clock, {
    release(n, intendedMs, nowMs) {
      order.push(n);
      assert.equal(intendedMs, 1_000.25 + n);
      slips.push(nowMs - intendedMs);
    },
    open: () => true,
    signal: new AbortController().signal,
  });
  assert.equal(count, 5_000);
  assert.deepEqual(order, [...order.keys()]);
  assert(Math.min(...slips) >= 0, 'one was early');
  assert(Math.max(...slips) <= 5, `one was ${Math.max(...slips)} ms late`);
  assert(clock.now - 1_000.25 - 4_999 <= 5, 'the schedule drifted');
});

test('while nobody can take transactions they wait; then all that are due go at once', async () => {
  const clock = fakeClock(() => 0);
  const released: number[] = [];
  await pace(createSchedule({ startMs: 1_000, tps: 100, count: 30 }), clock, {
    release: (_n, _intended, nowMs) => released.push(nowMs),
    open: () => clock.now >= 1_205,
    signal: new AbortController().signal,
  });
  assert.equal(released.filter((ms) => ms <= 1_215).length, 22);
  assert.equal(released.at(-1), 1_290);
});

test('the signal ends the load between two transactions', async () => {
  const stop = new AbortController();
  const count = await pace(
    createSchedule({ startMs: 1_000, tps: 10, count: 100 }),
    fakeClock(() => 0),
    {
      release: (n) => n === 41 && stop.abort(),
      open: () => true,
      signal: stop.signal,
    },
  );
  assert.equal(count, 42);
});

test('signing ahead keeps order, window and slice, and counts what came late', () => {
  let now = 0;
  const build = (n: number) => {
    now += 0.4;
    return { id: String(n) } as never;
  };
  const signed = signAhead({ count: 3_000, window: 10, build, nowMs: () => now });
  assert.equal((signed.take(0) as { id: string }).id, '0');
  assert.equal(signed.late, 1);
  assert.equal(signed.fill(2), true, 'a slice of 2 ms signs 5 of 10');
  assert.equal(signed.fill(100), false);
  for (let n = 1; n < 3_000; n++) {
    assert.equal((signed.take(n) as { id: string }).id, String(n));
    if (n % 5 === 0) signed.fill(100);
  }
  assert.equal(signed.late, 1);
  assert.equal(signed.fill(100), false);
  assert.throws(() => signed.take(7), /in order/);
});
