import { rename, writeFile } from 'node:fs/promises';

export type Phase = 'connecting' | 'splitting' | 'cooldown' | 'load' | 'draining' | 'done';

/** `progress.json`, for whoever watches the run. Counts are of load transactions. */
export interface Progress {
  readonly phase: Phase;
  /** Announced to a node. */
  readonly submitted: number;
  readonly confirmed: number;
  /** Intended time reached. */
  readonly intended: number;
  /** Announced in the last two seconds, a second. */
  readonly tps: number;
}

/** Replaces the file in one step: a reader sees the old or the new one. */
export async function writeProgress(path: string, progress: Progress): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(progress)}\n`);
  await rename(`${path}.tmp`, path);
}

/** The rate of a growing count over the last `windowMs`. */
export function createRate(windowMs: number): (count: number, nowMs: number) => number {
  const samples: { count: number; atMs: number }[] = [];
  return (count, nowMs) => {
    samples.push({ count, atMs: nowMs });
    while (samples.length > 2 && nowMs - samples[1]!.atMs >= windowMs) samples.shift();
    const [first] = samples;
    const elapsedMs = nowMs - first!.atMs;
    return elapsedMs === 0 ? 0 : Math.round(((count - first!.count) * 10_000) / elapsedMs) / 10;
  };
}
