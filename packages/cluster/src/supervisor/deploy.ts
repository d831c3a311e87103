import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { readTar } from '../archive/tar.ts';

const TRIES = 5;

/**
 * Fetches an archive (tar, zstd) with retries, checks it against its digest and unpacks it below `into`. Returns the paths of its
 * files. Throws with what was wrong after the last try; nothing of a damaged archive is unpacked.
 */
export async function deploy(o: {
  url: string;
  sha256: string;
  into: string;
  sleep?: (ms: number) => Promise<unknown>;
}): Promise<string[]> {
  const bytes = await fetchChecked(o);
  const paths: string[] = [];
  for (const { path, mode, content } of readTar(zstdDecompressSync(bytes))) {
    const full = join(o.into, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content, { mode });
    await chmod(full, mode);
    paths.push(path);
  }
  return paths;
}

async function fetchChecked(o: {
  url: string;
  sha256: string;
  sleep?: (ms: number) => Promise<unknown>;
}): Promise<Buffer> {
  let fault = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const response = await fetch(o.url, { redirect: 'error', signal: AbortSignal.timeout(600_000) });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 === o.sha256) return bytes;
      throw new Error(`${bytes.length} bytes arrived damaged: digest ${sha256} instead of ${o.sha256}`);
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      fault = cause?.code === undefined ? message : `${message} (${cause.code})`;
      if (attempt < TRIES) await (o.sleep ?? sleep)(200 * 2 ** attempt);
    }
  }
  throw new Error(`the files of the run could not be fetched in ${TRIES} tries: ${fault}`);
}
