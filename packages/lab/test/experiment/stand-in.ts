import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentOptions, SideRunner } from '../../src/index.ts';
import { readDesign } from '../../src/index.ts';
import { addRun, type FakeRun } from '../comparison/runs-folder.ts';

/** A design of six pairs in which the target has another load. */
export function standInDesign(rest: Readonly<Record<string, unknown>> = {}) {
  return readDesign(
    {
      name: 'trial',
      profile: 'quick',
      target: { overlay: { generator: { tps: 60 } } },
      runs: 6,
      seed: 3,
      ...rest,
    },
    { placeOf: (path) => path.join('.'), readOverlay: () => ({}), resolveProgram: (file) => file },
  );
}

/** Makes runs out of nothing; each is noted in `made.log` of the folder, so that runs made twice are seen. */
export function standInRunner(o: {
  /** Of run number n of a side, from 1. */
  figures: (side: string, n: number) => Partial<FakeRun>;
  delayMs?: number;
}): SideRunner {
  return async ({ side, batch, runsDir, signal }) => {
    const log = join(runsDir, 'made.log');
    const before = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    const n = before.filter((line) => line === side.name).length + 1;
    appendFileSync(log, `begin\n`);
    if (o.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, o.delayMs));
    if (signal.aborted) return { tag: '', runDir: '', status: 'incomplete', reason: 'stopped' };
    const overlay = side.overlay as { generator?: { tps?: number } } | null;
    const tag = `${batch}-${String(before.filter((line) => line !== 'begin').length + 1).padStart(2, '0')}`;
    const figures = o.figures(side.name, n);
    addRun(runsDir, { tag, batch, tps: overlay?.generator?.tps ?? 50, ...figures });
    appendFileSync(log, `${side.name}\n`);
    return {
      tag,
      runDir: join(runsDir, tag),
      status: figures.status ?? 'complete',
      ...(figures.status === 'incomplete' ? { reason: 'killed' } : {}),
    };
  };
}

/** Sides that scatter by about a per cent and share what a pair has in common; the target's memory is `more` times the base's. */
export function pairedFigures(more: number): (side: string, n: number) => Partial<FakeRun> {
  const common = [1, 1.05, 0.97, 1.08, 0.94, 1.02];
  const own = [0.003, -0.004, 0.002, -0.001, 0.004, -0.003];
  return (side, n) => {
    const factor = common[(n - 1) % 6]! * (1 + (side === 'base' ? 1 : -1) * own[(n - 1) % 6]!);
    return { rss: 900 * factor * (side === 'base' ? 1 : more), announce: 0.07 * factor };
  };
}

export function standInOptions(
  o: Pick<ExperimentOptions, 'design' | 'runsDir' | 'runSide'> & Partial<ExperimentOptions>,
): ExperimentOptions {
  return {
    machine: 'two cores',
    measure: null,
    signal: new AbortController().signal,
    now: () => new Date('2026-05-04T10:00:00Z'),
    onEvent: () => {},
    ...o,
  };
}
