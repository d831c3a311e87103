import { chownSync, lstatSync, mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from '../../errors.ts';
import { isAlive, type ProcessIdentity } from '../../process-identity.ts';
import type { NomadAccess } from '../access.ts';
import type { PodmanService } from '../podman/service.ts';

/** Local agents that were started, in `agents.json` of their folder (mode 0600: it holds the management token). */
export interface AgentsState {
  readonly address: string;
  /** Absent until the server has made it. */
  readonly token?: string;
  readonly cgroup: string;
  /** Of clients that offer the driver podman. */
  readonly podman?: PodmanService;
  readonly agents: readonly AgentState[];
}

/** `podman`: the service through which clients run containers. */
export type AgentRole = 'server' | 'client' | 'podman';

export interface AgentState {
  readonly name: string;
  readonly role: AgentRole;
  readonly datacenter: string;
  readonly process: ProcessIdentity;
}

/** Where a user's agents live: on a disk, and the same with and without sudo. */
export function agentsFolder(env: NodeJS.ProcessEnv): string {
  return `/var/tmp/slotbench-nomad-${userOf(env)}`;
}

/** Whom sudo works for, else who we are. */
function userOf(env: NodeJS.ProcessEnv): number {
  const self = process.getuid?.() ?? 0;
  return self === 0 && /^\d+$/.test(env.SUDO_UID ?? '') ? Number(env.SUDO_UID) : self;
}

/** Makes the folder (0700) or throws `NOMAD_AGENTS` if it is somebody else's. */
export function makeAgentsFolder(folder: string, env: NodeJS.ProcessEnv): void {
  const owner = userOf(env);
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (owner !== process.getuid?.()) chownSync(folder, owner, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const { uid, mode } = lstatSync(folder);
  if ((uid === owner || uid === 0) && (mode & 0o077) === 0) return;
  throw new ClusterError('NOMAD_AGENTS', {
    place: folder,
    problem: 'belongs to somebody else or is open to others',
    fix: 'remove it, or give another folder with --dir',
  });
}

/** Undefined if no agents were started there. Throws `NOMAD_AGENTS` if the file is damaged. */
export async function readAgents(folder: string): Promise<AgentsState | undefined> {
  const path = join(folder, 'agents.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text) as AgentsState;
    if (typeof state.address === 'string' && Array.isArray(state.agents)) return state;
  } catch {
    // Told below.
  }
  throw new ClusterError('NOMAD_AGENTS', {
    place: path,
    problem: 'is damaged',
    fix: '`slotbench nomad agents stop` removes what is left of the agents',
  });
}

export async function writeAgents(folder: string, state: AgentsState, env: NodeJS.ProcessEnv): Promise<void> {
  const path = join(folder, 'agents.json');
  await writeFile(`${path}.tmp`, `${JSON.stringify(state, undefined, 1)}\n`, { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(`${path}.tmp`, userOf(env), -1);
  await rename(`${path}.tmp`, path);
}

/** How to reach agents that run; undefined if none do. */
export async function accessToAgents(folder: string): Promise<NomadAccess | undefined> {
  const state = await readAgents(folder);
  const server = state?.agents.find(({ role }) => role === 'server');
  if (state === undefined || server === undefined || !isAlive(server.process)) return undefined;
  return {
    address: state.address,
    namespace: 'default',
    ...(state.token === undefined ? {} : { token: state.token }),
  };
}
