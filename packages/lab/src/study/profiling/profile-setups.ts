import { readFile, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Progress } from '@slotbench/cluster';
import type { ExperimentDesign } from '../../experiment/design.ts';
import type { SideRunner } from '../../experiment/run-experiment.ts';

/** A run of a side with profilers in its nodes; it is in no verdict. */
export interface ProfiledRun {
  readonly side: string;
  readonly tag: string;
  readonly runDir: string;
  /** Null: it completed. */
  readonly reason: string | null;
}

/** Arguments for Node, after which a node leaves its profiles in its folder. */
export const PROFILING_ARGUMENTS: readonly string[] = [
  '--import',
  // Beside this module, in TypeScript or as built.
  new URL(`./profile-process${extname(import.meta.url)}`, import.meta.url).href,
];

/**
 * One more run of every side after the last block, by a `runSide` that profiles. What is there from an earlier call is not made again.
 * Resolves to undefined if `signal` aborted before the end.
 */
export async function profileSetups(o: {
  readonly design: ExperimentDesign;
  /** Of the experiment. */
  readonly dir: string;
  readonly runsDir: string;
  readonly runSide: SideRunner;
  readonly signal: AbortSignal;
  readonly onRun: (side: string) => void;
  readonly onProgress: (progress: Progress) => void;
}): Promise<readonly ProfiledRun[] | undefined> {
  const path = join(o.dir, 'profiled.json');
  const runs: ProfiledRun[] = JSON.parse(await readFile(path, 'utf8').catch(() => '[]'));
  for (const side of [o.design.base, ...o.design.targets]) {
    if (runs.some((run) => run.side === side.name)) continue;
    if (o.signal.aborted) return undefined;
    o.onRun(side.name);
    const { tag, runDir, status, reason } = await o.runSide({
      side,
      batch: `profiled-${side.name}`,
      runsDir: o.runsDir,
      signal: o.signal,
      onProgress: o.onProgress,
    });
    if (o.signal.aborted) return undefined;
    const failed = status === 'complete' ? null : (reason ?? 'of an unknown reason');
    runs.push({ side: side.name, tag, runDir, reason: failed });
    await writeFile(`${path}.tmp`, `${JSON.stringify(runs, undefined, 1)}\n`);
    await rename(`${path}.tmp`, path);
  }
  return runs;
}
