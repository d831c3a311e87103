import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { nearestNames } from '@slotbench/profiles';
import { ClusterError } from '../errors.ts';
import { type RunStatus, readMeta } from './meta.ts';

/** One line about a run. `startedAt` is the start of slot 0. */
export interface RunSummary {
  readonly tag: string;
  readonly kind: 'run' | 'variance';
  /** Runs that a variance stands for; 1 for a run. */
  readonly runs: number;
  readonly path: string;
  readonly profile: string;
  readonly batch: string;
  readonly node: string;
  readonly status: RunStatus;
  readonly reason?: string;
  readonly startedAt: string;
  readonly current: boolean;
}

/** Every run of a folder, oldest first; a folder that does not exist has none, broken run directories are passed over. */
export async function listRuns(runsDir: string): Promise<RunSummary[]> {
  const current = await realpath(join(runsDir, 'current')).catch(() => undefined);
  const summaries: RunSummary[] = [];
  for (const name of await runNames(runsDir)) {
    const path = join(resolve(runsDir), name);
    const meta = await readMeta(path).catch(() => undefined);
    if (meta === undefined) continue;
    summaries.push({
      tag: meta.tag,
      kind: meta.kind ?? 'run',
      runs: meta.runs?.length ?? 1,
      path,
      profile: meta.profile,
      batch: meta.batch,
      node: meta.node,
      status: meta.status,
      ...(meta.reason === undefined ? {} : { reason: meta.reason }),
      startedAt: meta.timing.systemStart,
      current: current !== undefined && current === (await realpath(path)),
    });
  }
  return summaries;
}

/**
 * Absolute path of the run that `name` means: a path, a tag, `current`, or a part of exactly one tag.
 * Throws `RUN_UNKNOWN` with the nearest tags, or `RUN_AMBIGUOUS` with those that match.
 */
export async function findRun(runsDir: string, name: string): Promise<string> {
  for (const path of [join(runsDir, name), ...(isAbsolute(name) || /[/\\]|^\.+$/.test(name) ? [name] : [])])
    if (existsSync(join(path, 'meta.json'))) return await realpath(path);
  const tags = await runNames(runsDir);
  const matching = tags.filter((tag) => tag.includes(name));
  if (matching.length === 1) return await realpath(join(runsDir, matching[0]!));
  if (matching.length > 1)
    throw new ClusterError('RUN_AMBIGUOUS', {
      place: `run '${name}'`,
      problem: `${matching.length} runs match: ${matching.slice(-5).join(', ')}${matching.length > 5 ? ', …' : ''}`,
      fix: 'give the whole tag',
    });
  const nearest = nearestNames(name, ['current', ...tags]);
  throw new ClusterError('RUN_UNKNOWN', {
    place: `run '${name}'`,
    problem: `no such run in ${resolve(runsDir)}`,
    fix: `${nearest.length > 0 ? `closest: ${nearest.join(', ')}; ` : ''}\`slotbench runs list\` prints all`,
  });
}

/** Directories that hold a meta.json; links such as `current` and hidden ones are none. */
async function runNames(runsDir: string): Promise<string[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((name) => existsSync(join(runsDir, name, 'meta.json')))
    .sort();
}
