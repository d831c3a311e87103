import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  factsOf,
  type MetricFacts,
  RESULTS_SCHEMA,
  type Results,
  type RunRecord,
  recordOf,
  type SideInput,
  VARIANCE_SCHEMA,
  type Variance,
} from '@slotbench/analysis';
import { findRun, listRuns, readMeta } from '@slotbench/cluster';
import { LabError } from '../errors.ts';
import { conditionsOf } from './conditions.ts';

export interface NamedSide extends SideInput {
  /** Directories that were read. */
  readonly paths: readonly string[];
  /** Tags of incomplete runs of a batch, which are not taken. */
  readonly leftOut: readonly string[];
}

/**
 * What a name on the command line stands for: a run or a variance (tag, part of one, path, `current`), several of them separated by
 * commas, or `batch:NAME`, all complete runs of that batch. A variance stands for its runs.
 */
export async function readSide(runsDir: string, name: string): Promise<NamedSide> {
  const batch = /^batch:(.*)$/s.exec(name)?.[1];
  if (batch !== undefined) return await readBatch(runsDir, name, batch);
  const names = name.split(',').filter((part) => part !== '');
  const members = await Promise.all(
    names.map(async (part) => await readMembers(await findRun(runsDir, part))),
  );
  if (members.length === 0) throw emptySet(name, 'name a run');
  return sideOf(name, members.length === 1 ? members[0]!.kind : 'set', members, []);
}

async function readBatch(runsDir: string, name: string, batch: string): Promise<NamedSide> {
  const runs = (await listRuns(runsDir)).filter((run) => run.batch === batch && run.kind === 'run');
  const complete = runs.filter((run) => run.status === 'complete');
  if (complete.length === 0)
    throw emptySet(name, `no complete run in ${runsDir} has this batch; \`slotbench runs list\` prints all`);
  const members = await Promise.all(complete.map(({ path }) => readMembers(path)));
  const leftOut = runs.filter((run) => run.status !== 'complete').map((run) => run.tag);
  return sideOf(name, 'set', members, leftOut);
}

interface Members {
  readonly kind: 'run' | 'variance';
  readonly path: string;
  readonly runs: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
}

/** The runs of one directory. */
export async function readMembers(runDir: string): Promise<Members> {
  const results = await readResults(runDir);
  if (results.schema === VARIANCE_SCHEMA)
    return { kind: 'variance', path: runDir, runs: results.runs, definitions: results.definitions };
  const meta = await readMeta(runDir);
  const record = recordOf(results, await conditionsOf(runDir, meta, results));
  return { kind: 'run', path: runDir, runs: [record], definitions: factsOf(results.metrics) };
}

/** `analysis/results.json` of a run or of a variance, told apart by its schema. */
export async function readResults(runDir: string): Promise<Results | Variance> {
  const path = join(runDir, 'analysis', 'results.json');
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new LabError('RUN_NOT_ANALYSED', {
      place: path,
      problem: 'cannot be read',
      fix: 'run `slotbench analyse` first',
      cause,
    });
  });
  let results: Results | Variance;
  try {
    results = JSON.parse(text);
  } catch (cause) {
    throw broken(path, (cause as Error).message, cause);
  }
  const schema: unknown = results?.schema;
  if (schema !== RESULTS_SCHEMA && schema !== VARIANCE_SCHEMA)
    throw broken(path, `schema: expected ${RESULTS_SCHEMA} or ${VARIANCE_SCHEMA}, got ${String(schema)}`);
  for (const list of schema === RESULTS_SCHEMA
    ? ['metrics', 'hosts', 'quality']
    : ['runs', 'definitions', 'metrics'])
    if (!Array.isArray((results as unknown as Record<string, unknown>)[list]))
      throw broken(path, `${list}: expected a list`);
  return results;
}

function broken(path: string, problem: string, cause?: unknown): LabError {
  return new LabError('RESULTS_BROKEN', {
    place: path,
    problem,
    fix: 'run `slotbench analyse` (or `slotbench variance`) again',
    cause,
  });
}

function sideOf(
  name: string,
  kind: SideInput['kind'],
  members: readonly Members[],
  leftOut: readonly string[],
): NamedSide {
  const definitions = new Map(
    members.flatMap((m) => m.definitions.map((facts) => [facts.id, facts] as const)),
  );
  return {
    name,
    kind,
    runs: members.flatMap((m) => m.runs),
    definitions: [...definitions.values()],
    paths: members.map((m) => m.path),
    leftOut,
  };
}

/** A run that is counted twice would make its side look surer than it is. */
export function refuseTwice(sides: readonly Pick<NamedSide, 'name' | 'runs'>[]): void {
  const seen = new Map<string, string>();
  for (const side of sides)
    for (const { tag, startedAt } of side.runs) {
      const key = `${tag} ${startedAt}`;
      const before = seen.get(key);
      if (before !== undefined)
        throw new LabError('GIVEN_TWICE', {
          place: `run ${tag}`,
          problem:
            before === side.name ? `is twice in '${side.name}'` : `is in '${before}' and in '${side.name}'`,
          fix: 'a run counts once: leave one out',
        });
      seen.set(key, side.name);
    }
}

function emptySet(name: string, fix: string): LabError {
  return new LabError('SET_EMPTY', { place: `'${name}'`, problem: 'stands for no run', fix });
}
