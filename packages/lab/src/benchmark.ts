import { AnalysisError } from '@slotbench/analysis';
import { executeRun, type PrepareOptions, type Progress, prepareRun } from '@slotbench/cluster';
import { type Analysed, analyseAndReport } from './analyse-and-report.ts';

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

/**
 * From a profile to a report: prepares, executes, analyses. An incomplete run is analysed too, because its report
 * says what happened. Rejects with a ClusterError if nothing could be started.
 */
export async function runBenchmark(o: BenchmarkOptions): Promise<FinishedRun> {
  const plan = await prepareRun(o);
  const outcome = await executeRun(plan, o);
  try {
    return { ...outcome, analysed: await analyseAndReport(outcome.runDir, { now: () => new Date(o.now()) }) };
  } catch (error) {
    if (outcome.status === 'complete' || !(error instanceof AnalysisError)) throw error;
    return { ...outcome, notAnalysed: error.message };
  }
}
