import { GeneratorError } from './errors.ts';
import type { Wallet } from './funds.ts';
import type { PaceClock } from './schedule.ts';
import { slim } from './signing.ts';
import type { Submission, Submitted } from './submission.ts';

/** Time without any new split transaction in a block after which the split has failed. */
const SPLIT_PATIENCE_MS = 120_000;
/** A split transaction not in a block for this long goes to the next target too. */
const SPLIT_REPEAT_MS = 5_000;
const TICK_MS = 50;

/** Level by level, because a node takes a transaction only after it knows the outputs that it spends. */
export async function split(
  wallet: Wallet,
  submission: Submission,
  clock: PaceClock,
  signal: AbortSignal,
  untilLoadEnds: AbortSignal,
): Promise<void> {
  const offered: { tx: Submitted; offeredMs: number }[] = [];
  let n = 0;
  const repeat = setInterval(() => repeatLost(offered, submission, clock.nowMs()), TICK_MS * 10);
  untilLoadEnds.addEventListener('abort', () => clearInterval(repeat), { once: true });
  for (const level of wallet.splits) {
    const transactions = level.map((tx) => {
      const nowMs = clock.nowMs();
      const submitted = submission.offer(slim(tx), { kind: 'split', n: n++, intendedMs: nowMs, nowMs });
      offered.push({ tx: submitted, offeredMs: nowMs });
      return submitted;
    });
    await confirmed(transactions, submission, clock, signal);
    if (signal.aborted) return;
  }
}

async function confirmed(
  transactions: readonly Submitted[],
  submission: Submission,
  clock: PaceClock,
  signal: AbortSignal,
): Promise<void> {
  let before = -1;
  let progressMs = clock.nowMs();
  while (!signal.aborted) {
    const done = transactions.filter(({ record }) => record.confirmedMs !== null).length;
    if (done === transactions.length) return;
    if (done !== before) progressMs = clock.nowMs();
    before = done;
    const waited = clock.nowMs() - progressMs > SPLIT_PATIENCE_MS;
    if (waited || submission.abandoned)
      throw new GeneratorError({
        code: 'GENERATOR_SPLIT',
        place: 'splitting the funds',
        problem: `${transactions.length - done} of ${transactions.length} transactions are in no block`,
        hint: waited
          ? `none came within ${SPLIT_PATIENCE_MS / 1000} s; the nodes' logs say whether they forge and what they reject`
          : 'every target has ended',
      });
    await clock.wait(TICK_MS, signal);
  }
}

/** A split that a node dropped, or that a rollback took away, would starve the load: it is offered again. */
function repeatLost(
  offered: { tx: Submitted; offeredMs: number }[],
  submission: Submission,
  nowMs: number,
): void {
  for (const entry of offered) {
    if (entry.tx.record.confirmedMs !== null || nowMs - entry.offeredMs < SPLIT_REPEAT_MS) continue;
    entry.offeredMs = nowMs;
    submission.offerAgain(entry.tx);
  }
}
