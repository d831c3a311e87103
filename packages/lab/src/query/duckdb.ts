import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError } from '../errors.ts';

/** What is used of @duckdb/node-api 1.x, an optional peer. */
export interface DuckDb {
  readonly DuckDBInstance: { create(path: string): Promise<Instance> };
}

interface Instance {
  connect(): Promise<Connection>;
  closeSync?(): void;
}

export interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<Answer>;
  interrupt?(): void;
  closeSync(): void;
}

export interface Answer {
  columnNames(): string[];
  columnTypes(): { toString(): string }[];
  getRowsJson(): unknown[][];
}

const PACKAGE = '@duckdb/node-api';

/**
 * Loads DuckDB from beside this package, else from the folder that SLOTBENCH_DUCKDB names, else from the current one. Rejects with a
 * LabError that says how to get it.
 */
export async function loadDuckDb(o: { cwd: string; env: NodeJS.ProcessEnv }): Promise<DuckDb> {
  const places = [import.meta.url];
  if (o.env.SLOTBENCH_DUCKDB)
    places.unshift(pathToFileURL(join(resolve(o.cwd, o.env.SLOTBENCH_DUCKDB), 'x')).href);
  places.push(pathToFileURL(join(o.cwd, 'x')).href);
  for (const place of places) {
    let path: string;
    try {
      path = createRequire(place).resolve(PACKAGE);
    } catch {
      continue;
    }
    try {
      return await import(pathToFileURL(path).href);
    } catch (cause) {
      throw new LabError('DUCKDB_BROKEN', {
        place: path,
        problem: `cannot be loaded: ${(cause as Error).message}`,
        fix: `install it again: npm install ${PACKAGE}`,
        cause,
      });
    }
  }
  throw new LabError('DUCKDB_MISSING', {
    place: PACKAGE,
    problem: 'not installed (it is optional: it takes 70 MB)',
    fix: `npm install ${PACKAGE} beside slotbench, here, or in a folder that SLOTBENCH_DUCKDB names`,
  });
}
