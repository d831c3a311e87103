import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, chmod, mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClusterError } from '../errors.ts';
import type { RunFile } from '../supervisor/protocol.ts';
import type { Channel } from './channel.ts';
import type { NomadClient } from './client/client.ts';
import type { Edge } from './connection.ts';

const TRIES = 5;
/** Of one request, so that a cut costs little. */
const PIECE_BYTES = 64 * 1024 * 1024;

/**
 * Brings what a host's programs left into `into`: each file in pieces that go on after a cut, compared with its size and digest and
 * named only when it is whole. Throws `TRANSFER_FAILED` or `TRANSFER_CORRUPT` with the file.
 */
export async function fetchRun(o: {
  client: NomadClient;
  channel: Channel;
  edge: Edge;
  into: string;
}): Promise<void> {
  for (const file of await o.channel.ask<RunFile[]>({ do: 'files' })) {
    const path = join(o.into, checkedPath(file.path, o.channel.host));
    await mkdir(dirname(path), { recursive: true });
    if (file.kind === 'link') {
      await rm(path, { force: true });
      await symlink(checkedName(file.target, o.channel.host), path);
    } else await fetchFile({ ...o, file, path });
  }
}

async function fetchFile(o: {
  client: NomadClient;
  channel: Channel;
  edge: Edge;
  file: RunFile & { kind: 'file' };
  path: string;
}): Promise<void> {
  const { file, path, channel } = o;
  const part = `${path}.part`;
  await rm(part, { force: true });
  await (await open(part, 'w')).close();
  let offset = 0;
  for (let failures = 0; offset < file.bytes; ) {
    try {
      const stream = await o.client.files.read(channel.allocation, `${channel.host}/local/run/${file.path}`, {
        offset,
        limit: Math.min(PIECE_BYTES, file.bytes - offset),
      });
      let got = 0;
      for await (const bytes of stream as unknown as AsyncIterable<Uint8Array>) {
        await appendFile(part, bytes);
        offset += bytes.byteLength;
        got += bytes.byteLength;
      }
      if (got === 0) throw new Error('the file is shorter than its host said');
      failures = 0;
    } catch (error) {
      failures++;
      if (failures < TRIES) await o.edge.sleep(200 * 2 ** failures * (0.5 + o.edge.random()));
      else
        throw new ClusterError('TRANSFER_FAILED', {
          place: `${file.path} of host ${channel.host}`,
          problem: `${offset} of ${file.bytes} bytes arrived: ${(error as Error).message}`,
          fix: 'see that the Nomad client of this host answers',
        });
    }
  }
  if ((await digestOf(part)) !== file.sha256)
    throw new ClusterError('TRANSFER_CORRUPT', {
      place: `${file.path} of host ${channel.host}`,
      problem: 'other bytes arrived than the host has',
      fix: 'see that no program still writes it, and run again',
    });
  await chmod(part, file.mode);
  await rename(part, path);
}

/** What a task names stays below the run directory. */
function checkedPath(path: string, host: string): string {
  if (path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !/[\0\\]/.test(name)))
    return path;
  throw outside(path, host);
}

function checkedName(name: string, host: string): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\0\\]/.test(name)) return name;
  throw outside(name, host);
}

function outside(path: string, host: string): ClusterError {
  return new ClusterError('TRANSFER_CORRUPT', {
    place: `host ${host}`,
    problem: `names a file outside the run: '${path.slice(0, 100)}'`,
    fix: 'do not trust this client',
  });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
