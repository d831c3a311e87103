import { randomBytes } from 'node:crypto';
import { constants, copyFile, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Difference,
  describeDifference,
  describeRuns,
  differencesOf,
  makeFolder,
  type Variance,
} from '@slotbench/analysis';
import { type RunMeta, readMeta, tagBatch, writeMeta } from '@slotbench/cluster';
import { renderVarianceHtml, renderVarianceText } from '@slotbench/report';
import { reportPaths } from '../analyse-and-report.ts';
import { LabError } from '../errors.ts';
import { toolVersion } from './compare.ts';
import { type NamedSide, readSide, refuseTwice } from './sides.ts';

export interface VarianceOptions {
  readonly runsDir: string;
  /** Runs, variances and sets, as `readSide` takes them. */
  readonly members: readonly string[];
  readonly name?: string;
  readonly description?: string;
  /** Take runs together although they differ; the differences are recorded. */
  readonly force?: boolean;
  readonly now: () => Date;
}

export interface MadeVariance {
  readonly runDir: string;
  readonly tag: string;
  readonly variance: Variance;
  readonly resultsPath: string;
  readonly reportPath: string;
  readonly notes: readonly string[];
}

/**
 * Makes a directory beside the runs that stands for all of them: meta.json, profile and genesis (without keys) of the first, and
 * `analysis/` with the figures of every run. Prepared under a hidden name, renamed when it is whole. Rejects with a LabError if
 * the runs differ in anything that must be the same and `force` is not given.
 */
export async function makeVariance(o: VarianceOptions): Promise<MadeVariance> {
  const sides: NamedSide[] = [];
  for (const member of o.members) sides.push(await readSide(o.runsDir, member));
  refuseTwice(sides);
  const runs = sides.flatMap((side) => side.runs);
  const differences = differencesOf(runs);
  if (differences.length > 0 && !o.force) throw incoherent(differences);
  const source = sides[0]!.paths[0]!;
  const first = await readMeta(source);
  const tags = runs.map((run) => run.tag).sort();
  const base = varianceTag({ tags, profile: first.profile, name: o.name, now: o.now() });
  const definitions = new Map(sides.flatMap((s) => s.definitions.map((facts) => [facts.id, facts] as const)));
  const version = await toolVersion();
  const describe = (tag: string): Variance =>
    describeRuns({
      tag,
      name: o.name ?? null,
      description: o.description ?? null,
      madeAt: o.now(),
      toolVersion: version,
      runs,
      definitions: [...definitions.values()],
      differences,
    });
  const { reason: _, owner: __, ...rest } = first;
  const metaOf = (tag: string): RunMeta => ({
    ...rest,
    tag,
    batch: o.name ?? first.batch,
    status: 'complete',
    kind: 'variance',
    runs: tags,
    ...(o.description === undefined ? {} : { description: o.description }),
  });
  const made = await writeVariance({ runsDir: resolve(o.runsDir), base, source, metaOf, describe });
  const notes = sides.flatMap(({ name, leftOut }) =>
    leftOut.length === 0 ? [] : [`${name}: incomplete and left out: ${leftOut.join(', ')}`],
  );
  return { ...made, notes };
}

/**
 * `YYYY-MM-DD-HH-MM-HHHHH-NAME-PROFILE-variance-N`: it begins like the tag of its last run, so it stands behind it in a list. Letters,
 * digits and dashes, as in every tag.
 */
function varianceTag(o: {
  tags: readonly string[];
  profile: string;
  name: string | undefined;
  now: Date;
}): string {
  const last = /^\d{4}(?:-\d\d){4}-[0-9a-f]{5}/.exec(o.tags.at(-1) ?? '')?.[0];
  const head = last ?? o.now.toISOString().slice(0, 16).replaceAll(/[T:]/g, '-');
  const profile = o.profile.replaceAll(/[^a-zA-Z0-9-]/g, '-');
  const words = [
    head,
    ...(o.name === undefined ? [] : [tagBatch(o.name)]),
    profile,
    'variance',
    o.tags.length,
  ];
  return words.join('-');
}

async function writeVariance(o: {
  runsDir: string;
  base: string;
  source: string;
  metaOf(tag: string): RunMeta;
  describe(tag: string): Variance;
}): Promise<Omit<MadeVariance, 'notes'>> {
  await makeFolder(o.runsDir);
  const hidden = join(o.runsDir, `.preparing-${process.pid}-null-${randomBytes(3).toString('hex')}`);
  try {
    await mkdir(join(hidden, 'analysis'), { recursive: true });
    await copyConfiguration(o.source, hidden);
    for (let attempt = 1; ; attempt++) {
      const tag = attempt === 1 ? o.base : `${o.base}-${attempt}`;
      const runDir = join(o.runsDir, tag);
      if (await lstat(runDir).catch(() => undefined)) continue;
      const variance = o.describe(tag);
      await writeMeta(hidden, o.metaOf(tag));
      await writeFile(reportPaths(hidden).resultsPath, `${JSON.stringify(variance)}\n`);
      await writeVarianceReport(hidden, variance);
      try {
        await rename(hidden, runDir);
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) continue;
        throw error;
      }
      const paths = reportPaths(runDir);
      return { runDir, tag, variance, resultsPath: paths.resultsPath, reportPath: paths.reportPath };
    }
  } catch (error) {
    await rm(hidden, { recursive: true, force: true });
    throw error;
  }
}

/** Renders a variance that exists already. */
export async function writeVarianceReport(
  runDir: string,
  variance: Variance,
): Promise<{ reportPath: string; summaryPath: string }> {
  const { reportPath, summaryPath } = reportPaths(runDir);
  await writeFile(reportPath, renderVarianceHtml(variance));
  await writeFile(summaryPath, renderVarianceText(variance, { width: 80 }));
  return { reportPath, summaryPath };
}

/** Profile and genesis files; never keys. */
async function copyConfiguration(source: string, to: string): Promise<void> {
  await copyFile(join(source, 'profile.json'), join(to, 'profile.json')).catch(ignoreMissing);
  const names = await readdir(join(source, 'genesis')).catch(() => []);
  const files = names.filter((name) => /^genesis[.\w-]*\.json$/.test(name));
  if (files.length > 0) await mkdir(join(to, 'genesis'));
  // A genesis may have hundreds of MB: file systems that can share its blocks do.
  for (const name of files)
    await copyFile(join(source, 'genesis', name), join(to, 'genesis', name), constants.COPYFILE_FICLONE);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function incoherent(differences: readonly Difference[]): LabError {
  const named = differences.slice(0, 5).map(describeDifference);
  if (differences.length > named.length) named.push(`and ${differences.length - named.length} more`);
  return new LabError('NOT_COHERENT', {
    place: 'variance',
    problem: `the runs are not of one configuration: ${named.join('; ')}`,
    fix: 'leave out what differs, or say --force, which is recorded',
  });
}
