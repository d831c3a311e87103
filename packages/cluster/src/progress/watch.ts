import type { RunPlan } from '../prepare.ts';
import type { Look } from './look.ts';
import type { Progress } from './progress.ts';
import { secondsLeft } from './seconds-left.ts';

/** Reports the progress of a run until stopped. */
export interface ProgressWatch {
  phase(phase: Progress['phase']): void;
  /** Milliseconds since 1970 of slot 0. */
  startsAt(ms: number): void;
  /** From now on the run can be looked at. */
  looksAt(look: () => Promise<Look>): void;
  stop(): Promise<void>;
}

const PERIOD_MS = 500;

/** Looks at the log of node-0 and at the generator's progress file twice a second; what it cannot read it leaves out. */
export function watchProgress(o: {
  plan: RunPlan;
  now: () => number;
  onProgress: (progress: Progress) => void;
}): ProgressWatch {
  const { meta } = o.plan;
  const { node, genesis } = meta.profile_content;
  const blockTarget = node.shutdown_on_slot_synced === null ? node.shutdown_on_block_synced : null;
  const rate = createLineRate(o.now);
  let phase: Progress['phase'] = 'starting';
  let startMs: number | undefined;
  let lookNow: (() => Promise<Look>) | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    if (lookNow === undefined) return;
    const seen = await lookNow();
    const { chain, generator } = seen;
    const messagesPerSecond = rate(seen);
    if (phase === 'splitting' && generator?.loading === true) phase = 'load';
    const { loading: _, ...counts } = generator ?? { loading: false };
    o.onProgress({
      phase,
      ...(chain === undefined || chain.slot < 0 ? {} : { slot: chain.slot }),
      ...(chain === undefined || chain.blockNo < 0 ? {} : { blockNo: chain.blockNo }),
      ...(blockTarget === null ? {} : { blockTarget }),
      ...counts,
      ...(messagesPerSecond === undefined ? {} : { messagesPerSecond }),
      ...(startMs === undefined
        ? {}
        : {
            secondsLeft: secondsLeft({
              elapsedSeconds: (o.now() - startMs) / 1000,
              blockNo: chain?.blockNo ?? 0,
              blockTarget: blockTarget ?? undefined,
              plannedSeconds: meta.timing.earliest_end - meta.timing.start,
              blockSeconds: genesis.slot_duration / genesis.active_slots_coeff,
            }),
          }),
    });
  };
  const timer = setInterval(() => {
    // A look that fails is not worth a run; one that takes long is waited for.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
  }, PERIOD_MS);
  timer.unref();
  return {
    phase(next) {
      phase = next;
      o.onProgress({ phase, ...(blockTarget === null ? {} : { blockTarget }) });
    },
    startsAt(ms) {
      startMs = ms;
    },
    looksAt(next) {
      lookNow = next;
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Lines a second over all files: their growth in bytes, divided by the mean length of the lines that were read. */
function createLineRate(now: () => number): (look: Look) => number | undefined {
  let before: { ms: number; bytes: number } | undefined;
  return ({ logBytes, sample }) => {
    const ms = now();
    const last = before;
    before = { ms, bytes: logBytes };
    if (last === undefined || sample.lines === 0 || ms <= last.ms) return undefined;
    return ((logBytes - last.bytes) * 1000 * sample.lines) / (sample.bytes * (ms - last.ms));
  };
}
