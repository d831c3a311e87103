import { isAlive } from '../../process-identity.ts';
import { createNomadClient } from '../client/client.ts';
import type { NodeStub } from '../client/nodes.ts';
import type { Edge } from '../connection.ts';
import { type AgentRole, readAgents } from './state.ts';

export interface AgentsStatus {
  readonly address: string;
  readonly agents: readonly {
    readonly name: string;
    readonly role: AgentRole;
    readonly datacenter: string;
    readonly pid: number;
    /** `running`, `gone`, or of a client what the server says: `ready`, `down`. */
    readonly state: string;
    /** Of a client, by name. */
    readonly healthyDrivers: readonly string[];
  }[];
  /** Jobs that are not dead. */
  readonly jobs: readonly string[];
}

/** What the agents of a folder do; undefined where none were started. */
export async function agentsStatus(o: { folder: string; edge: Edge }): Promise<AgentsStatus | undefined> {
  const state = await readAgents(o.folder);
  if (state === undefined) return undefined;
  const access = { address: state.address, namespace: '*', ...(state.token ? { token: state.token } : {}) };
  const client = createNomadClient(access, { ...o.edge, sleep: () => Promise.reject(new Error('no')) });
  const nodes: readonly NodeStub[] = await client.nodes.list().catch(() => []);
  const jobs = await client.jobs.list().catch(() => []);
  return {
    address: state.address,
    agents: state.agents.map(({ name, role, datacenter, process: agent }) => {
      const node = nodes.find((each) => each.Name === name);
      const drivers = Object.entries(node?.Drivers ?? {}).filter(([, { Healthy }]) => Healthy);
      return {
        name,
        role,
        datacenter,
        pid: agent.pid,
        state: isAlive(agent) ? (node?.Status ?? 'running') : 'gone',
        healthyDrivers: drivers.map(([driver]) => driver).sort(),
      };
    }),
    jobs: jobs.filter(({ Status }) => Status !== 'dead').map(({ ID }) => ID),
  };
}
