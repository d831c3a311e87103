import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { codeIdentity } from './cache/code-identity.ts';
import { bytesToRead } from './cache/column-cache.ts';
import { readFilters } from './chain/filters.ts';
import { combineRun } from './combine.ts';
import { AnalysisError } from './errors.ts';
import { foldHosts } from './fold/fold-hosts.ts';
import { TransactionFold } from './metrics/transactions.ts';
import { BUILT_IN_PROPERTIES } from './properties/built-in.ts';
import { checkHosts } from './properties/check-run.ts';
import { planProperty } from './properties/plan.ts';
import type { Property } from './properties/property.ts';
import { verdictOf } from './properties/verdict.ts';
import { assertSameNetwork } from './quality/same-network.ts';
import { findLogs } from './read/find-logs.ts';
import { type RunFacts, readRunFacts } from './read/run-directory.ts';
import type { AdoptionRule, PropertyVerdict, Results } from './results.ts';

export interface AnalyseOptions {
  /** The clock that dates the results. */
  now(): Date;
  signal?: AbortSignal;
  /**
   * Threads that read logs, a host at a time, besides the caller's, which reads as well. Default: one less than there are cores for
   * large logs, 0 for small ones. Results do not depend on it.
   */
  workers?: number;
  /**
   * Folder where the columns of every host are kept, made if it is not there: the next analysis of the same logs reads them instead,
   * with these filters or others, and finds the same. Without it nothing is kept.
   */
  cache?: string;
  /** Default `any`; `extensionOnly` sees adoption as locli 2.3 does. */
  adoption?: AdoptionRule;
  /** Instead of the filters of the run's profile, in the same form. */
  filters?: { filters?: unknown; filter_exprs?: unknown };
  /** Default: what is checked of every run. Those about a host are checked in the same pass; those about the run in one of their own. */
  properties?: readonly Property[];
  /** What `$NAME` in formulas stands for; `$NODES` are the hosts unless it is named here. */
  context?: Readonly<Record<string, readonly (string | number)[]>>;
  /** Take the estimated lead of every host's clock off the stamps of blocks. Default: stamps as they are. */
  correctClocks?: boolean;
}

/**
 * Run directory -> results: one pass over every log, memory independent of their size. An incomplete run gives results with what
 * there is. Rejects with an AnalysisError if there is no run, genesis or log, or if the signal aborts.
 */
export async function analyseRun(runDir: string, o: AnalyseOptions): Promise<Results> {
  const facts = await readRunFacts(runDir);
  const { source, hosts, left } = await findLogs(runDir, facts);
  const { conditions, unknown } = readFilters(o.filters ?? facts.analysis);
  const adoption = o.adoption ?? 'any';
  const context = { NODES: hosts.map(({ host }) => host), ...o.context };
  const plans = (o.properties ?? BUILT_IN_PROPERTIES).map((property) => planProperty(property, context));
  const hostPlans = plans.filter(({ scope }) => scope === 'host');
  const runPlans = plans.filter(({ scope }) => scope === 'run');
  try {
    const fold = { systemStart: facts.systemStart, slotNs: facts.slotNs, adoption, properties: hostPlans };
    const cache = o.cache === undefined ? undefined : { dir: o.cache, codeIdentity: await codeIdentity() };
    const bytes = await Promise.all(hosts.map((host) => bytesToRead(host, fold, cache)));
    const folded = await foldHosts(hosts, {
      fold,
      figures: { slotNs: facts.slotNs, conditions, constants: facts.constants },
      cache,
      workers: o.workers ?? workersFor(bytes),
      bytes,
      signal: o.signal,
    });
    assertSameNetwork(
      runDir,
      folded.map((host) => host.figures),
    );
    const found = new Map<string, PropertyVerdict>();
    for (const [i, plan] of hostPlans.entries())
      found.set(
        plan.name,
        verdictOf(
          plan,
          folded.map(({ figures }) => figures.properties[i]!),
          facts.systemStart,
        ),
      );
    if (runPlans.length > 0)
      for (const verdict of await checkHosts(hosts, runPlans, facts.systemStart, o.signal))
        found.set(verdict.name, verdict);
    const transactions = await readTransactions(runDir, facts, o.signal);
    return combineRun({
      facts,
      figures: folded.map((host) => host.figures),
      transactions,
      conditions,
      unknownFilters: unknown,
      properties: plans.map(({ name }) => found.get(name)!),
      left,
      correctClocks: o.correctClocks ?? false,
      provenance: {
        toolVersion: await toolVersion(),
        analysedAt: o.now(),
        source,
        adoption,
        logs: folded.flatMap((host) => host.logs),
      },
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

/** Below this a thread takes longer to start than it saves. */
const LARGE_BYTES = 32 * 1024 * 1024;

function workersFor(bytes: readonly number[]): number {
  if (bytes.length < 2 || bytes.reduce((sum, each) => sum + each, 0) < LARGE_BYTES) return 0;
  return availableParallelism() - 1;
}

/** Writes `results.json` of the run in one step, into `analysis` or another folder, and returns its path. */
export async function writeResults(
  runDir: string,
  results: Results,
  dir = join(runDir, 'analysis'),
): Promise<string> {
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
