import { extname } from 'node:path';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { AnalyseOptions } from './analyse.ts';
import { AnalysisError, type AnalysisErrorData, aborted } from './errors.ts';
import type { OpenedRun } from './open-run.ts';
import type { Results } from './results.ts';

/** What the thread is given: options without functions. */
export interface AnalysisTask {
  readonly runDir: string;
  readonly options: Omit<AnalyseOptions, 'now' | 'signal'>;
  readonly analysedAtMs: number;
  readonly run: OpenedRun | undefined;
}

export type AnalysisAnswer =
  | { readonly results: Results }
  | { readonly refused: AnalysisErrorData }
  | { readonly failed: unknown };

/**
 * V8 lets a heap grow by a factor that rises with its limit, and its young generation to 134 MB: 52 hosts and 2,500 blocks take 456 MB
 * without limits and 325 MB with these, of which a fifth is live.
 */
const SMALL_HEAP: ResourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 };

/** As `analyseRun`, in a thread of its own with a heap that stays small; one that is too small is exchanged for V8's own limits. */
export async function analyseOnThread(
  runDir: string,
  o: AnalyseOptions,
  run?: OpenedRun,
  limits = SMALL_HEAP,
): Promise<Results> {
  try {
    return await analyseWithin(limits, runDir, o, run);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return analyseWithin({}, runDir, o, run);
  }
}

function analyseWithin(
  resourceLimits: ResourceLimits,
  runDir: string,
  o: AnalyseOptions,
  run: OpenedRun | undefined,
): Promise<Results> {
  const { now, signal, ...options } = o;
  const { promise, resolve, reject } = Promise.withResolvers<Results>();
  const worker = new Worker(new URL(`./analyse-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: { runDir, options, analysedAtMs: now().getTime(), run } satisfies AnalysisTask,
    resourceLimits,
  });
  const abort = () => reject(aborted(runDir, signal?.reason));
  worker.on('message', (answer: AnalysisAnswer) => {
    if ('results' in answer) resolve(answer.results);
    else reject('refused' in answer ? new AnalysisError(answer.refused.code, answer.refused) : answer.failed);
  });
  worker.on('error', reject);
  worker.on('exit', (code) =>
    reject(new Error(`the thread that analysed ${runDir} ended with code ${code}`)),
  );
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  return promise.finally(() => {
    signal?.removeEventListener('abort', abort);
    return worker.terminate();
  });
}
