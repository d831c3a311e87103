import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cardanoNode } from './adapter/cardano-node.ts';
import { acceptsSlot, type Condition, readFilters } from './chain/filters.ts';
import { combineRun } from './combine.ts';
import { AnalysisError } from './errors.ts';
import { type HostFigures, HostFold } from './fold/host-fold.ts';
import { TransactionFold } from './metrics/transactions.ts';
import { findLogs } from './read/find-logs.ts';
import { readLog } from './read/read-log.ts';
import { type RunFacts, readRunFacts } from './read/run-directory.ts';
import type { AdoptionRule, LogFile, Results } from './results.ts';

export interface AnalyseOptions {
  /** The clock that dates the results. */
  now(): Date;
  signal?: AbortSignal;
  /** Default `any`; `extensionOnly` sees adoption as locli 2.3 does. */
  adoption?: AdoptionRule;
  /** Instead of the filters of the run's profile, in the same form. */
  filters?: { filters?: unknown; filter_exprs?: unknown };
}

/**
 * Run directory -> results: one pass over every log, memory independent of their size. An incomplete run gives results with what
 * there is. Rejects with an AnalysisError if there is no run, genesis or log, or if the signal aborts.
 */
export async function analyseRun(runDir: string, o: AnalyseOptions): Promise<Results> {
  const facts = await readRunFacts(runDir);
  const { source, hosts } = await findLogs(runDir, facts.logSource);
  const { conditions, unknown } = readFilters(o.filters ?? facts.analysis);
  const adoption = o.adoption ?? 'any';
  const logs: LogFile[] = [];
  const figures: HostFigures[] = [];
  try {
    for (const { host, files } of hosts) {
      const fold = new HostFold({
        host,
        adapter: cardanoNode,
        systemStart: facts.systemStart,
        slotNs: facts.slotNs,
        adoption,
        acceptsSlot: (slot) => acceptsSlot(slot, conditions, facts.constants),
      });
      for (const file of files) {
        let lines = 0;
        const sink = {
          startFile: (name: string) => fold.startFile(name),
          line: (bytes: Buffer, start: number, end: number, offset: number) => {
            lines++;
            fold.line(bytes, start, end, offset);
          },
          tail: (bytes: Buffer, start: number, end: number, offset: number) => {
            lines++;
            fold.tail(bytes, start, end, offset);
          },
          garbage: (offset: number) => fold.garbage(offset),
        };
        const { bytes, sha256 } = await readLog(file, sink, o.signal);
        logs.push({ host, path: file.name, bytes, lines, sha256 });
      }
      figures.push(fold.finish());
    }
    const transactions = await readTransactions(runDir, facts, o.signal);
    return combineRun({
      facts,
      figures,
      transactions,
      conditions: conditions satisfies Condition[],
      unknownFilters: unknown,
      provenance: { toolVersion: await toolVersion(), analysedAt: o.now(), source, adoption, logs },
    });
  } catch (cause) {
    if (o.signal?.aborted)
      throw new AnalysisError('ANALYSIS_ABORTED', {
        place: runDir,
        expected: 'time to finish',
        got: 'an abort signal',
        cause,
      });
    throw cause;
  }
}

/** Writes `analysis/results.json` of the run in one step and returns its path. */
export async function writeResults(runDir: string, results: Results): Promise<string> {
  const dir = join(runDir, 'analysis');
  await mkdir(dir, { recursive: true });
  const path = join(dir, 'results.json');
  await writeFile(`${path}.tmp`, `${JSON.stringify(results)}\n`);
  await rename(`${path}.tmp`, path);
  return path;
}

async function readTransactions(
  runDir: string,
  facts: RunFacts,
  signal: AbortSignal | undefined,
): Promise<TransactionFold | null> {
  const path = join(runDir, 'generator', 'transactions.jsonl');
  if (!(await stat(path).catch(() => undefined))?.isFile()) return null;
  const fold = new TransactionFold({
    systemStartMs: facts.systemStart.seconds * 1000 + facts.systemStart.nanoseconds / 1e6,
    slotMs: facts.slotNs / 1e6,
  });
  for await (const line of createInterface({
    input: createReadStream(path, signal ? { signal } : {}),
    crlfDelay: Infinity,
  }))
    fold.line(line);
  return fold;
}

async function toolVersion(): Promise<string> {
  return JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')).version;
}
