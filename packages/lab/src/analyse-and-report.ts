import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyseRun, type Results, writeResults } from '@slotbench/analysis';
import { renderHtml, renderText } from '@slotbench/report';

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

/** Analyses the logs of a run anew and writes results, report and summary. Rejects with an AnalysisError. */
export async function analyseAndReport(
  runDir: string,
  o: { now(): Date; signal?: AbortSignal },
): Promise<Analysed> {
  const results = await analyseRun(runDir, o);
  const resultsPath = await writeResults(runDir, results);
  return { results, resultsPath, ...(await writeReport(runDir, results)) };
}

/** Renders results that exist already. */
export async function writeReport(
  runDir: string,
  results: Results,
): Promise<{ reportPath: string; summaryPath: string }> {
  const { reportPath, summaryPath } = reportPaths(runDir);
  await mkdir(join(runDir, 'analysis'), { recursive: true });
  await replace(reportPath, renderHtml(results));
  await replace(summaryPath, renderText(results, { width: SUMMARY_COLUMNS }));
  return { reportPath, summaryPath };
}

export function reportPaths(runDir: string): {
  resultsPath: string;
  reportPath: string;
  summaryPath: string;
} {
  const at = (name: string) => join(runDir, 'analysis', name);
  return { resultsPath: at('results.json'), reportPath: at('report.html'), summaryPath: at('summary.txt') };
}

/** A reader sees the old file or the new one. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}
