import { ClusterError } from '../errors.ts';
import { accessFromEnv, type NomadAccess } from './access.ts';
import { accessToAgents, agentsFolder } from './agents/state.ts';

/** The environment names a Nomad, or local agents run. Throws `BACKEND_UNUSABLE`. */
export async function findAccess(o: { env: NodeJS.ProcessEnv; agents?: string }): Promise<NomadAccess> {
  const access = accessFromEnv(o.env) ?? (await accessToAgents(o.agents ?? agentsFolder(o.env)));
  if (access !== undefined) return access;
  throw new ClusterError('BACKEND_UNUSABLE', {
    place: 'Nomad',
    problem: 'no server is named and no local agents run',
    fix: 'start agents of this machine: `sudo slotbench nomad agents start`, or set NOMAD_ADDR (and NOMAD_TOKEN)',
  });
}
