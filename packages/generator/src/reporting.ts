import { createRate, type Phase, type Progress } from './progress.ts';
import type { PaceClock } from './schedule.ts';
import type { SecondLog } from './second-log.ts';
import type { Submission } from './submission.ts';
import type { GeneratorTraces } from './traces.ts';
import type { TransactionLog } from './transaction-log.ts';

const FLUSH_MS = 200;
const PROGRESS_MS = 500;
const SECOND_MS = 1000;

/** What is written while the generator runs, and where trouble is told. */
export interface Reports {
  readonly log: TransactionLog;
  readonly traces: GeneratorTraces;
  readonly clock: PaceClock;
  /** Twice a second, and at every change of the phase. Rejections are reported as trouble. */
  readonly saveProgress: (progress: Progress) => Promise<void>;
  /** Appends lines to `seconds.jsonl`, once a second. Rejections are reported as trouble. */
  readonly saveSeconds: (lines: string) => Promise<void>;
}

/** Keeps the two files up to date while the run goes on. */
export function report(
  submission: Submission,
  { log, traces, clock, saveProgress, saveSeconds }: Reports,
  seconds: SecondLog,
) {
  let phase: Phase = 'connecting';
  const rate = createRate(2_000);
  const trouble = (error: Error) => traces.trouble({ msg: error.message });
  const save = () => {
    const { submitted, confirmed: done, intended } = submission.counts;
    const tps = rate(submitted, clock.nowMs());
    return saveProgress({ phase, submitted, confirmed: done, intended, tps }).catch(trouble);
  };
  let saving: Promise<void> = Promise.resolve();
  const saveInTurn = () => {
    saving = saving.then(save);
  };
  const appendSeconds = (all: boolean) => {
    const lines = seconds.take(clock.nowMs(), all);
    if (lines !== '') saving = saving.then(() => saveSeconds(lines).catch(trouble));
  };
  const timers = [
    setInterval(() => appendSeconds(false), SECOND_MS),
    setInterval(() => log.flush().catch(trouble), FLUSH_MS),
    setInterval(saveInTurn, PROGRESS_MS),
  ];
  return {
    enter(next: Phase) {
      phase = next;
      traces.phase({ phase });
      saveInTurn();
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      appendSeconds(true);
      await saving;
    },
  };
}
