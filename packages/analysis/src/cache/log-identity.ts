import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { HostLogs } from '../read/find-logs.ts';

/** Read of both ends of a file: what differs in logs that happen to have the same size and date. */
const END_BYTES = 64 * 1024;

/** What tells apart the logs of a host without reading them: name, size, date and ends of each file. */
export async function logIdentity({ host, files }: HostLogs): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([host, files.length]));
  const ends = Buffer.allocUnsafe(END_BYTES);
  for (const { path, name } of files) {
    const file = await open(path, 'r');
    try {
      const { size, mtimeNs } = await file.stat({ bigint: true });
      hash.update(JSON.stringify([name, String(size), String(mtimeNs)]));
      hash.update(await readAt(file, ends, 0));
      if (size > BigInt(END_BYTES)) hash.update(await readAt(file, ends, Number(size) - END_BYTES));
    } finally {
      await file.close();
    }
  }
  return hash.digest('hex');
}

async function readAt(file: FileHandle, into: Buffer, position: number): Promise<Buffer> {
  const { bytesRead } = await file.read(into, 0, into.length, position);
  return into.subarray(0, bytesRead);
}
