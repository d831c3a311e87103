import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnalyseOptions,
  analyseRun,
  type FollowOptions,
  followRun,
  makeFolder,
  type Results,
  writeResults,
} from '@slotbench/analysis';
import { type PlutusBudget, renderHtml, renderText } from '@slotbench/report';

/** What an analysis leaves in a run, absolute if `runDir` is. */
export interface Analysed {
  readonly results: Results;
  /** `analysis/results.json` */
  readonly resultsPath: string;
  /** `analysis/report.html` */
  readonly reportPath: string;
  /** `analysis/summary.txt` */
  readonly summaryPath: string;
}

/** Columns of `summary.txt`: what every terminal shows. */
const SUMMARY_COLUMNS = 80;

export interface AnalyseAndReportOptions extends Omit<AnalyseOptions, 'cache'> {
  /** Where results, report and summary go; default: `analysis` in the run. */
  readonly outDir?: string | undefined;
  /** Columns of the logs are kept in `analysis/columns` of the run for the next analysis; false: neither kept nor used. */
  readonly cache?: boolean | undefined;
}

/** Analyses the logs of a run anew and writes results, report and summary. Rejects with an AnalysisError. */
export async function analyseAndReport(runDir: string, o: AnalyseAndReportOptions): Promise<Analysed> {
  const { outDir = join(runDir, 'analysis'), cache = true, ...options } = o;
  const results = await analyseRun(runDir, {
    ...options,
    ...(cache ? { cache: join(runDir, 'analysis', 'columns') } : {}),
  });
  const resultsPath = await writeResults(runDir, results, outDir);
  return { results, resultsPath, ...(await writeReport(runDir, results, outDir)) };
}

export interface FollowAndReportOptions extends FollowOptions {
  readonly outDir?: string | undefined;
}

/** As `analyseAndReport`, again and again while the run goes on, the last time when it is over or the signal aborts. */
export async function* followAndReport(
  runDir: string,
  o: FollowAndReportOptions,
): AsyncGenerator<Analysed, void> {
  const { outDir = join(runDir, 'analysis'), ...options } = o;
  for await (const results of followRun(runDir, options)) {
    const resultsPath = await writeResults(runDir, results, outDir);
    yield { results, resultsPath, ...(await writeReport(runDir, results, outDir)) };
  }
}

/** Renders results that exist already. */
export async function writeReport(
  runDir: string,
  results: Results,
  outDir = join(runDir, 'analysis'),
): Promise<{ reportPath: string; summaryPath: string }> {
  const { reportPath, summaryPath } = reportPaths(runDir, outDir);
  await makeFolder(outDir);
  const plutus = await readBudget(runDir);
  await replace(reportPath, renderHtml(results, plutus === undefined ? {} : { plutus }));
  await replace(summaryPath, renderText(results, { width: SUMMARY_COLUMNS }));
  return { reportPath, summaryPath };
}

export function reportPaths(
  runDir: string,
  outDir = join(runDir, 'analysis'),
): { resultsPath: string; reportPath: string; summaryPath: string } {
  const at = (name: string) => join(outDir, name);
  return { resultsPath: at('results.json'), reportPath: at('report.html'), summaryPath: at('summary.txt') };
}

/** What the generator says of its script; undefined for a load of values. */
async function readBudget(runDir: string): Promise<PlutusBudget | undefined> {
  let text: string;
  try {
    text = await readFile(join(runDir, 'generator', 'plutus-budget-summary.json'), 'utf8');
  } catch (cause) {
    if (
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ||
      (cause as NodeJS.ErrnoException).code === 'ENOTDIR'
    )
      return undefined;
    throw cause;
  }
  return JSON.parse(text) as PlutusBudget;
}

/** A reader sees the old file or the new one. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}
