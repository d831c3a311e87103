import {
  attachRun,
  type ExecuteOptions,
  executeRun,
  type PrepareOptions,
  type Progress,
  prepareRun,
  type RunOutcome,
} from '@slotbench/cluster';
import type { Analysed } from './analyse-and-report.ts';

export interface BenchmarkOptions extends Omit<PrepareOptions, 'onProgress' | 'now'> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly now: () => number;
  /** Told, in words, what the user may want to know beside the run. */
  readonly note?: (words: string) => void;
}

export type AttachOptions = Pick<BenchmarkOptions, 'signal' | 'onProgress' | 'now' | 'note'> & {
  readonly backend: NonNullable<PrepareOptions['backend']>;
};

export interface FinishedRun {
  readonly runDir: string;
  readonly tag: string;
  readonly status: 'complete' | 'incomplete';
  /** Why it is incomplete. */
  readonly reason?: string;
  /** Absent only if the run ended before it left anything to analyse; `notAnalysed` says so. */
  readonly analysed?: Analysed;
  readonly notAnalysed?: string;
}

/** Analysis and report: two thirds of what a run loads (270 modules, 0.3 s), and nothing that it needs before its end. */
const loadAnalysis = () => Promise.all([import('@slotbench/analysis'), import('./analyse-and-report.ts')]);

/**
 * From a profile to a report: prepares, executes, analyses. An incomplete run is analysed too, because its report
 * says what happened. Rejects with a ClusterError if nothing could be started.
 */
export async function runBenchmark(o: BenchmarkOptions): Promise<FinishedRun> {
  const plan = await prepareRun(o);
  return await toReport(o, (options) => executeRun(plan, options));
}

/** From a run whose process is gone to its report: attaches, goes on, analyses. Rejects with a ClusterError if there is nothing to go on with. */
export async function attachBenchmark(runDir: string, o: AttachOptions): Promise<FinishedRun> {
  return await toReport(o, (options) => attachRun(runDir, { ...options, backend: o.backend }));
}

async function toReport<O extends Pick<BenchmarkOptions, 'onProgress' | 'now' | 'signal'>>(
  o: O,
  execute: (o: O & ExecuteOptions) => Promise<RunOutcome>,
): Promise<FinishedRun> {
  let loading: ReturnType<typeof loadAnalysis> | undefined;
  const outcome = await execute({
    ...o,
    onProgress(progress: Progress) {
      // Everything is started, slot 0 has not come: nothing that is measured shares a core with the loading.
      if (progress.phase === 'splitting' && loading === undefined) {
        loading = loadAnalysis();
        loading.catch(() => {}); // awaited below
      }
      o.onProgress(progress);
    },
  });
  const [{ AnalysisError }, { analyseAndReport }] = await (loading ?? loadAnalysis());
  try {
    return { ...outcome, analysed: await analyseAndReport(outcome.runDir, { now: () => new Date(o.now()) }) };
  } catch (error) {
    if (outcome.status === 'complete' || !(error instanceof AnalysisError)) throw error;
    return { ...outcome, notAnalysed: error.message };
  }
}
