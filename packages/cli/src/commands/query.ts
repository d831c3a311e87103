import { join } from 'node:path';
import type { QueryAnswer } from '@slotbench/lab';
import type { Command, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION, RUNS_OPTION } from '../places.ts';
import { runPlace } from '../run-place.ts';
import { table } from '../table-text.ts';

export const query: Command = {
  name: 'query',
  summary: 'Ask SQL of a run',
  description:
    'Tables: blocks, observations, slots, resources, transactions and traces (docs/query.md). Needs the optional package @duckdb/node-api.',
  arguments: [
    { name: 'run', help: 'a run (tag, a part of one, `current`) or a folder of logs' },
    { name: 'sql', help: "one statement, such as 'SELECT count(*) FROM blocks'" },
  ],
  options: {
    runs: RUNS_OPTION,
    csv: { type: 'flag', help: 'print CSV' },
    json: { ...JSON_OPTION, help: 'print a list of objects' },
  },
  examples: [
    ["slotbench query current 'FROM blocks LIMIT 5'", 'the first blocks'],
    ["slotbench query current 'FROM slots WHERE checks = 0'", 'missed slots'],
  ],
  async run(values, io) {
    if (values.csv && values.json)
      throw new CliError({ exit: 'usage', message: '--csv and --json are two answers; ask for one' });
    if (String(values.sql).trim() === '')
      throw new CliError({
        exit: 'usage',
        message: "sql: expected a statement, such as 'FROM blocks LIMIT 5', got nothing",
      });
    const { queryRun } = await import('@slotbench/lab');
    const runDir = await runPlace(String(values.run), values, io);
    const answer = await queryRun(runDir, String(values.sql), {
      cwd: io.cwd,
      env: io.env,
      cache: join(runDir, 'analysis', 'columns'),
      signal: io.signal,
    });
    io.print(await textOf(answer, values, io.columns));
    return 'ok';
  },
};

async function textOf({ columns, rows }: QueryAnswer, values: Values, width: number): Promise<string> {
  const names = columns.map(({ name }) => name);
  if (values.json)
    return JSON.stringify(rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value]))));
  const [{ csv }, { visible }] = await Promise.all([
    import('@slotbench/analysis'),
    import('@slotbench/report'),
  ]);
  if (values.csv)
    return csv(
      names.map((name, i) => [name, (row: readonly unknown[]) => shown(row[i])] as const),
      rows,
    ).trimEnd();
  return forTerminal(
    names.map(visible),
    rows.map((row) => row.map((value) => visible(typeof value === 'number' ? rounded(value) : shown(value)))),
    width,
  ).join('\n');
}

/** A table; rows that the terminal is too narrow for as a list, a column a line. */
function forTerminal(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  const lines = table([names, ...rows]);
  if (rows.length === 0 || Math.max(...lines.map((line) => line.length)) <= width) return [...lines, count];
  return [...rows.flatMap((row) => [...table(names.map((name, i) => [name, row[i] ?? ''])), '']), count];
}

/** Six digits are more than a sample carries; --csv and --json give all. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
