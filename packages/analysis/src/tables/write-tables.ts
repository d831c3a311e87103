import { appendFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeIdentity } from '../cache/code-identity.ts';
import { cachedColumns } from '../cache/column-cache.ts';
import { adoptAncestors } from '../chain/adoption.ts';
import { readFilters } from '../chain/filters.ts';
import { rebuildChain } from '../chain/rebuild.ts';
import { csv } from '../export/csv.ts';
import type { HostColumns } from '../fold/host-fold.ts';
import { makeFolder } from '../make-folder.ts';
import { blockFacts } from '../metrics/block-facts.ts';
import { BUILT_IN_PROPERTIES } from '../properties/built-in.ts';
import { planProperty } from '../properties/plan.ts';
import { findLogs } from '../read/find-logs.ts';
import { readRunFacts } from '../read/run-directory.ts';
import type { Instant } from '../read/timestamp.ts';
import { blockRow, observationRows, type Row, resourceRows, slotRows } from './rows.ts';
import { TABLES, type TableName } from './schema.ts';

export interface WriteTablesOptions {
  /** Which are wanted: what nobody asks for is not made. */
  readonly tables: ReadonlySet<TableName>;
  /** As in AnalyseOptions. */
  readonly cache?: string | undefined;
  readonly filters?: { filters?: unknown; filter_exprs?: unknown } | undefined;
  readonly signal?: AbortSignal;
}

/** Where the rows of a run are. */
export interface WrittenTables {
  /** CSV with a head, one of each of `blocks`, `observations`, `slots` and `resources` that was wanted. */
  readonly csv: Readonly<Partial<Record<TableName, string>>>;
  readonly systemStart: Instant;
  /** `generator/transactions.jsonl`; null where the run has none. */
  readonly transactions: string | null;
  readonly logs: readonly { readonly host: string; readonly path: string; readonly name: string }[];
}

/** Writes tables of a run into a folder, a host at a time. Rejects with an AnalysisError like analyseRun. */
export async function writeTables(
  runDir: string,
  dir: string,
  o: WriteTablesOptions,
): Promise<WrittenTables> {
  const facts = await readRunFacts(runDir);
  const { hosts } = await findLogs(runDir, facts);
  const paths: Partial<Record<TableName, string>> = {};
  await makeFolder(dir);
  const wants = (name: TableName) => o.tables.has(name);
  const start = async (name: TableName) => {
    const path = join(dir, `${name}.csv`);
    paths[name] = path;
    await writeFile(path, csv(columnsOf(name), []));
    return (rows: Iterable<Row>) => appendFile(path, withoutHead(csv(columnsOf(name), rows)));
  };
  const views: HostColumns[] = [];
  if (wants('blocks') || wants('observations') || wants('slots') || wants('resources')) {
    const slots = wants('slots') ? await start('slots') : undefined;
    const resources = wants('resources') ? await start('resources') : undefined;
    const context = { NODES: hosts.map(({ host }) => host) };
    const properties = BUILT_IN_PROPERTIES.map((property) => planProperty(property, context));
    const rules = {
      systemStart: facts.systemStart,
      slotNs: facts.slotNs,
      adoption: 'any' as const,
      properties,
    };
    const cache = o.cache === undefined ? undefined : { dir: o.cache, codeIdentity: codeIdentity() };
    const shared = new Map<string, string>();
    for (const host of hosts) {
      const { columns } = await cachedColumns(host, { rules, cache, shared, signal: o.signal });
      await slots?.(slotRows(host.host, columns.slots.slots, facts.slotNs));
      await resources?.(resourceRows(host.host, columns.resources));
      if (wants('blocks') || wants('observations')) views.push(columns);
    }
  }
  if (views.length > 0) {
    adoptAncestors(views);
    const { blocks } = rebuildChain(views);
    if (wants('observations')) {
      const write = await start('observations');
      await write(blocks.flatMap((block) => observationRows(block, facts.slotNs)));
    }
    if (wants('blocks')) {
      const { conditions } = readFilters(o.filters ?? facts.analysis);
      const rules = {
        slotNs: facts.slotNs,
        conditions,
        constants: facts.constants,
        adoption: 'any' as const,
      };
      const write = await start('blocks');
      await write(blocks.map((block) => blockRow(blockFacts(block, rules), facts.parameters.epochLength)));
    }
  }
  const transactions = join(runDir, 'generator', 'transactions.jsonl');
  return {
    csv: paths,
    systemStart: facts.systemStart,
    transactions: (await stat(transactions).catch(() => undefined))?.isFile() ? transactions : null,
    logs: hosts.flatMap(({ host, files }) => files.map(({ path, name }) => ({ host, path, name }))),
  };
}

function columnsOf(table: TableName): [string, (row: Row) => Row[string]][] {
  const { columns } = TABLES.find(({ name }) => name === table)!;
  return columns.map(({ name }) => [name, (row) => row[name]]);
}

function withoutHead(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}
