import type { NomadAccess } from '../access.ts';
import { type Connection, connectNomad, type Edge } from '../connection.ts';
import { acl } from './acl.ts';
import { agent } from './agent.ts';
import { allocations } from './allocations.ts';
import { evaluations } from './evaluations.ts';
import { events } from './events.ts';
import { type ExecSession, execInTask } from './exec.ts';
import { files } from './files.ts';
import { jobs } from './jobs.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { services } from './services.ts';
import { variables } from './variables.ts';

export type NomadClient = ReturnType<typeof createNomadClient>;

/** Everything of Nomad's HTTP API that runs use, by the noun that it is about. */
export function createNomadClient(access: NomadAccess, edge: Edge) {
  const connection: Connection = connectNomad(access, edge);
  return {
    access,
    jobs: jobs(connection),
    evaluations: evaluations(connection),
    allocations: allocations(connection),
    files: files(connection),
    nodes: nodes(connection),
    namespaces: namespaces(connection),
    acl: acl(connection),
    services: services(connection),
    variables: variables(connection),
    agent: agent(connection),
    exec: (o: Parameters<typeof execInTask>[1]): Promise<ExecSession> => execInTask(connection, o),
    events: (o: Parameters<typeof events>[1]) => events(connection, o),
  };
}
