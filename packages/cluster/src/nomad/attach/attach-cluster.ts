import type { Cluster, ClusterPlan } from '../../backend/backend.ts';
import { ClusterError } from '../../errors.ts';
import type { NomadClient } from '../client/client.ts';
import type { Edge } from '../connection.ts';
import { noteClients } from '../notes.ts';
import { purgeJob } from '../purge-job.ts';
import { openRunHosts } from '../run-hosts.ts';
import { whyOver } from '../watch-job.ts';
import { readRecord, removeRecord } from './record.ts';

/**
 * The cluster of a run that another process began. Throws `RUN_OVER` if it is not on Nomad any more, with what remains of its job purged;
 * every other fault leaves it as it is.
 */
export async function attachNomadCluster(o: {
  client: NomadClient;
  edge: Edge;
  now: () => number;
  plan: ClusterPlan;
  signal: AbortSignal;
}): Promise<Cluster> {
  const { client, plan, signal } = o;
  const record = await readRecord(plan.runDir);
  const over = (problem: string) =>
    new ClusterError('RUN_OVER', {
      place: `run ${plan.tag}`,
      problem,
      fix: 'its logs are gone; run the profile again',
    });
  if (record === undefined) throw over('ended before its hosts had what they need');
  if (record.namespace !== client.access.namespace)
    throw new ClusterError('NOMAD_ACCESS', {
      place: 'NOMAD_NAMESPACE',
      problem: `is ${client.access.namespace}, and the run is in ${record.namespace}`,
      fix: `set NOMAD_NAMESPACE=${record.namespace}`,
    });
  const { value } = await client.jobs.allocations(record.job, { signal });
  const why = whyOver(value);
  if (why !== undefined) {
    await purgeJob(client, record.job);
    await removeRecord(plan.runDir);
    throw over(value.length === 0 ? `its job is not on ${client.access.address} any more` : why);
  }
  const allocations = new Map(value.map((each) => [each.TaskGroup, each]));
  await noteClients(plan.runDir, allocations);
  return await openRunHosts({ ...o, ...record, allocations });
}
