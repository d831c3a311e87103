import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  openCredentialsFolder,
  readSecretFile,
  recordOwner,
  writeSecretFile,
} from '../credentials/lease-record.ts';
import { isAlive, type ProcessIdentity } from '../process-identity.ts';
import type { FileFacts } from './fetch-file.ts';
import type { S3Bucket } from './s3.ts';
import type { S3Settings } from './s3-settings.ts';

/** A file of a run in a bucket, for as long as its hosts fetch it. */
export interface OfferedObject extends FileFacts {
  /** Lets its bearer fetch; never into a log, a run directory or an argument. */
  readonly url: string;
  /** Removes it from the bucket. */
  withdraw(): Promise<void>;
}

/** What stands in a bucket because of a process: enough to remove it with whatever keys the next one has. */
interface ObjectRecord {
  readonly version: 1;
  readonly owner: ProcessIdentity;
  readonly bucket: string;
  readonly endpoint: string;
  readonly key: string;
}

/** Stores a file and gives a URL for it. It is recorded in `folder` before it is stored, so that nothing stays behind a crash. */
export async function offerObject(
  store: S3Bucket,
  o: {
    readonly settings: S3Settings;
    readonly folder: string;
    readonly key: string;
    readonly path: string;
    readonly seconds: number;
  },
): Promise<OfferedObject> {
  await openCredentialsFolder(o.folder);
  const record = join(o.folder, `object-${randomBytes(8).toString('hex')}.json`);
  const written: ObjectRecord = {
    version: 1,
    owner: recordOwner(),
    bucket: o.settings.bucket,
    endpoint: o.settings.endpoint ?? '',
    key: o.key,
  };
  await writeSecretFile(record, written);
  const withdraw = async () => {
    await store.remove(o.key);
    await rm(record, { force: true });
  };
  try {
    const facts = await store.put(o.key, o.path);
    return { ...facts, url: await store.presignedGet(o.key, o.seconds), withdraw };
  } catch (error) {
    await withdraw().catch(() => undefined);
    throw error;
  }
}

/** Removes what killed processes left in this bucket; tells what it could not remove. */
export async function sweepObjects(
  store: S3Bucket,
  o: { readonly settings: S3Settings; readonly folder: string },
): Promise<{ readonly removed: readonly string[]; readonly problems: readonly string[] }> {
  const removed: string[] = [];
  const problems: string[] = [];
  const names = await readdir(o.folder).catch(() => [] as string[]);
  for (const name of names.filter((one) => /^object-[0-9a-f]{16}\.json$/.test(one)).sort()) {
    const path = join(o.folder, name);
    const record = (await readSecretFile(path)) as ObjectRecord | undefined;
    if (record === undefined || isAlive(record.owner)) continue;
    if (record.bucket !== o.settings.bucket || record.endpoint !== (o.settings.endpoint ?? '')) continue;
    try {
      await store.remove(record.key);
      await rm(path, { force: true });
      removed.push(`${record.bucket}/${record.key}`);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { removed, problems };
}
