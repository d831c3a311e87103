import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Condition, readFilters } from '../chain/filters.ts';
import { findLogs, type HostLogs } from '../read/find-logs.ts';
import { readLog } from '../read/read-log.ts';
import { type RunFacts, readRunFacts } from '../read/run-directory.ts';
import { type LocliHost, LocliHostFold } from './host.ts';
import { type LocliRun, reduceHost } from './run.ts';
import type { LocliVersion } from './version.ts';

/** In the form of a profile's `analysis` part. */
export interface FilterChoice {
  readonly filters?: unknown;
  readonly filter_exprs?: unknown;
}

export interface ReadLocliOptions {
  now(): Date;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the filters of the run's profile. */
  readonly filters?: FilterChoice | undefined;
  /** Each host with all its slots, before they are let go: for what is written a host at a time. */
  onHost?(host: LocliHost, run: HostContext): Promise<void>;
  /** Keep every slot's log objects until `onHost` has seen them. */
  readonly keepObjects?: boolean;
}

export interface HostContext extends Omit<LocliRun, 'hosts'> {}

/** What our exports call themselves where upstream writes its own revision. */
const VERSION: LocliVersion = { version: '2.3', gitRev: 'slotbench' };

/** Reads the logs of a run once, a host at a time, as locli 2.3 reads them. */
export async function readLocliRun(runDir: string, o: ReadLocliOptions): Promise<LocliRun> {
  const facts = await readRunFacts(runDir);
  const { hosts } = await findLogs(runDir, facts);
  const filters = chooseFilters(o.filters ?? (facts.analysis as FilterChoice | undefined) ?? {});
  const context: HostContext = {
    ...(await readMeta(runDir)),
    systemStart: facts.systemStart,
    slotNs: facts.slotNs,
    constants: facts.constants,
    filters,
    analysedAt: o.now(),
    version: VERSION,
  };
  const reduced = [];
  for (const host of [...hosts].sort((a, b) => (a.host < b.host ? -1 : 1))) {
    const folded = await foldHost(host, facts, o);
    await o.onHost?.(folded, context);
    reduced.push(reduceHost(folded, { ...context, conditions: filters.conditions }));
  }
  return { ...context, hosts: reduced };
}

/** Named filters in their order, then the expressions, which upstream calls `inline-expr` however many they are. */
function chooseFilters(choice: FilterChoice): { names: string[]; conditions: Condition[] } {
  const { conditions } = readFilters(choice, { compat: 'locli' });
  const named = Array.isArray(choice.filters) ? choice.filters.map(String) : [];
  const inline = Array.isArray(choice.filter_exprs) && choice.filter_exprs.length > 0;
  return { names: [...named, ...(inline ? ['inline-expr'] : [])], conditions };
}

async function foldHost(
  { host, files }: HostLogs,
  { systemStart, slotNs, constants }: RunFacts,
  o: ReadLocliOptions,
): Promise<LocliHost> {
  const fold = new LocliHostFold({
    host,
    systemStart,
    slots: { slotNs, ...constants, keepObjects: o.keepObjects ?? false },
    keepAll: false,
  });
  const sink = {
    startFile: () => undefined,
    line: (bytes: Buffer, start: number, end: number) => fold.line(bytes, start, end),
    tail: (bytes: Buffer, start: number, end: number) => fold.line(bytes, start, end),
    garbage: () => fold.garbage(),
    broken: () => undefined,
  };
  for (const file of files) await readLog(file, sink, o.signal);
  return fold.finish();
}

type JsonObject = Readonly<Record<string, unknown>>;

async function readMeta(runDir: string): Promise<Pick<LocliRun, 'meta' | 'genesis' | 'profile'>> {
  const meta = object((await json(runDir, 'meta.json')).meta);
  const genesis = await json(runDir, 'genesis/genesis.shelley.json', 'genesis-shelley.json');
  const profile = meta.profile_content ?? (await json(runDir, 'profile.json'));
  return { meta, genesis, profile: object(profile) };
}

/** The first of the files that is there; `readRunFacts` has already refused those that are broken. */
async function json(runDir: string, ...names: string[]): Promise<JsonObject> {
  for (const name of names) {
    const content = await readFile(join(runDir, name), 'utf8').catch(() => undefined);
    if (content !== undefined) return object(JSON.parse(content));
  }
  return {};
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
