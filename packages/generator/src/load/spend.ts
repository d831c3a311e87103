import { arrivalsOf } from '../rate-shape.ts';
import { createSchedule, pace } from '../schedule.ts';
import type { EndedBy } from '../summary.ts';
import type { Offers } from './offers.ts';
import type { Run } from './run.ts';
import { payOut } from './wallet.ts';

const LOOK_MS = 250;
const DRAIN_PATIENCE_MS = 60_000;

/** Spends coin after coin at the asked rate, until the count is reached, the funds are used up or the targets gone. */
export async function offerLoad(run: Run, offers: Offers, startMs: number): Promise<EndedBy> {
  const { request, wallet, submission, payer, costs, clock, signal } = run;
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener('abort', end, { once: true });
  const watch = setInterval(() => {
    if (submission.abandoned || usedUp()) end();
  }, LOOK_MS);
  const usedUp = () => wallet.ready === 0 && wallet.pending.size === 0;
  const count = request.count ?? Number.MAX_SAFE_INTEGER;
  const schedule = createSchedule({ startMs, arrivals: arrivalsOf(request.rate), count });
  try {
    const offered = await pace(schedule, clock, {
      release(n, intendedMs) {
        const tx = payOut([wallet.take()!], {
          seed: payer.seed,
          addresses: [payer.address],
          fee: costs.fee,
          metadataBytes: request.metadataBytes,
        });
        offers.offer(tx, wallet, { kind: 'load', n, intendedMs });
      },
      open: () => wallet.ready > 0 && submission.targets.some(({ state }) => state === 'connected'),
      signal: ended.signal,
    });
    if (signal.aborted) return 'told to stop';
    if (offered === count) return 'all transactions sent';
    return usedUp() ? 'funds used up' : 'targets gone';
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', end);
  }
}

/** Until everything in flight is in a block, or patience ends. */
export async function drain({ wallet, submission, clock, signal }: Run): Promise<void> {
  const untilMs = clock.nowMs() + DRAIN_PATIENCE_MS;
  while (!signal.aborted && !submission.abandoned && wallet.pending.size > 0 && clock.nowMs() < untilMs)
    await clock.wait(LOOK_MS, signal);
}
