import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateReal } from '../../../../scripts/real/locate.ts';
import type { Backend } from '../../src/index.ts';
import type { NomadAccess } from '../../src/nomad/access.ts';
import { startAgents } from '../../src/nomad/agents/start.ts';
import { stopAgents } from '../../src/nomad/agents/stop.ts';
import { createNomadClient, type NomadClient } from '../../src/nomad/client/client.ts';
import { nomadExecBackend } from '../../src/nomad/exec-backend.ts';
import { processEdge } from '../../src/nomad/process-edge.ts';

/** Agents of a test, with the real program. */
export interface RealNomad {
  readonly access: NomadAccess;
  readonly client: NomadClient;
  readonly folder: string;
  backend(tmp: string): Backend;
  /** Jobs and mounts that are there. */
  left(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Why these tests cannot run here, or false. */
export function noNomad(): string | false {
  const located = locateReal('nomad');
  if (located.kind === 'missing') return located.reason;
  return process.getuid?.() === 0 ? false : 'clients of the exec driver need root';
}

export async function startRealNomad(
  folder: string,
  datacenters: readonly string[],
  more: { readonly nodeClass?: string; readonly instanceType?: string } = {},
): Promise<RealNomad> {
  const located = locateReal('nomad');
  if (located.kind === 'missing') throw new Error(located.reason);
  const state = await startAgents({
    folder,
    nomad: located.program,
    datacenters,
    ...more,
    edge: processEdge,
    env: {},
    signal: new AbortController().signal,
  });
  const access = { address: state.address, namespace: 'default', token: state.token! };
  const client = createNomadClient(access, processEdge);
  return {
    access,
    client,
    folder,
    backend: (tmp) =>
      nomadExecBackend({ env: { XDG_CACHE_HOME: join(folder, '..', 'cache') }, agents: folder, tmp }),
    async left() {
      const jobs = (await client.jobs.list()).map(({ ID, Status }) => `job ${ID}: ${Status}`);
      const mounts = readFileSync('/proc/self/mounts', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`${folder}/`));
      return [...jobs, ...mounts];
    },
    stop: async () => {
      await stopAgents({ folder, edge: processEdge });
    },
  };
}
