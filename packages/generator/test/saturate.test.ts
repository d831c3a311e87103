import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saturate } from '../src/saturate.ts';
import { findKnee, isSaturated } from '../src/saturation.ts';
import type { PaceClock } from '../src/schedule.ts';

/** A network that takes `tps` transactions a second at most, each after `delayMs` at least. */
function simulate(o: { tps: number; delayMs: number; count: number; inFlight: number; stopMs?: number }) {
  let now = 0;
  const stop = new AbortController();
  const due: number[] = [];
  let free = 0;
  let confirmed = 0;
  let waitedMs = 0;
  const offeredAt: number[] = [];
  let mostInFlight = 0;
  const clock: PaceClock = {
    nowMs: () => now,
    async wait(ms) {
      now += ms;
      while (confirmed < due.length && due[confirmed]! <= now) {
        waitedMs += due[confirmed]! - offeredAt[confirmed]!;
        confirmed++;
      }
      if (o.stopMs !== undefined && now >= o.stopMs) stop.abort();
    },
  };
  const loop = {
    offer(n: number, nowMs: number) {
      assert.equal(n, offeredAt.length);
      offeredAt.push(nowMs);
      free = Math.max(free, nowMs) + 1000 / o.tps;
      due.push(Math.max(free, nowMs + o.delayMs));
      mostInFlight = Math.max(mostInFlight, offeredAt.length - confirmed);
    },
    get counts() {
      return { offered: offeredAt.length, confirmed, waitedMs };
    },
    open: () => true,
  };
  const result = saturate(
    { inFlight: o.inFlight, levelSeconds: 9, count: o.count },
    loop,
    clock,
    stop.signal,
  );
  return { result, offered: () => offeredAt.length, mostInFlight: () => mostInFlight };
}

for (const [tps, delayMs] of [
  [100, 500],
  [400, 1_000],
  [37, 200],
] as const)
  test(`${tps} tx/s of room after ${delayMs} ms: the knee is where the pipe is full`, async () => {
    const s = simulate({ tps, delayMs, count: 1_000_000, inFlight: 4 });
    const { levels, knee, mostTps, saturated } = await s.result;
    assert(saturated);
    assert(Math.abs(mostTps - tps) / tps < 0.05, `${mostTps} tx/s`);
    // Little's law: below tps · delay in flight nothing waits, above it only waiting grows.
    const full = (tps * delayMs) / 1000;
    assert(knee!.inFlight >= full / 2 && knee!.inFlight <= full * 2, `${knee!.inFlight} for ${full}`);
    for (const [i, level] of levels.entries()) {
      assert.equal(level.inFlight, 4 * 2 ** i);
      const expected = Math.min(tps, (level.inFlight * 1000) / delayMs);
      assert(
        Math.abs(level.tps - expected) / expected < 0.06,
        `${level.inFlight}: ${level.tps} for ${expected}`,
      );
    }
    assert.equal(s.mostInFlight(), levels.at(-1)!.inFlight);
  });

test('it ends when the transactions are used up or when told to, with what it has', async () => {
  const few = simulate({ tps: 50, delayMs: 100, count: 700, inFlight: 4 });
  const result = await few.result;
  assert.equal(few.offered(), 700);
  assert.equal(result.saturated, false);
  const stopped = await simulate({ tps: 50, delayMs: 100, count: 9_999, inFlight: 4, stopMs: 12_000 }).result;
  assert.equal(stopped.levels.length, 1);
});

test('a chain that takes nothing is saturated at nothing, without a knee', () => {
  const levels = [1, 2, 4].map((inFlight) => ({ inFlight, tps: 0, meanMs: null }));
  assert.equal(isSaturated(levels.slice(0, 2)), false);
  assert.deepEqual(findKnee(levels), { levels, knee: null, mostTps: 0, saturated: true });
});
