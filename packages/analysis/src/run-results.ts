import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Condition, readFilters } from './chain/filters.ts';
import { combineRun } from './combine.ts';
import type { FoldRules } from './fold/fold-host.ts';
import type { FigureRules, HostFigures } from './fold/host-figures.ts';
import { TransactionFold } from './metrics/transactions.ts';
import { readObservations } from './observer/read-observations.ts';
import { BUILT_IN_PROPERTIES } from './properties/built-in.ts';
import { checkHosts } from './properties/check-run.ts';
import { type Plan, planProperty } from './properties/plan.ts';
import type { Property } from './properties/property.ts';
import { verdictOf } from './properties/verdict.ts';
import { assertSameNetwork } from './quality/same-network.ts';
import type { FoundLogs } from './read/find-logs.ts';
import type { RunFacts } from './read/run-directory.ts';
import type { AdoptionRule, LogFile, PropertyVerdict, Results } from './results.ts';

/** What may be chosen about the results of a run, however its logs are read. */
export interface ResultOptions {
  /** The clock that dates the results. */
  now(): Date;
  signal?: AbortSignal;
  /**
   * `locli`: adoption and filters mean what they mean to locli 2.3, and an analysis of logs that are over gives its numbers, quirks
   * included, to every metric that it knows.
   */
  compat?: 'locli';
  /** Default `any`; `extensionOnly`, the default of `compat: 'locli'`, sees adoption as locli 2.3 does. */
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

/** How the logs of a run are read and what is made of them. */
export interface ResultPlan {
  readonly fold: FoldRules;
  readonly figures: FigureRules;
  readonly conditions: readonly Condition[];
  readonly unknownFilters: readonly string[];
  readonly properties: readonly Plan[];
}

/** Throws an AnalysisError for a property that cannot be checked. */
export function planResults(facts: RunFacts, { hosts }: FoundLogs, o: ResultOptions): ResultPlan {
  const { systemStart, slotNs, constants } = facts;
  const { conditions, unknown } = readFilters(o.filters ?? facts.analysis, { compat: o.compat });
  const context = { NODES: hosts.map(({ host }) => host), ...o.context };
  const properties = (o.properties ?? BUILT_IN_PROPERTIES).map((each) => planProperty(each, context));
  const ofHosts = properties.filter(({ scope }) => scope === 'host');
  return {
    fold: {
      systemStart,
      slotNs,
      adoption: o.adoption ?? (o.compat === 'locli' ? 'extensionOnly' : 'any'),
      properties: ofHosts,
    },
    figures: { slotNs, conditions, constants },
    conditions,
    unknownFilters: unknown,
    properties,
  };
}

/** The folded hosts of a run -> its results. */
export async function resultsOf(
  runDir: string,
  input: {
    readonly facts: RunFacts;
    readonly found: FoundLogs;
    readonly plan: ResultPlan;
    readonly hosts: readonly { readonly figures: HostFigures; readonly logs: readonly LogFile[] }[];
  },
  o: ResultOptions,
): Promise<Results> {
  const { facts, found, plan, hosts } = input;
  const figures = hosts.map((host) => host.figures);
  assertSameNetwork(runDir, figures);
  return combineRun({
    facts,
    figures,
    transactions: await readTransactions(runDir, facts, o.signal),
    observations: await readObservations(runDir, facts, o.signal),
    conditions: plan.conditions,
    unknownFilters: plan.unknownFilters,
    properties: await verdictsOf(input, o.signal),
    left: found.left,
    correctClocks: o.correctClocks ?? false,
    provenance: {
      toolVersion: toolVersion(),
      analysedAt: o.now(),
      source: found.source,
      adoption: plan.fold.adoption,
      logs: hosts.flatMap((host) => host.logs),
    },
  });
}

/** Properties of hosts were checked along with the fold; those of the run need all hosts in the order of time. */
async function verdictsOf(
  { facts, found, plan, hosts }: Parameters<typeof resultsOf>[1],
  signal: AbortSignal | undefined,
): Promise<PropertyVerdict[]> {
  const verdicts = new Map<string, PropertyVerdict>();
  for (const [i, each] of (plan.fold.properties ?? []).entries()) {
    const counts = hosts.map(({ figures }) => figures.properties[i]!);
    verdicts.set(each.name, verdictOf(each, counts, facts.systemStart));
  }
  const ofRun = plan.properties.filter(({ scope }) => scope === 'run');
  if (ofRun.length > 0)
    for (const verdict of (await checkHosts(found.hosts, ofRun, facts.systemStart, signal)).verdicts)
      verdicts.set(verdict.name, verdict);
  return plan.properties.map(({ name }) => verdicts.get(name)!);
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

function toolVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
