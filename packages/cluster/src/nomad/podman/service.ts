import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCommand } from '../../components.ts';
import { ClusterError } from '../../errors.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../process-identity.ts';
import { createPodmanClient } from './podman-client.ts';

/** How a podman of local agents is called, so that what it left can be removed when its service is gone. */
export interface PodmanService {
  readonly socket: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** Label of every container of a run; its value is the run's tag. */
export const RUN_LABEL = 'slotbench';

/** What podman reads of a user's environment: where it keeps images, and its configuration. */
const PASSED = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'CONTAINERS_CONF',
  'CONTAINERS_STORAGE_CONF',
];
const PATIENCE_SECONDS = 15;

/**
 * Starts `podman system service` with a socket in `folder`, with the user's own images, and waits until it answers. Throws
 * `NOMAD_AGENTS` with what it says if it does not.
 */
export async function startPodmanService(o: {
  podman: string;
  folder: string;
  env: NodeJS.ProcessEnv;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}): Promise<{ service: PodmanService; process: ProcessIdentity }> {
  const socket = join(o.folder, 'podman.sock');
  const passed = PASSED.flatMap((name) => (o.env[name] ? [[name, o.env[name]]] : []));
  const env = {
    // The folder at its end, which has no programs, is how conmon's processes are known afterwards: podman hands them its PATH.
    PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${o.folder}/none`,
    ...Object.fromEntries(passed),
  };
  const command: [string, ...string[]] = [o.podman, ...(await fittingOptions(env.PATH))];
  const log = await open(join(o.folder, 'podman.log'), 'a');
  let identity: ProcessIdentity;
  try {
    const child = spawn(
      command[0],
      [...command.slice(1), 'system', 'service', '--time=0', `unix://${socket}`],
      {
        cwd: o.folder,
        env,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      },
    );
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.once('spawn', resolve).once('error', reject);
    await promise;
    child.unref();
    identity = identifyProcess(child.pid!);
  } finally {
    await log.close();
  }
  const service = { socket, command, env };
  const client = createPodmanClient(socket);
  for (let left = PATIENCE_SECONDS * 20; left > 0 && isAlive(identity); left--) {
    if (
      await client.version().then(
        () => true,
        () => false,
      )
    )
      return { service, process: identity };
    await o.sleep(50, o.signal).catch((error) => {
      process.kill(-identity.pid, 'SIGKILL');
      throw error;
    });
  }
  if (isAlive(identity)) process.kill(-identity.pid, 'SIGKILL');
  const said = (await readFile(join(o.folder, 'podman.log'), 'utf8').catch(() => '')).trim();
  throw new ClusterError('NOMAD_AGENTS', {
    place: command.join(' '),
    problem: `its service does not answer: ${said.slice(-1000) || 'it says nothing'}`,
    fix: 'see that `podman info` works for this user',
  });
}

/** Where systemd is not in charge, podman must not ask it for control groups, and crun knows version 2 of them only. */
async function fittingOptions(path: string): Promise<string[]> {
  const options = existsSync('/run/systemd/system')
    ? []
    : ['--cgroup-manager=cgroupfs', '--events-backend=file'];
  if (existsSync('/sys/fs/cgroup/cgroup.controllers')) return options;
  const runc = await findCommand(['runc'], path.split(':'));
  return runc === null ? options : [`--runtime=${runc}`, ...options];
}

/** Removes containers of runs whose files lie below `folder`: what killed agents left. */
export async function removeContainersOf(folder: string, { command, env }: PodmanService): Promise<void> {
  const podman = async (...args: string[]) => {
    const [program, ...options] = command;
    return (await promisify(execFile)(program, [...options, ...args], { env: { ...env } })).stdout;
  };
  const ids = (await podman('ps', '--all', '--quiet', '--filter', `label=${RUN_LABEL}`))
    .split('\n')
    .filter(Boolean);
  for (const id of ids) {
    const [state] = JSON.parse(await podman('inspect', id)) as [{ Mounts: { Source: string }[] }];
    if (state.Mounts.some(({ Source }) => Source.startsWith(`${folder}/`))) await podman('rm', '--force', id);
  }
}
