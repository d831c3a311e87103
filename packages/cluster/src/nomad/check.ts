import type { BackendFault } from '../backend/backend.ts';
import { ClusterError } from '../errors.ts';
import type { NomadClient } from './client/client.ts';
import type { NodeStub } from './client/nodes.ts';

/** What a Nomad lacks for runs with a driver: an answer, a leader, a right, a namespace, a client that has the driver. */
export async function checkNomad(client: NomadClient, o: { driver: string }): Promise<BackendFault[]> {
  try {
    if ((await client.agent.leader()) === '')
      return [
        {
          place: client.access.address,
          problem: 'the servers have no leader',
          fix: 'see that enough of them run: nomad server members',
        },
      ];
    const { namespace } = client.access;
    const nodes = await client.nodes.list();
    const names = (await client.namespaces.list()).map(({ Name }) => Name);
    const faults = clientFaults(nodes, o.driver);
    if (!names.includes(namespace))
      faults.unshift({
        place: client.access.address,
        problem: `has no namespace ${namespace} that this token may use`,
        fix: `set NOMAD_NAMESPACE to one of: ${names.join(', ') || 'none'}`,
      });
    return faults;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return [{ place: error.place, problem: error.problem, fix: error.fix }];
  }
}

/** Pure: why no client can take a task of the driver; empty if one can. */
export function clientFaults(nodes: readonly NodeStub[], driver: string): BackendFault[] {
  const states = nodes.map((node) => ({ node, why: whyNot(node, driver) }));
  if (states.some(({ why }) => why === undefined)) return [];
  if (states.length === 0)
    return [
      {
        place: 'clients',
        problem: 'there are none',
        fix: 'start one that joins these servers; agents of this machine: `sudo slotbench nomad agents start`',
      },
    ];
  return states.map(({ node, why }) => ({ place: `client ${node.Name}`, ...why! }));
}

/** By what a client says of a driver. */
const driverFixes: Readonly<Record<string, { absent: string; undetected: string; unhealthy: string }>> = {
  exec: {
    absent: 'run its agent as root on Linux, with exec in its driver.allowlist',
    undetected: 'run its agent as root on Linux, with exec in its driver.allowlist',
    unhealthy: 'run its agent as root, with control groups mounted',
  },
  podman: {
    absent:
      'start agents with it: `slotbench nomad agents start --driver podman`; elsewhere put nomad-driver-podman into its plugin_dir and podman into its driver.allowlist',
    undetected:
      'start podman’s service (`systemctl start podman.socket`) and see that socket_path in its block plugin "nomad-driver-podman" names its socket',
    unhealthy: 'see that `podman info` works for the user of the agent; its log says what podman answered',
  },
};

function whyNot(node: NodeStub, driver: string): { problem: string; fix: string } | undefined {
  if (node.Status !== 'ready')
    return { problem: `is ${node.Status}`, fix: 'start its agent again, or see its log' };
  if (node.Drain || node.SchedulingEligibility !== 'eligible')
    return {
      problem: 'takes no tasks (draining or ineligible)',
      fix: `nomad node eligibility -enable ${node.ID}`,
    };
  const info = node.Drivers?.[driver];
  const fixes = driverFixes[driver];
  if (info === undefined)
    return {
      problem: `has no driver ${driver}`,
      fix: fixes?.absent ?? `install driver ${driver} in its plugin_dir`,
    };
  if (!info.Detected)
    return {
      problem: `cannot use its driver ${driver}`,
      fix: fixes?.undetected ?? `give it what driver ${driver} needs`,
    };
  if (info.Healthy) return undefined;
  return {
    problem: `its driver ${driver} is unhealthy (${info.HealthDescription || 'no reason given'})`,
    fix: fixes?.unhealthy ?? 'mend what it names',
  };
}
