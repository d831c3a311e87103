import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@slotbench/analysis';
import { LabError } from '../errors.ts';
import type { MachineReport } from '../machine/report.ts';
import type { ExperimentDesign } from './design.ts';

export const EXPERIMENT_SCHEMA = 'slotbench/experiment/1';

/** One try of a scheduled run. A try that did not complete stays in the list and is told in the report. */
export interface Attempt {
  readonly index: number;
  readonly side: string;
  readonly block: number;
  readonly status: 'running' | 'complete' | 'incomplete';
  /** Null until the run directory is known. */
  readonly tag: string | null;
  readonly runDir: string | null;
  readonly reason: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface LookRecord {
  /** Blocks that were complete. */
  readonly blocks: number;
  /** Two-sided error that this look may spend. */
  readonly alpha: number;
  readonly stopped: boolean;
  readonly why: string;
}

/** `experiment.json`: everything that a later call needs to go on where this one ended. */
export interface ExperimentState {
  readonly schema: typeof EXPERIMENT_SCHEMA;
  readonly design: ExperimentDesign;
  /** Where the runs are made. */
  readonly machine: string;
  /** Measurements before the first run and after each interruption. */
  readonly measured: readonly MachineReport[];
  readonly attempts: readonly Attempt[];
  readonly looks: readonly LookRecord[];
}

export function experimentDir(runsDir: string, name: string): string {
  return join(runsDir, `experiment-${name}`);
}

/** Whether an earlier call made a run of it. */
export async function hasBegun(runsDir: string, name: string): Promise<boolean> {
  const state = await readState(experimentDir(runsDir, name));
  return state !== undefined && state.attempts.length > 0;
}

const STATE_FILE = 'experiment.json';

/** The state that an earlier call left; undefined where there was none. */
export async function readState(dir: string): Promise<ExperimentState | undefined> {
  const path = join(dir, STATE_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text) as ExperimentState;
    if (state.schema !== EXPERIMENT_SCHEMA || !Array.isArray(state.attempts))
      throw new Error(`expected schema ${EXPERIMENT_SCHEMA}`);
    return state;
  } catch (cause) {
    throw new LabError('EXPERIMENT_INVALID', {
      place: path,
      problem: (cause as Error).message,
      fix: 'remove the folder to begin anew; the runs stay',
      cause,
    });
  }
}

/** A reader, and a call after a power cut, sees the state before or after this one, never a part. */
export async function writeState(dir: string, state: ExperimentState): Promise<void> {
  await makeFolder(dir);
  const path = join(dir, STATE_FILE);
  const file = await open(`${path}.tmp`, 'w');
  try {
    await file.writeFile(`${JSON.stringify(state, undefined, 1)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}
