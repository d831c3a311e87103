import { join } from 'node:path';
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
    const { queryRun } = await import('@slotbench/lab');
    const runDir = await runPlace(String(values.run), values, io);
    const answer = await queryRun(runDir, String(values.sql), {
      cwd: io.cwd,
      env: io.env,
      cache: join(runDir, 'analysis', 'columns'),
      signal: io.signal,
    });
    for (const line of linesOf(answer, values)) io.print(line);
    return 'ok';
  },
};

interface Answer {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

function linesOf({ columns, rows }: Answer, values: Values): string[] {
  const names = columns.map(({ name }) => name);
  if (values.json)
    return [JSON.stringify(rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value]))))];
  if (values.csv) return [names, ...rows].map((row) => row.map((value) => csvCell(shown(value))).join(','));
  const body = rows.map((row) => row.map((value) => visible(shown(value))));
  return [...table([names.map(visible), ...body]), `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`];
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As RFC 4180 quotes it. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Values come from logs: nothing in them may steer the terminal. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
