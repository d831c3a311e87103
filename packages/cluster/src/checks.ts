/** What must hold before a run directory is made; each fault names its place and the fix. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { Profile } from '@slotbench/profiles';
import { makeFolder } from '@slotbench/tracing/make-folder';
import type { Backend } from './backend/backend.ts';
import type { NodeDriver } from './driver/node-driver.ts';
import { ClusterError } from './errors.ts';

/** Refuses a profile that asks for what the driver or this version's scenarios cannot do. */
export function checkSupported(profile: Profile, driver: NodeDriver): void {
  const { composition, genesis } = profile;
  const unsupported: readonly (readonly [path: string, wanted: string, cannot: boolean])[] = [
    ['scenario', profile.scenario, profile.scenario !== 'fixed-loaded'],
    ['workloads', `${profile.workloads.length} workloads`, profile.workloads.length > 0],
    [
      'composition.n_dense_hosts',
      'dense pools',
      composition.n_dense_hosts > 0 && !driver.capabilities.has('dense-pools'),
    ],
    ['genesis.utxo', 'a stuffed ledger', genesis.utxo > 0 && !driver.capabilities.has('stuffed-utxo')],
    ['genesis.pparamsEpoch', 'an era before Conway', genesis.conway === null],
    ['node.tracer', 'forwarding', profile.node.tracer && !driver.capabilities.has('forwarding')],
    [
      'node.tracing_backend',
      profile.node.tracing_backend,
      profile.node.tracing_backend === 'iohk-monitoring' && !driver.capabilities.has('legacy-tracing'),
    ],
    ['node.utxo_lsmt', 'a ledger state on disk', profile.node.utxo_lsmt],
  ];
  for (const [path, wanted, cannot] of unsupported)
    if (cannot)
      throw new ClusterError('RUN_UNSUPPORTED', {
        place: `profile ${profile.name}: ${path}`,
        problem: `a local run with node driver ${driver.id} cannot have ${wanted}`,
        fix: 'change it with an overlay or take another profile',
      });
}

/** The observer samples processes of its own machine and follows nodes at their ports there. */
export function checkObservable({ name }: Pick<Backend, 'name'>): void {
  if (name === 'local') return;
  throw new ClusterError('RUN_UNSUPPORTED', {
    place: `--observe on backend ${name}`,
    problem: 'the observer must be on the machine of the nodes',
    fix: 'leave it out, run on the local backend, or start `slotbench observe` beside the nodes yourself',
  });
}

/** Makes the folder of runs and checks that it can be written and has room; `needBytes` from `estimateBytes`. */
export async function checkRunsFolder(runsDir: string, needBytes: number): Promise<void> {
  try {
    makeFolder(runsDir);
    await access(runsDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new ClusterError('RUNS_FOLDER', {
      place: runsDir,
      problem: `cannot be written (${reason})`,
      fix: 'give a folder of yours with --runs',
      cause,
    });
  }
  const { bavail, bsize } = await statfs(runsDir);
  if (bavail * bsize < needBytes)
    throw new ClusterError('DISK_FULL', {
      place: runsDir,
      problem: `${megabytes(bavail * bsize)} MB free, the run may need ${megabytes(needBytes)} MB`,
      fix: 'free some space or give another folder with --runs',
    });
}

export async function checkTmp(tmp: string): Promise<void> {
  await access(tmp, constants.W_OK | constants.X_OK).catch((cause) => {
    throw new ClusterError('SOCKET_PATH', {
      place: tmp,
      problem: `no folder for sockets can be made here (${cause.code})`,
      fix: 'set TMPDIR to a folder of yours',
      cause,
    });
  });
}

/**
 * Bytes of logs and chain that a run may leave, about three times what `quick` was seen to write: 3 kB of trace lines a
 * transaction and node and the transaction itself, 8 kB of trace lines a slot and node, 64 MB for all else.
 */
export function estimateBytes({ composition, derived, generator, genesis }: Profile): number {
  const transactionBytes = derived.default_value_tx_size_estimate + generator.add_tx_size;
  const slots = derived.generator_duration / genesis.slot_duration;
  const nodeBytes = derived.generator_tx_count * (3000 + transactionBytes) + slots * 8000;
  return composition.n_hosts * nodeBytes + 64e6;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
