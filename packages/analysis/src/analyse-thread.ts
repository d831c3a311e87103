/** What the thread of `analyse-on-thread.ts` runs: one analysis, whose results or error go back as data. */
import { parentPort, workerData } from 'node:worker_threads';
import { analyseHere } from './analyse-here.ts';
import type { AnalysisAnswer, AnalysisTask } from './analyse-on-thread.ts';
import { AnalysisError } from './errors.ts';

const { runDir, options, analysedAtMs, run }: AnalysisTask = workerData;
parentPort!.postMessage(await answer());

async function answer(): Promise<AnalysisAnswer> {
  try {
    return { results: await analyseHere(runDir, { ...options, now: () => new Date(analysedAtMs) }, run) };
  } catch (error) {
    if (!(error instanceof AnalysisError)) return { failed: error };
    const { code, place, expected, got } = error;
    return { refused: { code, place, expected, got } };
  }
}
