import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AllocationStub } from './client/allocations.ts';
import type { Delivery } from './delivery.ts';
import type { NomadJob } from './job/job.ts';

/** What was asked for, and where it runs; the word that lets fetch is left out. */
export async function noteJob(runDir: string, job: NomadJob, hide: Delivery['hide']): Promise<void> {
  await writeNote(runDir, 'job.json', hide(JSON.stringify({ Job: job }, undefined, 1)));
}

export async function noteClients(
  runDir: string,
  allocations: ReadonlyMap<string, AllocationStub>,
): Promise<void> {
  const clients = [...allocations].map(([host, { ID, NodeID, NodeName }]) => [
    host,
    { allocation: ID, client: NodeID, name: NodeName },
  ]);
  await writeNote(runDir, 'clients.json', JSON.stringify(Object.fromEntries(clients), undefined, 1));
}

/** `nomad/` of a run: what this backend says about it. */
export async function makeNotesFolder(runDir: string): Promise<string> {
  const folder = join(runDir, 'nomad');
  await mkdir(folder, { recursive: true });
  return folder;
}

async function writeNote(runDir: string, name: string, text: string): Promise<void> {
  await writeFile(join(await makeNotesFolder(runDir), name), `${text}\n`);
}
