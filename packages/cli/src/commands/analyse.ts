import { access, constants } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalyseOptions, FilterChoice } from '@slotbench/analysis';
import type { Analysed } from '@slotbench/lab';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';
import { JSON_OPTION, RUNS_OPTION } from '../places.ts';
import { PROPERTY_OPTIONS, readPropertyFiles } from '../property-files.ts';
import { runPlace } from '../run-place.ts';

export const analyse: Command = {
  name: 'analyse',
  summary: 'Analyse the logs of runs anew',
  description:
    'Reads every log once and writes results.json, report.html and summary.txt into the folder `analysis` of the run.',
  arguments: [
    {
      name: 'path',
      help: 'a run (tag, a part of one, `current`) or a folder of logs with its genesis',
      variadic: true,
    },
  ],
  options: {
    filters: {
      type: 'text',
      value: 'A,B',
      help: 'named filters instead of those of the profile: unitary, size-full, …',
    },
    compat: { type: 'text', value: 'locli', help: 'the numbers of locli 2.3, quirks included' },
    correctClocks: { type: 'flag', help: 'take the estimated lead of each clock off its stamps' },
    ...PROPERTY_OPTIONS,
    export: {
      type: 'text',
      value: 'DIR',
      help: 'also write what locli would have left, and CSV; of several runs their variance',
    },
    againstLocli: {
      type: 'flag',
      help: 'only compare with what locli left in the run; 1 if a difference has no reason',
    },
    follow: { type: 'flag', help: 'keep the results current until the run is over or Ctrl-C' },
    out: { type: 'text', value: 'DIR', help: 'write there instead of into the run' },
    noCache: { type: 'flag', help: 'read all logs; keep no columns for the next analysis' },
    runs: RUNS_OPTION,
    json: { ...JSON_OPTION, help: 'print the results instead of the summary' },
  },
  examples: [
    ['slotbench analyse current', 'the last run'],
    ['slotbench analyse current --filters size-full,unitary', 'other blocks count'],
    ['slotbench analyse logs/ --out a/', 'leaves logs/ as it is'],
    ['slotbench analyse current --follow', 'while it runs'],
    ['slotbench analyse old-run --against-locli', 'are we right?'],
  ],
  async run(values, io) {
    const paths = values.path as readonly string[];
    for (const option of ['out', 'follow'])
      if (values[option] !== undefined && paths.length > 1)
        throw new CliError({ exit: 'usage', message: `--${option} is for one run; name one path` });
    const options = await analyseOptions(values, io);
    const exported: string[] = [];
    let exit: ExitName = 'ok';
    for (const named of paths) {
      const runDir = await runPlace(named, values, io);
      if (values.againstLocli) {
        if ((await compare(runDir, values, io, options)) === 'violated') exit = 'violated';
        continue;
      }
      const analysed = values.follow
        ? await followOne(runDir, values, io, options)
        : await analyseOne(runDir, values, io, options);
      if (analysed === undefined) return 'ok';
      await print(analysed, values, io);
      if (values.export === undefined) continue;
      const out = resolve(io.cwd, String(values.export));
      const own = paths.length === 1 ? out : join(out, basename(runDir));
      await exportOne(runDir, own, analysed, values, io, options);
      exported.push(own);
    }
    if (exported.length > 1) await exportAll(exported, values, io);
    return exit;
  },
};

type Options = Omit<AnalyseOptions, 'now' | 'signal' | 'cache' | 'filters'> & { filters?: FilterChoice };

async function analyseOptions(values: Values, io: Io): Promise<Options> {
  const { filterNames } = await import('@slotbench/analysis');
  if (values.compat !== undefined && values.compat !== 'locli')
    throw new CliError({ exit: 'usage', message: `--compat: expected locli, got ${String(values.compat)}` });
  if (values.compat !== undefined && values.follow)
    throw new CliError({ exit: 'usage', message: '--compat: locli cannot follow a run; leave --follow out' });
  return {
    ...(await readPropertyFiles(values, io.cwd)),
    ...(values.filters === undefined ? {} : { filters: { filters: filterNames(String(values.filters)) } }),
    ...(values.compat === undefined ? {} : { compat: 'locli' }),
    ...(values.correctClocks ? { correctClocks: true } : {}),
  };
}

async function analyseOne(runDir: string, values: Values, io: Io, options: Options): Promise<Analysed> {
  const { analyseAndReport } = await import('@slotbench/lab');
  const outDir = outDirOf(runDir, values, io);
  await writable(outDir);
  return analyseAndReport(runDir, {
    ...options,
    outDir,
    // A folder that is not written to keeps no columns either.
    cache: values.cache !== false && values.out === undefined,
    now: () => new Date(),
    signal: io.signal,
  });
}

/** Time between two looks at the logs of a run that goes on. */
const FOLLOW_MS = 3000;

/** The last results; in between a line, or on a terminal the whole summary, tells how it goes. */
async function followOne(
  runDir: string,
  values: Values,
  io: Io,
  options: Options,
): Promise<Analysed | undefined> {
  const [{ followAndReport }, { renderText }] = await Promise.all([
    import('@slotbench/lab'),
    import('@slotbench/report'),
  ]);
  const outDir = outDirOf(runDir, values, io);
  await writable(outDir);
  let last: Analysed | undefined;
  const looks = followAndReport(runDir, {
    ...options,
    outDir,
    now: () => new Date(),
    signal: io.signal,
    // A signal that aborts ends the pause: the results of what there is follow.
    pause: () => sleep(FOLLOW_MS, undefined, { signal: io.signal }).catch(() => {}),
  });
  for await (const analysed of looks) {
    last = analysed;
    const { chain, transactions } = analysed.results;
    const blocks = `${chain.length} blocks, last slot ${chain.last?.slot ?? '–'}`;
    const confirmed = transactions === null ? '' : `, ${transactions.confirmed} transactions in blocks`;
    if (io.stderr.isTTY)
      io.stderr.write(`\x1b[2J\x1b[H${renderText(analysed.results, { width: io.columns })}`);
    else io.note(`${analysed.results.provenance.analysedAt}  ${blocks}${confirmed}`);
  }
  if (io.stderr.isTTY) io.stderr.write('\x1b[2J\x1b[H');
  return last;
}

async function exportOne(
  runDir: string,
  out: string,
  { results }: Analysed,
  values: Values,
  io: Io,
  { filters }: Options,
): Promise<void> {
  const { exportRun } = await import('@slotbench/analysis');
  await writable(out);
  const { files, notes } = await exportRun(runDir, out, results, {
    now: () => new Date(),
    signal: io.signal,
    ...(filters === undefined ? {} : { filters }),
  });
  for (const note of notes) io.note(note);
  if (!values.json) io.print(`exports  ${out} (${files.length} files)`);
}

/** What locli makes of several runs, beside their own folders. */
async function exportAll(exported: readonly string[], values: Values, io: Io): Promise<void> {
  const { exportTogether } = await import('@slotbench/analysis');
  const out = resolve(io.cwd, String(values.export));
  const { files, notes } = await exportTogether(exported, out, { now: () => new Date() });
  for (const note of notes) io.note(note);
  if (!values.json) io.print(`exports  ${out} (${files.length} files of all runs together)`);
}

async function compare(runDir: string, values: Values, io: Io, { filters }: Options): Promise<ExitName> {
  const [{ compareWithLocli }, { renderLocliComparison }] = await Promise.all([
    import('@slotbench/analysis'),
    import('@slotbench/report'),
  ]);
  const comparison = await compareWithLocli(runDir, {
    now: () => new Date(),
    signal: io.signal,
    ...(filters === undefined ? {} : { filters }),
  });
  if (values.json) io.print(JSON.stringify(comparison));
  else io.print(renderLocliComparison(comparison, { width: io.columns }).trimEnd());
  return comparison.differences.some(({ explained }) => !explained) ? 'violated' : 'ok';
}

function outDirOf(runDir: string, values: Values, io: Io): string {
  return values.out === undefined ? join(runDir, 'analysis') : resolve(io.cwd, String(values.out));
}

/** Before hours of reading: a folder that results cannot be written to. */
async function writable(dir: string): Promise<void> {
  try {
    const { makeFolder } = await import('@slotbench/tracing/make-folder');
    makeFolder(dir);
    await access(dir, constants.W_OK);
  } catch (cause) {
    throw new CliError({
      exit: 'cannotCreate',
      message: `${(cause as Error).message}; \`--out DIR\` writes the results elsewhere`,
      cause,
    });
  }
}

async function print({ results, reportPath }: Analysed, values: Values, io: Io): Promise<void> {
  const { renderText } = await import('@slotbench/report');
  if (values.json) {
    io.print(JSON.stringify(results));
    return;
  }
  io.print(renderText(results, { width: io.columns }).trimEnd());
  io.print(`\nreport   ${reportPath}`);
}
