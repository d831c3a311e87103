import type { SaturateScript } from './pacing-script.ts';
import { findKnee, isSaturated, type Saturation, type SaturationLevel } from './saturation.ts';
import type { PaceClock } from './schedule.ts';

/** What the closed loop sees of the load. */
export interface ClosedLoop {
  /** Offers transaction n now. */
  offer(n: number, nowMs: number): void;
  /** Offered and in a block so far, and how long those that came into a block took, in all. */
  readonly counts: { readonly offered: number; readonly confirmed: number; readonly waitedMs: number };
  /** False while nobody could take a transaction. */
  open(): boolean;
}

/** The first part of a level is not measured: the step up still shows in it. */
const SETTLING_SHARE = 1 / 3;
const TICK_MS = 5;

/**
 * Keeps a number of transactions in flight, doubled from level to level, until throughput stops growing, `count`
 * transactions were offered or the signal aborts. Whatever comes into a block is replaced at the next tick.
 */
export async function saturate(
  o: SaturateScript & { count: number },
  loop: ClosedLoop,
  clock: PaceClock,
  signal: AbortSignal,
): Promise<Saturation> {
  const levels: SaturationLevel[] = [];
  for (let inFlight = o.inFlight; !signal.aborted && !isSaturated(levels); inFlight *= 2) {
    const level = await hold(inFlight, o, loop, clock, signal);
    if (level === undefined) break;
    levels.push(level);
  }
  return findKnee(levels);
}

/** One level; undefined if it ended before its time. */
async function hold(
  inFlight: number,
  o: SaturateScript & { count: number },
  loop: ClosedLoop,
  clock: PaceClock,
  signal: AbortSignal,
): Promise<SaturationLevel | undefined> {
  const startMs = clock.nowMs();
  const measureMs = startMs + o.levelSeconds * 1000 * SETTLING_SHARE;
  const endMs = startMs + o.levelSeconds * 1000;
  let from: { atMs: number; confirmed: number; waitedMs: number } | undefined;
  for (;;) {
    const nowMs = clock.nowMs();
    const { confirmed, waitedMs } = loop.counts;
    if (from === undefined && nowMs >= measureMs) from = { atMs: nowMs, confirmed, waitedMs };
    if (nowMs >= endMs && from !== undefined) {
      const done = confirmed - from.confirmed;
      return {
        inFlight,
        tps: round((done * 1000) / (nowMs - from.atMs)),
        meanMs: done > 0 ? round((waitedMs - from.waitedMs) / done) : null,
      };
    }
    if (signal.aborted) return undefined;
    while (loop.open() && loop.counts.offered - loop.counts.confirmed < inFlight) {
      if (loop.counts.offered >= o.count) return undefined;
      loop.offer(loop.counts.offered, clock.nowMs());
    }
    await clock.wait(TICK_MS, signal);
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
