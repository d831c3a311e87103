import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findCommand } from '../../components.ts';
import { ClusterError } from '../../errors.ts';
import { agentsFolder, readAgents } from '../agents/state.ts';

/** Name of Nomad's plugin, which is also what stands in its `plugin` block. */
export const PODMAN_PLUGIN = 'nomad-driver-podman';

/** Where people put plugins: Nomad has no folder of its own for them. */
const PLUGIN_FOLDERS = ['/opt/nomad/plugins', '/usr/local/lib/nomad/plugins', '/usr/lib/nomad/plugins'];

export interface PodmanPrograms {
  readonly podman: string;
  /** Nomad's driver. */
  readonly plugin: string;
}

/** podman and the driver of Nomad for it, or why there is none: what and how to get it. */
export async function findPodmanPrograms(
  env: NodeJS.ProcessEnv,
): Promise<PodmanPrograms | { readonly place: string; readonly problem: string; readonly fix: string }> {
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const podman = await findCommand(['podman'], [...path, '/usr/bin', '/usr/local/bin']);
  if (podman === null)
    return {
      place: 'podman',
      problem: 'is not on the PATH',
      fix: 'install it (Debian, Ubuntu: apt-get install podman runc)',
    };
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slotbench', 'real');
  const built = (await readdir(cache).catch(() => []))
    .filter((name) => /^podman-driver-\d/.test(name))
    .map((name) => join(cache, name));
  const plugin = await findCommand([PODMAN_PLUGIN], [...path, ...PLUGIN_FOLDERS, ...built]);
  if (plugin !== null) return { podman, plugin };
  return {
    place: PODMAN_PLUGIN,
    problem: `is neither on the PATH nor in ${PLUGIN_FOLDERS[0]}`,
    fix: 'put Nomad’s podman driver there, or build it in a checkout of Slotbench: npm run real -- podman-driver',
  };
}

/**
 * The socket of the podman that runs the tasks: the one that CONTAINER_HOST names, that of local agents, else the user's own or, for
 * root, the system's. Throws `BACKEND_UNUSABLE` if CONTAINER_HOST names none of this machine.
 */
export async function findPodmanSocket(o: {
  env: NodeJS.ProcessEnv;
  agents?: string | undefined;
}): Promise<string> {
  const { env } = o;
  const named = env.CONTAINER_HOST;
  if (named !== undefined && named !== '') {
    if (named.startsWith('unix:///')) return named.slice('unix://'.length);
    throw new ClusterError('BACKEND_UNUSABLE', {
      place: 'CONTAINER_HOST',
      problem: `'${named}' is no socket of this machine`,
      fix: 'write it as unix:///run/podman/podman.sock, or unset it',
    });
  }
  if (!env.NOMAD_ADDR) {
    const agents = await readAgents(o.agents ?? agentsFolder(env)).catch(() => undefined);
    if (agents?.podman !== undefined) return agents.podman.socket;
  }
  const system = '/run/podman/podman.sock';
  if (process.getuid?.() === 0) return system;
  const own = join(env.XDG_RUNTIME_DIR || `/run/user/${process.getuid?.()}`, 'podman/podman.sock');
  return existsSync(own) || !existsSync(system) ? own : system;
}
