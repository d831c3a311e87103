import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from '../../errors.ts';
import { readMeta } from '../../runs/meta.ts';
import { createNomadClient } from '../client/client.ts';
import type { Edge } from '../connection.ts';
import { findAccess } from '../find-access.ts';
import { KEEP_META } from '../owner.ts';
import { purgeJob } from '../purge-job.ts';

interface Site {
  readonly env: NodeJS.ProcessEnv;
  readonly agents?: string;
  readonly edge: Edge;
}

/** A run whose hosts stay until they are told. */
export interface KeptRun {
  readonly job: string;
  /** On the machine that ran it. */
  readonly runDir: string;
  readonly status: string;
}

/** Jobs of the namespace whose hosts stay. */
export async function keptRuns(site: Site): Promise<KeptRun[]> {
  const client = createNomadClient(await findAccess(site), site.edge);
  return (await client.jobs.list()).flatMap(({ ID, Status, Meta }) =>
    Meta?.[KEEP_META] === 'true' ? [{ job: ID, runDir: Meta.slotbench_run ?? '', status: Status }] : [],
  );
}

/** Ends the job of a run and removes what its hosts hold. Throws `NOMAD_TASK` while the run goes on, or if it has no job there. */
export async function stopKeptRun(site: Site, runDir: string): Promise<string> {
  const { tag, status, owner } = await readMeta(runDir);
  const wrong = (problem: string, fix: string) =>
    new ClusterError('NOMAD_TASK', { place: `run ${tag}`, problem, fix });
  if (status === 'running' && owner !== undefined)
    throw wrong(`goes on (process ${owner.pid})`, 'end it with Ctrl-C there, or wait');
  const path = join(runDir, 'nomad', 'job.json');
  const job = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text).Job as { ID: string; Namespace: string },
    () => undefined,
  );
  if (job === undefined)
    throw wrong('ran on no Nomad', 'name another run; `slotbench nomad stop` lists those that stay');
  const access = { ...(await findAccess(site)), namespace: job.Namespace };
  const client = createNomadClient(access, site.edge);
  const known = (await client.jobs.list({ prefix: job.ID })).some(({ ID }) => ID === job.ID);
  if (!known)
    throw wrong(
      `has no job in namespace ${job.Namespace} of ${access.address}`,
      'its hosts are given back already; if it ran on another Nomad, set NOMAD_ADDR',
    );
  await purgeJob(client, job.ID);
  return job.ID;
}
