import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TABLES, type TableName, writeTables } from '@slotbench/analysis';
import { LabError } from '../errors.ts';
import { type Answer, type Connection, loadDuckDb } from './duckdb.ts';
import { statementsFor } from './statements.ts';

export interface QueryOptions {
  /** Where DuckDB is looked for besides this package, and the current folder of the query. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Kept columns of the run's logs, as the analysis leaves them. */
  readonly cache?: string;
  readonly signal?: AbortSignal;
}

export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Integers beyond 53 bits and other types that JSON has not are texts. */
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Asks SQL of the tables of a run. Only the tables whose names stand in the SQL are made, in a folder that is gone afterwards.
 * Rejects with a LabError for SQL that DuckDB refuses and where there is no DuckDB.
 */
export async function queryRun(runDir: string, sql: string, o: QueryOptions): Promise<QueryAnswer> {
  const { DuckDBInstance } = await loadDuckDb(o);
  const named = new Set(sql.toLowerCase().match(/[a-z_]+/g));
  const tables = new Set(TABLES.map(({ name }) => name).filter((name): name is TableName => named.has(name)));
  const dir = await mkdtemp(join(tmpdir(), 'slotbench-query-'));
  try {
    const written = await writeTables(runDir, dir, {
      tables,
      cache: o.cache,
      ...(o.signal && { signal: o.signal }),
    });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const interrupt = () => connection.interrupt?.();
    o.signal?.addEventListener('abort', interrupt);
    try {
      for (const statement of statementsFor(tables, written)) await connection.run(statement);
      return answerOf(await ask(connection, sql, o.signal));
    } finally {
      o.signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync?.();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function ask(connection: Connection, sql: string, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    return await connection.runAndReadAll(sql);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new LabError('QUERY_REFUSED', {
      place: 'the SQL',
      // DuckDB draws an arrow below the place: what follows begins on a line of its own.
      problem: `${(cause as Error).message.trim()}\n`,
      fix: `the tables are ${TABLES.map(({ name }) => name).join(', ')}; docs/query.md names their columns`,
      cause,
    });
  }
}

function answerOf(answer: Answer): QueryAnswer {
  const types = answer.columnTypes().map(String);
  const whole = types.map((type) => /^U?(BIG|HUGE)INT$/.test(type));
  return {
    columns: answer.columnNames().map((name, i) => ({ name, type: types[i]! })),
    // DuckDB gives whole numbers of 64 bits as text.
    rows: answer
      .getRowsJson()
      .map((row) =>
        row.map((value, i) =>
          whole[i] && typeof value === 'string' && Number.isSafeInteger(Number(value))
            ? Number(value)
            : value,
        ),
      ),
  };
}
