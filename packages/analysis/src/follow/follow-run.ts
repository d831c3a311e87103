import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AnalysisError } from '../errors.ts';
import { hostFigures } from '../fold/host-figures.ts';
import { type FoundLogs, findLogs } from '../read/find-logs.ts';
import { readRunFacts } from '../read/run-directory.ts';
import type { Results } from '../results.ts';
import { planResults, type ResultOptions, resultsOf } from '../run-results.ts';
import { HostTail } from './host-tail.ts';

export interface FollowOptions extends ResultOptions {
  /** Waits between two looks; resolves early when the signal aborts. */
  pause(): Promise<void>;
}

/**
 * The results of a run while it goes on, one after every pause, and once more when it is over or the signal aborts. Lines are read
 * once, by the folds of `analyseRun`; the last results are those that it would give. A folder without meta.json goes on until the
 * signal. Properties of the run as a whole are checked from the beginning at every look. Rejects with an AnalysisError.
 */
export async function* followRun(runDir: string, o: FollowOptions): AsyncGenerator<Results, void> {
  const { signal, ...options } = o;
  const tails = new Map<string, HostTail>();
  let source: FoundLogs['source'] | undefined;
  for (;;) {
    // Before anything is read: what was written until then is read.
    const over = signal?.aborted === true || !(await isRunning(runDir));
    const facts = await readRunFacts(runDir);
    const found = await logsSoFar(runDir, facts, over);
    if (found !== undefined) {
      // Other files hold the same lines.
      if (found.source !== source) tails.clear();
      source = found.source;
      const plan = planResults(facts, found, options);
      const shared = new Map<string, string>();
      const hosts = [];
      for (const logs of found.hosts) {
        const tail = tails.get(logs.host) ?? new HostTail(logs.host, plan.fold);
        tails.set(logs.host, tail);
        await tail.read(logs, { over });
        const folded = tail.folded(shared);
        hosts.push({ figures: hostFigures(folded.columns, plan.figures), logs: folded.logs });
      }
      yield await resultsOf(runDir, { facts, found, plan, hosts }, options);
    }
    if (over) return;
    await o.pause();
  }
}

/** Undefined while a run that goes on has no log yet. */
async function logsSoFar(
  runDir: string,
  facts: Parameters<typeof findLogs>[1],
  over: boolean,
): Promise<FoundLogs | undefined> {
  try {
    return await findLogs(runDir, facts);
  } catch (error) {
    if (!over && error instanceof AnalysisError && error.code === 'RUN_NO_LOGS') return undefined;
    throw error;
  }
}

async function isRunning(runDir: string): Promise<boolean> {
  const text = await readFile(join(runDir, 'meta.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return true;
  try {
    return JSON.parse(text)?.meta?.status === 'running';
  } catch {
    return false;
  }
}
