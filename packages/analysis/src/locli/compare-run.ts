import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Condition } from '../chain/condition.ts';
import { namedFilter } from '../chain/named-filters.ts';
import { AnalysisError } from '../errors.ts';
import { conditionJson } from './chain-json.ts';
import { type Difference, differences } from './differences.ts';
import { exportLocli } from './export-locli.ts';
import { type Json, renderJson } from './json.ts';
import { type FilterChoice, readLocliRun } from './read-run.ts';

export interface CompareOptions {
  now(): Date;
  signal?: AbortSignal;
  /** Default: those that the run's own summary.json names, else those of its profile. */
  filters?: FilterChoice;
}

export interface LocliComparison {
  /** Upstream's files that were there and compared, with the number of values in each. */
  readonly files: readonly { readonly name: string; readonly values: number; readonly differences: number }[];
  readonly differences: readonly Difference[];
  /** What we left out of our side, in sentences. */
  readonly notes: readonly string[];
}

const COMPARED = ['blockprop.json', 'clusterperf.json', 'summary.json', 'chain.json', 'chain-rejecta.json'];

/** Compares what we make of a run's logs with what locli has left in its `analysis` folder, value by value. */
export async function compareWithLocli(runDir: string, o: CompareOptions): Promise<LocliComparison> {
  const theirs = new Map<string, string>();
  for (const name of COMPARED) {
    const content = await readTheirs(join(runDir, 'analysis', name));
    if (content !== undefined) theirs.set(name, content);
  }
  if (theirs.size === 0)
    throw new AnalysisError('RUN_NOT_ANALYSED', {
      place: join(runDir, 'analysis'),
      expected: `locli's ${COMPARED.join(', ')}`,
      got: 'none of them',
    });
  const run = await readLocliRun(runDir, {
    now: o.now,
    signal: o.signal,
    filters: o.filters ?? filtersOf(theirs.get('summary.json')),
  });
  const { files, notes } = exportLocli(run);
  const found = [...theirs].map(([name, content]) => ({
    name,
    ...orBadFile(join(runDir, 'analysis', name), 'JSON', () => differences(name, files.get(name), content)),
  }));
  return {
    files: found.map(({ name, values, found: list }) => ({ name, values, differences: list.length })),
    differences: found.flatMap(({ found: list }) => list),
    notes,
  };
}

/** As it is or packed; undefined where it is not there. */
async function readTheirs(path: string): Promise<string | undefined> {
  const plain = await readFile(path, 'utf8').catch(() => undefined);
  if (plain !== undefined) return plain;
  const packed = await readFile(`${path}.gz`).catch(() => undefined);
  return packed === undefined
    ? undefined
    : orBadFile(`${path}.gz`, 'a file packed with gzip', () => gunzipSync(packed).toString('utf8'));
}

function orBadFile<T>(place: string, expected: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AnalysisError('RUN_BAD_FILE', { place, expected, got: (cause as Error).message, cause });
  }
}

/** What locli ran with, as its summary says; undefined where it does not. */
function filtersOf(summary: string | undefined): FilterChoice | undefined {
  if (summary === undefined) return undefined;
  try {
    const { sumFilters } = JSON.parse(summary) as { sumFilters?: [{ unFilterName: string }[], unknown[]] };
    if (!Array.isArray(sumFilters)) return undefined;
    const [names, conditions] = sumFilters;
    return named(
      names.map((name) => name.unFilterName),
      conditions,
    );
  } catch {
    return undefined;
  }
}

/** By name as far as the names are known and mean the same; else every condition by itself. */
function named(names: readonly string[], conditions: readonly unknown[]): FilterChoice {
  const filters = names.filter((name) => name !== 'inline-expr');
  const known = filters.flatMap(
    (name): readonly (Condition | null)[] => namedFilter(name, { compat: 'locli' }) ?? [null],
  );
  const means = (condition: Condition | null, i: number) =>
    condition !== null && renderJson(conditionJson(condition)) === renderJson(conditions[i] as Json);
  if (!known.every(means)) return { filter_exprs: conditions };
  return { filters, filter_exprs: conditions.slice(known.length) };
}
