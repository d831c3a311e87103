import { executeRun, type PrepareOptions, type Progress, prepareRun } from '@slotbench/cluster';
import type { Analysed } from './analyse-and-report.ts';

export interface BenchmarkOptions extends Omit<PrepareOptions, 'onProgress' | 'now'> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly now: () => number;
}

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
  let loading: ReturnType<typeof loadAnalysis> | undefined;
  const outcome = await executeRun(plan, {
    ...o,
    onProgress(progress) {
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
