/**
 * `npm run bench -- [NAME…] [--json]`: runs `bench/NAME.bench.ts` (all of them without a name). A bench gives ratios
 * against a rival or a physical limit of the same run; figures in other units are for the eye.
 */
import { globSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';

/** What the default export of a `*.bench.ts` resolves to. */
export interface BenchResult {
  readonly name: string;
  readonly ratios: Readonly<Record<string, number>>;
  readonly figures: Readonly<Record<string, number>>;
  /** Its figures side by side, for the eye: a title for each column, then one list a row. */
  readonly table?: { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

const here = import.meta.dirname;
const json = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const known = globSync('*.bench.ts', { cwd: here }).map((file) => basename(file, '.bench.ts'));
const names = wanted.length > 0 ? wanted : known.sort();
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(64);
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
for (const name of names) {
  const { default: run } = (await import(join(here, `${name}.bench.ts`))) as {
    default(): Promise<BenchResult>;
  };
  const result = await run();
  const { table: _, ...measured } = result;
  if (json) console.log(JSON.stringify({ ...measured, machine }));
  else print(result);
}

function print({ name, ratios, figures, table }: BenchResult): void {
  console.log(name);
  if (table !== undefined) printTable([table.titles, ...table.rows]);
  for (const [label, value] of Object.entries({ ...ratios, ...figures }))
    console.log(`  ${label.padEnd(40)} ${value.toPrecision(4)}`);
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      `  ${row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  ')}`,
    );
}
