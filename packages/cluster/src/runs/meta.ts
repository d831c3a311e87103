import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile, Timing } from '@slotbench/profiles';
import type { BackendName } from '../backend/backend.ts';
import type { AnchorPoint } from '../driver/node-driver.ts';
import { ClusterError } from '../errors.ts';
import { isAlive, type ProcessIdentity } from '../process-identity.ts';
import type { Verdict } from '../scenario/verdict.ts';
import type { Unseen } from '../unseen.ts';

export type RunStatus = 'running' | 'complete' | 'incomplete';

/** What `meta.json` says of a run, under its key `meta`. The first ten keys are the workbench's. */
export interface RunMeta {
  readonly tag: string;
  /** Whole batch name, also where the tag shortens it. */
  readonly batch: string;
  readonly profile: string;
  readonly era: 'conway';
  /** Planned times; `started` and `ended` are when the first process began and the last one was gone, ISO 8601. */
  readonly timing: Timing & { readonly started?: string; readonly ended?: string };
  readonly manifest: { readonly [component: string]: ManifestEntry };
  readonly profile_overlay: object;
  readonly profile_content: Profile;
  readonly status: RunStatus;
  /** Why a run is incomplete: program, exit code or signal, last words. */
  readonly reason?: string;
  /** Where the logs of the nodes are: the collector's folder or each node's stdout. */
  readonly logSource: 'tracer' | 'stdout';
  readonly backend: BackendName;
  /** The node driver. */
  readonly node: string;
  /** The block that its chain goes on from; absent where it starts from its genesis. */
  readonly anchor?: AnchorPoint;
  /** Whether an outside observer was in it; absent where none was. */
  readonly observer?: true;
  /** Regions were network namespaces with delays between them (`network.json` says which); absent on a plain network. */
  readonly network?: 'emulated';
  /** Version of Slotbench. */
  readonly version: string;
  /** `describeMachine` of where it ran; absent in runs that were made before it was recorded. */
  readonly machine?: string;
  /** What the directory holds where it is no run: a variance stands for the runs that it names. */
  readonly kind?: 'variance';
  /** Tags of the runs of a variance. */
  readonly runs?: readonly string[];
  readonly description?: string;
  /** The process that runs it; only while the status is `running`. */
  readonly owner?: ProcessIdentity;
  /** How it ended, until its logs are in the run. */
  readonly decided?: Verdict;
  /** What its process could not see of it; absent where it saw all. */
  readonly unseen?: Unseen;
}

export interface ManifestEntry {
  readonly name: string;
  readonly version: string;
  /** A commit, or the digest of the code where no commit is known. */
  readonly commit: string | null;
}

/**
 * Reads `meta.json` of a run directory. A run whose process is gone without a word is told as incomplete.
 * Throws `RUN_BROKEN` if the file is missing or holds no such object.
 */
export async function readMeta(runDir: string): Promise<RunMeta> {
  const path = join(runDir, 'meta.json');
  let meta: RunMeta | undefined;
  try {
    meta = JSON.parse(await readFile(path, 'utf8')).meta;
  } catch (cause) {
    throw broken(path, (cause as Error).message, cause);
  }
  if (typeof meta?.tag !== 'string' || typeof meta.profile !== 'string')
    throw broken(path, 'expected {"meta": {"tag": …, "profile": …}}');
  if (meta.status !== 'running' || meta.owner === undefined || isAlive(meta.owner)) return meta;
  return { ...meta, status: 'incomplete', reason: 'the process that ran it ended without a word' };
}

/** Replaces `meta.json` in one step: a reader sees the old or the new one. */
export async function writeMeta(runDir: string, meta: RunMeta): Promise<void> {
  const path = join(runDir, 'meta.json');
  await writeFile(`${path}.tmp`, `${JSON.stringify({ meta }, undefined, 1)}\n`);
  await rename(`${path}.tmp`, path);
}

function broken(path: string, problem: string, cause?: unknown): ClusterError {
  return new ClusterError('RUN_BROKEN', { place: path, problem, fix: 'name another run directory', cause });
}
