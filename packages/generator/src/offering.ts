import { arrivalsOf, type RateShape } from './rate-shape.ts';
import type { RunScript } from './run-script.ts';
import { saturate } from './saturate.ts';
import type { Saturation } from './saturation.ts';
import { createSchedule, type PaceClock, pace } from './schedule.ts';
import type { SignedAhead } from './signed-ahead.ts';
import type { Submission } from './submission.ts';
import type { EndedBy } from './summary.ts';

/** Time without any new confirmation after which the rest is given up. */
const DRAIN_PATIENCE_MS = 20_000;
const TICK_MS = 50;

export interface Load {
  readonly script: RunScript;
  readonly startMs: number;
  readonly submission: Submission;
  readonly signed: SignedAhead;
  readonly clock: PaceClock;
  readonly signal: AbortSignal;
}

export async function offerLoad(load: Load, rate: RateShape): Promise<EndedBy> {
  const { script, startMs, submission, signed, clock, signal } = load;
  const schedule = createSchedule({ startMs, arrivals: arrivalsOf(rate), count: script.tx_count });
  const release = (n: number, intendedMs: number, nowMs: number): void => {
    submission.offer(signed.take(n), { kind: 'load', n, intendedMs, nowMs });
  };
  const open = () => isOpen(submission);
  const offered = await whileTargetsLast(load, (ended) =>
    pace(schedule, clock, { release, open, signal: ended }),
  );
  if (signal.aborted) return 'told to stop';
  return offered === script.tx_count ? 'all transactions sent' : 'targets gone';
}

/** Nothing is intended before it is offered here: the nodes set the pace. */
export async function offerClosedLoop(load: Load): Promise<{ endedBy: EndedBy; saturation: Saturation }> {
  const { script, submission, signed, clock, signal } = load;
  if (script.pacing.mode !== 'saturate') throw new Error('an open loop has a rate');
  const { counts } = submission;
  const loop = {
    offer: (n: number, nowMs: number) =>
      void submission.offer(signed.take(n), { kind: 'load', n, intendedMs: nowMs, nowMs }),
    get counts() {
      return { offered: counts.intended, confirmed: counts.confirmed, waitedMs: counts.waitedMs };
    },
    open: () => isOpen(submission),
  };
  const { pacing } = script;
  const saturation = await whileTargetsLast(load, (ended) =>
    saturate({ ...pacing, count: script.tx_count }, loop, clock, ended),
  );
  if (signal.aborted) return { endedBy: 'told to stop', saturation };
  if (saturation.saturated) return { endedBy: 'knee found', saturation };
  return {
    endedBy: counts.intended === script.tx_count ? 'all transactions sent' : 'targets gone',
    saturation,
  };
}

/** Ends what it is given a signal for when the run is told to stop or every target is gone. */
async function whileTargetsLast<T>(
  { submission, signal }: Load,
  act: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener('abort', end, { once: true });
  const watch = setInterval(() => {
    if (submission.abandoned) end();
  }, TICK_MS);
  try {
    return await act(ended.signal);
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', end);
  }
}

function isOpen({ targets }: Submission): boolean {
  return targets.some((target) => target.state === 'connected');
}

/** Until every transaction is in a block, or none has come for some time. */
export async function drain(submission: Submission, clock: PaceClock, signal: AbortSignal): Promise<void> {
  let before = -1;
  let progressMs = clock.nowMs();
  while (!signal.aborted && !submission.abandoned) {
    const { confirmed: done, intended } = submission.counts;
    if (done === intended) return;
    if (done !== before) progressMs = clock.nowMs();
    before = done;
    if (clock.nowMs() - progressMs > DRAIN_PATIENCE_MS) return;
    await clock.wait(TICK_MS, signal);
  }
}
