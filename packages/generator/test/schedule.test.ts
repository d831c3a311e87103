import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSchedule, type PaceClock, pace } from '../src/schedule.ts';
import { signAhead } from '../src/signed-ahead.ts';
import type { Signer } from '../src/signing.ts';

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
  const schedule = createSchedule({ startMs: 1_000.25, arrivals: (n) => n, count: 5_000 });
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
  await pace(createSchedule({ startMs: 1_000, arrivals: (n) => 10 * n, count: 30 }), clock, {
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
    createSchedule({ startMs: 1_000, arrivals: (n) => 100 * n, count: 100 }),
    fakeClock(() => 0),
    {
      release: (n) => n === 41 && stop.abort(),
      open: () => true,
      signal: stop.signal,
    },
  );
  assert.equal(count, 42);
});

test('signing ahead: a window is asked for at once, refilled while taking; a dry window is signed here', async () => {
  const tx = (n: number) => ({ id: String(n), bytes: new Uint8Array(1), sizeBytes: 1, fee: 1 });
  const questions: { from: number; count: number; answer: () => void }[] = [];
  const signer: Signer = {
    sign: (from, count) =>
      new Promise((resolve) => {
        const answer = () => resolve(Array.from({ length: count }, (_, i) => tx(from + i)));
        questions.push({ from, count, answer });
      }),
    async close() {},
  };
  const signed = signAhead({ count: 3_020, window: 200, signer, signHere: (n) => tx(n) });
  assert.deepEqual(
    questions.map(({ from, count }) => [from, count]),
    [
      [0, 50],
      [50, 50],
      [100, 50],
      [150, 50],
    ],
  );
  for (const { answer } of questions.splice(0)) answer();
  await signed.filled;
  for (let n = 0; n < 1_500; n++) {
    assert.equal(signed.take(n).id, String(n));
    for (const { answer } of questions.splice(0)) answer();
    if (n % 25 === 0) await Promise.resolve().then(() => {});
  }
  assert.equal(signed.late, 0);
  // Now the signer is stuck: what it still owes is signed here, and thrown away when it comes.
  for (let n = 1_500; n < 2_000; n++) assert.equal(signed.take(n).id, String(n));
  assert.equal(signed.late, 350, 'three batches were ready');
  for (let n = 2_000; n < 3_020; n++) {
    for (const { answer } of questions.splice(0)) answer();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(signed.take(n).id, String(n));
  }
  assert(signed.late <= 351, `${signed.late}`);
  assert.throws(() => signed.take(7), /in order/);
});
