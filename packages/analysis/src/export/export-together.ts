import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ComparisonRefused, locliComparison } from '../locli/compare.ts';
import { exportVariance } from '../locli/export-variance.ts';
import { type Json, renderJson } from '../locli/json.ts';
import { type AnalysedRun, parseAnalysedRun } from '../locli/parse-json.ts';
import { locliVariance, VarianceRefused } from '../locli/variance.ts';
import type { ExportedRun } from './export-run.ts';

/**
 * Of several folders that `exportRun` has written: upstream's variance of them, as the run directory that its driver would make in
 * `out`, and `comparison.json`, its five tables with the first as base. What upstream refuses is a note, not an error.
 */
export async function exportTogether(
  exported: readonly string[],
  out: string,
  o: { now(): Date },
): Promise<ExportedRun> {
  const files = new Map<string, string>();
  const notes: string[] = [];
  const runs = await analysedRuns(exported, notes);
  const analysedAt = o.now();
  try {
    const variance = locliVariance(runs, { analysedAt: analysedAt.toISOString() });
    const tag = String((variance.summary.meta as { readonly tag: Json }).tag);
    const tags = exported.map((dir) => basename(dir));
    for (const [name, text] of exportVariance(variance, { tags, analysedAt, aspect: 'betweenRuns' }))
      files.set(join(tag, name), text);
  } catch (refused) {
    if (!(refused instanceof VarianceRefused)) throw refused;
    notes.push(`no variance: ${refused.message}`);
  }
  try {
    const version = runs[0]?.clusterPerf.version ?? { version: '', gitRev: '' };
    const date = analysedAt.toISOString().slice(0, 10);
    const {
      report,
      base,
      runs: others,
      summary,
      analyses,
    } = locliComparison(runs, { author: '', date, version });
    const tables = { summary, analyses } as unknown as { readonly [key: string]: Json };
    files.set('comparison.json', `${renderJson({ report, base, runs: others, ...tables })}\n`);
  } catch (refused) {
    if (!(refused instanceof ComparisonRefused)) throw refused;
    notes.push(`no comparison: ${refused.message}`);
  }
  for (const [name, text] of files) {
    const path = join(out, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return { files: [...files.keys()].sort(), notes };
}

/** Those with all three files; a run without blocks that count has not. */
async function analysedRuns(exported: readonly string[], notes: string[]): Promise<AnalysedRun[]> {
  const runs: AnalysedRun[] = [];
  for (const dir of exported) {
    try {
      const file = (name: string) => readFile(join(dir, name), 'utf8');
      runs.push(
        parseAnalysedRun({
          summary: await file('summary.json'),
          clusterperf: await file('clusterperf.json'),
          blockprop: await file('blockprop.json'),
        }),
      );
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      notes.push(
        `${basename(dir)} is left out of variance and comparison: ${basename((cause as { path: string }).path)} is missing`,
      );
    }
  }
  return runs;
}
