import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { COMPRESSED_ENDING, type Compression } from './log-name.ts';

/** What a compression that was cut short leaves behind its target's name. */
export const UNFINISHED_ENDING = '.tmp';

const CHUNK_BYTES = 256 << 10;

/**
 * Replaces `path` by its compressed form, which keeps its time of change. At any moment one of the two is there and
 * whole: the compressed one gets its name only once it is on the disk. The work is done in the thread pool. Rejects
 * when `signal` aborts, and with the system's errors; nothing is lost then.
 */
export async function compressFile(
  path: string,
  compression: Compression,
  signal: AbortSignal,
): Promise<void> {
  const target = path + COMPRESSED_ENDING[compression];
  const unfinished = target + UNFINISHED_ENDING;
  try {
    const { atime, mtime } = await stat(path);
    await pipeline(
      createReadStream(path, { highWaterMark: CHUNK_BYTES }),
      compression === 'gzip' ? createGzip() : createZstdCompress(),
      createWriteStream(unfinished, { flush: true }),
      { signal },
    );
    await utimes(unfinished, atime, mtime);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await unlink(path);
}
