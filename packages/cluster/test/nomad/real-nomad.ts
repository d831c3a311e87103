import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateReal } from '../../../../scripts/real/locate.ts';
import type { Backend } from '../../src/index.ts';
import type { NomadAccess } from '../../src/nomad/access.ts';
import type { AgentDrivers } from '../../src/nomad/agents/drivers.ts';
import { type StartAgentsOptions, startAgents } from '../../src/nomad/agents/start.ts';
import type { AgentsState } from '../../src/nomad/agents/state.ts';
import { stopAgents } from '../../src/nomad/agents/stop.ts';
import { createNomadClient, type NomadClient } from '../../src/nomad/client/client.ts';
import { nomadExecBackend } from '../../src/nomad/exec-backend.ts';
import type { NomadBackendOptions } from '../../src/nomad/nomad-backend.ts';
import { processEdge } from '../../src/nomad/process-edge.ts';

/** Agents of a test, with the real program. */
export interface RealNomad {
  readonly access: NomadAccess;
  readonly client: NomadClient;
  readonly folder: string;
  readonly state: AgentsState;
  /** What a backend needs to use these agents. */
  options(tmp: string): NomadBackendOptions;
  backend(tmp: string): Backend;
  /** Jobs and mounts that are there; only the job of that name if one is given. */
  left(job?: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Why these tests cannot run here, or false. */
export function noNomad(): string | false {
  const located = locateReal('nomad');
  if (located.kind === 'missing') return located.reason;
  return process.getuid?.() === 0 ? false : 'clients of the exec driver need root';
}

/** The same for tests with containers. */
export function noPodman(): string | false {
  const missing = ['podman', 'podman-driver']
    .map((name) => locateReal(name))
    .find(({ kind }) => kind === 'missing');
  return missing?.kind === 'missing' ? missing.reason : noNomad();
}

/** What clients with containers offer. */
export function podmanOffer(): AgentDrivers {
  const [podman, plugin] = ['podman', 'podman-driver'].map((name) => {
    const located = locateReal(name);
    if (located.kind === 'missing') throw new Error(located.reason);
    return located.program;
  });
  return { drivers: ['podman'], podman: { podman: podman!, plugin: plugin! } };
}

/** The environment of a podman that keeps images and containers below `root` only. */
export function podmanEnv(root: string): NodeJS.ProcessEnv {
  mkdirSync(root, { recursive: true });
  const storage = join(root, 'storage.conf');
  writeFileSync(
    storage,
    `[storage]\ndriver = "overlay"\ngraphroot = "${root}/graph"\nrunroot = "${root}/run"\n`,
  );
  const containers = join(root, 'containers.conf');
  writeFileSync(containers, `[engine]\ntmp_dir = "${root}/tmp"\n`);
  return { CONTAINERS_STORAGE_CONF: storage, CONTAINERS_CONF: containers };
}

/** podman keeps its storage mounted. */
export function unmountBelow(root: string): void {
  for (const mount of mountsBelow(root).reverse()) execFileSync('umount', [mount.split(' ')[1]!]);
}

function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(` ${folder}/`));
}

export async function startRealNomad(
  folder: string,
  datacenters: readonly string[],
  o: Partial<Pick<StartAgentsOptions, 'offer' | 'env' | 'nodeClass' | 'instanceType'>> = {},
): Promise<RealNomad> {
  const located = locateReal('nomad');
  if (located.kind === 'missing') throw new Error(located.reason);
  const state = await startAgents({
    folder,
    nomad: located.program,
    datacenters,
    offer: { drivers: ['exec'] },
    env: {},
    ...o,
    edge: processEdge,
    signal: new AbortController().signal,
  });
  const access = { address: state.address, namespace: 'default', token: state.token! };
  const client = createNomadClient(access, processEdge);
  const options = (tmp: string) => ({
    env: { XDG_CACHE_HOME: join(folder, '..', 'cache') },
    agents: folder,
    tmp,
  });
  return {
    access,
    client,
    folder,
    state,
    options,
    backend: (tmp) => nomadExecBackend(options(tmp)),
    async left(job) {
      const jobs = (await client.jobs.list()).filter(({ ID }) => job === undefined || ID === job);
      const mounts = job === undefined ? mountsBelow(folder) : [];
      return [...jobs.map(({ ID, Status }) => `job ${ID}: ${Status}`), ...mounts];
    },
    stop: async () => {
      await stopAgents({ folder, edge: processEdge });
    },
  };
}
