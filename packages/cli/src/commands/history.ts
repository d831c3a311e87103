import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { HistoryStore } from '@slotbench/lab';
import type { Command, Io, Option, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION, makeNamedFolder, RUNS_OPTION, runsDir } from '../places.ts';

const FILE_OPTION: Option = {
  type: 'text',
  value: 'FILE',
  help: 'the store (default: history.sqlite in the folder of the runs)',
};
const OPTIONS = { file: FILE_OPTION, runs: RUNS_OPTION };

export const historyShow: Command = {
  name: 'show',
  isDefault: true,
  summary: 'Show a metric over time and where it took another level',
  description:
    'One series a profile. Change points are placed by the E-divisive statistic and kept by a t test, so the same runs always give the same ones.',
  arguments: [{ name: 'metric', help: 'id of a metric: rss, adoption0.50 (docs/metrics.md)' }],
  options: {
    profile: { type: 'text', value: 'NAME', help: 'only runs of this profile' },
    label: { type: 'text', value: 'LIST', help: 'only runs with all of these labels, separated by commas' },
    ...OPTIONS,
    json: JSON_OPTION,
  },
  examples: [['slotbench history rss --profile quick', 'memory of all runs of `quick`']],
  async run(values, io) {
    const { metricSeries, describeSeries } = await import('@slotbench/lab');
    await withStore(values, io, { mustExist: true }, (store) => {
      const found = metricSeries(store, String(values.metric), {
        ...(values.profile === undefined ? {} : { profile: String(values.profile) }),
        labels: labelsOf(values),
      });
      if (values.json) io.print(JSON.stringify(found));
      else
        for (const [i, one] of found.entries())
          io.print(`${i > 0 ? '\n' : ''}${describeSeries(one).join('\n')}`);
    });
    return 'ok';
  },
};

export const historyAdd: Command = {
  name: 'add',
  summary: 'Add runs to the history',
  arguments: [{ name: 'names', help: 'runs, variances, `a,b,c` or batch:NAME', variadic: true }],
  options: {
    label: { type: 'text', value: 'LIST', help: 'labels of these runs, separated by commas' },
    ...OPTIONS,
  },
  async run(values, io) {
    const { historyOfRuns } = await import('@slotbench/lab');
    const file = await historyOfRuns({
      runsDir: runsDir(values, io),
      names: values.names as readonly string[],
      labels: labelsOf(values),
    });
    await withStore(values, io, { mustExist: false }, (store, path) => {
      const { added, replaced } = store.add(file);
      io.print(`${added} added, ${replaced} replaced in ${path}`);
    });
    return 'ok';
  },
};

export const historyImport: Command = {
  name: 'import',
  summary: 'Take over an export, or the figures that upstream published',
  arguments: [
    {
      name: 'path',
      help: 'a JSON file of `history export`, or a folder with runs.json and all-comparisons.csv',
    },
  ],
  options: OPTIONS,
  async run(values, io) {
    const { readHistory } = await import('@slotbench/lab');
    const file = await readHistory(resolve(io.cwd, String(values.path)));
    await withStore(values, io, { mustExist: false }, (store, path) => {
      const { added, replaced } = store.add(file);
      io.print(
        `${added} runs added, ${replaced} replaced; ${file.pairs.length} same-version pairs, ${file.tables.length} tables in ${path}`,
      );
    });
    return 'ok';
  },
};

export const historyExport: Command = {
  name: 'export',
  summary: 'Write the whole history as JSON',
  arguments: [{ name: 'path', help: 'file to write' }],
  options: OPTIONS,
  async run(values, io) {
    const path = resolve(io.cwd, String(values.path));
    let text = '';
    await withStore(values, io, { mustExist: true }, (store) => {
      text = `${JSON.stringify(store.export())}\n`;
    });
    await writeFile(path, text).catch((cause: NodeJS.ErrnoException) => {
      throw new CliError({ exit: 'cannotCreate', message: `${path}: ${cause.message}`, cause });
    });
    io.print(path);
    return 'ok';
  },
};

export const historyAnnotate: Command = {
  name: 'annotate',
  summary: 'Note what happened on a day: other hardware, another compiler',
  arguments: [
    { name: 'date', help: 'YYYY-MM-DD, or with a time in UTC' },
    { name: 'text', help: 'what happened' },
  ],
  options: {
    profile: { type: 'text', value: 'NAME', help: 'concerns runs of this profile only' },
    ...OPTIONS,
  },
  async run(values, io) {
    const at = String(values.date);
    if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(at) || Number.isNaN(Date.parse(at)))
      throw new CliError({
        exit: 'usage',
        message: `${at}: expected a date such as 2026-05-04 or 2026-05-04T10:00Z`,
      });
    await withStore(values, io, { mustExist: false }, (store) =>
      store.annotate({
        at,
        text: String(values.text),
        profile: values.profile === undefined ? null : String(values.profile),
      }),
    );
    return 'ok';
  },
};

export const historyTables: Command = {
  name: 'tables',
  summary: 'Compute published comparison tables again, and say which printed changes are wrong',
  arguments: [{ name: 'report', help: 'part of the name of a report', optional: true }],
  options: { ...OPTIONS, json: JSON_OPTION },
  examples: [['slotbench history tables 8.9.1', 'both tables of that report']],
  async run(values, io) {
    const { reproduceTable, describeTable } = await import('@slotbench/lab');
    await withStore(values, io, { mustExist: true }, (store) => {
      const runs = new Map(store.runs().map((run) => [run.record.tag, run]));
      const wanted = values.report === undefined ? '' : String(values.report);
      const tables = store.tables().filter(({ report }) => report.includes(wanted));
      if (tables.length === 0)
        throw new CliError({
          exit: 'noInput',
          message: `no published table is called '${wanted}'; \`slotbench history import FOLDER\` takes them over`,
        });
      const computed = tables.map((table) => ({ ...table, rows: reproduceTable(table, runs) }));
      if (values.json) io.print(JSON.stringify(computed));
      else
        for (const [i, one] of computed.entries())
          io.print(`${i > 0 ? '\n' : ''}${describeTable(one).join('\n')}`);
    });
    return 'ok';
  },
};

/** Where the history is, for commands that read it if it is there. */
export function historyPath(values: Values, io: Pick<Io, 'env' | 'cwd'>, option: string): string {
  const named = values[option];
  return named === undefined ? join(runsDir(values, io), 'history.sqlite') : resolve(io.cwd, String(named));
}

async function withStore(
  values: Values,
  io: Io,
  o: { mustExist: boolean },
  use: (store: HistoryStore, path: string) => void,
): Promise<void> {
  const { openHistory } = await import('@slotbench/lab');
  const path = historyPath(values, io, 'file');
  if (o.mustExist && !existsSync(path))
    throw new CliError({
      exit: 'noInput',
      message: `${path}: there is no history; \`slotbench history add RUN\` begins one`,
    });
  await makeNamedFolder(dirname(path), '--file FILE');
  const store = openHistory(path);
  try {
    use(store, path);
  } finally {
    store.close();
  }
}

function labelsOf(values: Values): string[] {
  if (values.label === undefined) return [];
  return String(values.label)
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
}
