import { appendFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that the collector of every host has: one of each in a run. */
const SHARED = ['collector.json', 'stdout', 'stderr', 'exit_code'];

/**
 * Joins what the hosts left, each in a folder of `from`, into a run directory that looks like one of a single machine: the folders of
 * nodes side by side, the collectors' own files made one.
 */
export async function mergeRun(o: { from: string; hosts: readonly string[]; runDir: string }): Promise<void> {
  const collectors: Record<string, unknown>[] = [];
  const exits: number[] = [];
  for (const host of o.hosts) {
    const tracer = join(o.from, host, 'tracer');
    for (const name of SHARED) {
      const text = await readFile(join(tracer, name), 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      await rm(join(tracer, name));
      if (name === 'collector.json') collectors.push(parse(text));
      else if (name === 'exit_code') exits.push(Number(text));
      else await appendFile(join(o.runDir, 'tracer', name), text);
    }
    await moveInto(join(o.from, host), o.runDir);
  }
  if (collectors.length > 0)
    await writeFile(
      join(o.runDir, 'tracer', 'collector.json'),
      `${JSON.stringify(mergeCollectors(collectors), undefined, 1)}\n`,
    );
  const exit = exits.find((code) => code !== 0) ?? exits[0];
  if (exit !== undefined) await writeFile(join(o.runDir, 'tracer', 'exit_code'), `${exit}\n`);
}

/** Pure: the statistics of several collectors as those of one: counts are added, nodes side by side. */
export function mergeCollectors(all: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const one of all)
    for (const [key, value] of Object.entries(one)) {
      const before = merged[key];
      if (key === 'version') merged[key] = value;
      else if (typeof value === 'number') merged[key] = (typeof before === 'number' ? before : 0) + value;
      else if (typeof value === 'object' && value !== null)
        merged[key] = { ...(before as object | undefined), ...value };
      else merged[key] = value;
    }
  return merged;
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return { fault: 'one of several was damaged' };
  }
}

/** Folders are joined, files replace what is there. */
async function moveInto(from: string, into: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true }).catch(() => [])) {
    const [source, target] = [join(from, entry.name), join(into, entry.name)];
    if (!entry.isDirectory()) await rename(source, target);
    else
      await rename(source, target).catch(async (error: NodeJS.ErrnoException) => {
        if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
        await moveInto(source, target);
      });
  }
}
