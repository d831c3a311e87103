import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from '../../errors.ts';
import type { ProgramPlan } from '../../program.ts';
import type { Host } from '../job/hosts.ts';
import { makeNotesFolder } from '../notes.ts';

/** What another process must know of a run on Nomad to go on with it: `nomad/attach.json`. */
export interface AttachRecord {
  readonly version: 1;
  /** Where the run was started. */
  readonly machine: string;
  readonly job: string;
  readonly namespace: string;
  /** Until when its hosts keep what nobody came for, ISO 8601. */
  readonly until: string;
  /** Whether hosts stay when the run is over. */
  readonly keep: boolean;
  readonly programs: readonly ProgramPlan[];
  readonly hosts: readonly Host[];
  /** Command line of the relay in a task. */
  readonly relay: readonly string[];
}

const PATH = join('nomad', 'attach.json');

/** Written once all hosts have the files of the run: before, there is nothing to go on with. */
export async function writeRecord(
  runDir: string,
  record: Omit<AttachRecord, 'version' | 'machine'>,
): Promise<void> {
  await makeNotesFolder(runDir);
  const path = join(runDir, PATH);
  const whole: AttachRecord = { version: 1, machine: hostname(), ...record };
  await writeFile(`${path}.tmp`, `${JSON.stringify(whole)}\n`);
  await rename(`${path}.tmp`, path);
}

/** Undefined if the run never had all its hosts. Throws `RUN_BROKEN` if the file is damaged. */
export async function readRecord(runDir: string): Promise<AttachRecord | undefined> {
  const path = join(runDir, PATH);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const record = JSON.parse(text) as AttachRecord;
    if (record.version === 1 && typeof record.job === 'string' && Array.isArray(record.hosts)) return record;
  } catch {
    // Told below.
  }
  throw new ClusterError('RUN_BROKEN', {
    place: path,
    problem: 'does not say how to attach to the run',
    fix: 'end its job with `nomad job stop -purge`, and run again',
  });
}

/** Once there is nothing to attach to any more. */
export async function removeRecord(runDir: string): Promise<void> {
  await rm(join(runDir, PATH), { force: true });
}
