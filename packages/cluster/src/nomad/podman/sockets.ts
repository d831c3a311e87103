import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess, isAlive } from '../../process-identity.ts';
import type { NomadClient } from '../client/client.ts';
import { sweepJobs } from '../owner.ts';

const PREFIX = 'slotbench-sockets-';
const OWNER = 'owner.json';

/**
 * Makes the folder below `tmp` that all containers of a run mount, with the sockets of collector and nodes. It lives as long as the
 * job, which may outlive the process that made it; those of killed runs, whose jobs are gone from this Nomad, are removed.
 */
export async function makeSocketsFolder(o: {
  client: NomadClient;
  tmp: string;
  tag: string;
}): Promise<string> {
  const { address, namespace } = o.client.access;
  const nomad = `${PREFIX}${shortHash(`${address} ${namespace}`)}-`;
  await sweepJobs(o.client);
  const jobs = new Set((await o.client.jobs.list()).map(({ ID }) => nomad + shortHash(ID)));
  for (const name of await readdir(o.tmp)) {
    if (!name.startsWith(nomad) || jobs.has(name)) continue;
    const path = join(o.tmp, name);
    const ours = (await lstat(path).catch(() => undefined))?.uid === process.getuid?.();
    if (ours && !(await isOwned(path))) await rm(path, { recursive: true, force: true });
  }
  const folder = join(o.tmp, nomad + shortHash(o.tag));
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, OWNER), JSON.stringify(identifyProcess(process.pid)));
  return folder;
}

/** Whether the process that made a folder lives; its job may be on its way. */
async function isOwned(folder: string): Promise<boolean> {
  try {
    return isAlive(JSON.parse(await readFile(join(folder, OWNER), 'utf8')));
  } catch {
    return false;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
