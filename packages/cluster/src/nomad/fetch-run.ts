import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, statfs, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { ClusterError } from '../errors.ts';
import type { PackedFile, RunFile } from '../supervisor/protocol.ts';
import { type FileFacts, fetchFile, fileFacts } from '../transfer/fetch-file.ts';
import type { Channel } from './channel.ts';
import type { NomadClient } from './client/client.ts';
import type { Edge } from './connection.ts';

/** Of one request, so that a cut costs little. */
const PIECE_BYTES = 64 * 1024 * 1024;
/** Smaller files travel as they are: a copy would cost more than it saves. */
const PACK_BYTES = 16 * 1024;

/**
 * Brings what a host's programs left into `into`: each file compressed by its supervisor, in pieces that go on after a cut, also that of an
 * earlier process, and named only when it is whole and has the size and the digest that the supervisor says. What is there already and is
 * whole is not fetched again. Throws `TRANSFER_FAILED` or `TRANSFER_CORRUPT` with the file, `DISK_FULL` with the place.
 */
export async function fetchRun(o: {
  client: NomadClient;
  channel: Pick<Channel, 'host' | 'allocation' | 'ask'>;
  edge: Edge;
  into: string;
  signal: AbortSignal;
}): Promise<void> {
  const files = await o.channel.ask<RunFile[]>({ do: 'files' });
  await mkdir(o.into, { recursive: true });
  await checkSpace(o.into, o.channel.host, files);
  for (const file of files) {
    const path = join(o.into, checkedPath(file.path, o.channel.host));
    await mkdir(dirname(path), { recursive: true });
    if (file.kind === 'link') {
      await rm(path, { force: true });
      await symlink(checkedName(file.target, o.channel.host), path);
    } else if (!(await isWhole(path, file))) {
      await (file.bytes < PACK_BYTES ? fetchPlain : fetchPacked)({ ...o, file, path });
      await chmod(path, file.mode);
    }
  }
}

interface Wanted {
  readonly client: NomadClient;
  readonly channel: Pick<Channel, 'host' | 'allocation' | 'ask'>;
  readonly edge: Edge;
  readonly signal: AbortSignal;
  readonly file: RunFile & { kind: 'file' };
  readonly path: string;
}

async function fetchPlain(o: Wanted): Promise<void> {
  await fetchBytes(o, { ...o.file, inTask: `/local/run/${o.file.path}`, path: o.path });
}

/** The copy is fetched, unpacked beside its place and compared with what the file was. */
async function fetchPacked(o: Wanted): Promise<void> {
  const { file, path, channel } = o;
  const packed = await channel.ask<PackedFile>({ do: 'pack', path: file.path });
  const [copy, whole] = [`${path}.zst`, `${path}.whole`];
  await fetchBytes(o, { bytes: packed.bytes, sha256: packed.sha256, inTask: packed.path, path: copy });
  const unpacked = createZstdDecompress();
  await pipeline(createReadStream(copy), unpacked, atMost(file.bytes), createWriteStream(whole)).catch(
    (cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOSPC' ? noSpace(whole, channel.host, cause) : changed(o, cause.message);
    },
  );
  const found = await fileFacts(whole);
  if (found.bytes !== file.bytes || found.sha256 !== file.sha256) {
    await rm(whole, { force: true });
    throw changed(o, 'other bytes arrived than the host has');
  }
  await rename(whole, path);
  await rm(copy, { force: true });
  await channel.ask({ do: 'unpack', path: file.path });
}

/** A copy that unpacks to more than was promised must not fill the disk. */
function atMost(bytes: number) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    let left = bytes;
    for await (const chunk of chunks) {
      left -= chunk.byteLength;
      if (left < 0) throw new Error(`more than the ${bytes} bytes that its host said`);
      yield chunk;
    }
  };
}

async function fetchBytes(
  o: Wanted,
  wanted: FileFacts & { readonly inTask: string; readonly path: string },
): Promise<void> {
  const { channel, client } = o;
  await fetchFile(
    (offset, signal) =>
      client.files.read(channel.allocation, `${channel.host}${wanted.inTask}`, {
        offset,
        limit: Math.min(PIECE_BYTES, wanted.bytes - offset),
        signal,
      }) as unknown as Promise<AsyncIterable<Uint8Array>>,
    {
      bytes: wanted.bytes,
      sha256: wanted.sha256,
      path: wanted.path,
      what: `${o.file.path} of host ${channel.host}`,
      signal: o.signal,
      sleep: (ms) => o.edge.sleep(ms, o.signal),
      random: o.edge.random,
    },
  );
}

async function isWhole(path: string, file: RunFile & { kind: 'file' }): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  if (there?.size !== file.bytes) return false;
  return (await fileFacts(path)).sha256 === file.sha256;
}

/** Told before anything is fetched: a full disk would cut every host. */
async function checkSpace(into: string, host: string, files: readonly RunFile[]): Promise<void> {
  let needed = 0;
  for (const file of files)
    if (file.kind === 'file') {
      const there = await stat(join(into, checkedPath(file.path, host))).catch(() => undefined);
      if (there?.size !== file.bytes) needed += file.bytes;
    }
  const { bavail, bsize } = await statfs(into);
  if (bavail * bsize < needed) throw noSpace(into, host, undefined, needed);
}

function noSpace(place: string, host: string, cause?: unknown, needed?: number): ClusterError {
  const what = needed === undefined ? 'what' : `the ${Math.ceil(needed / 1e6)} MB that`;
  return new ClusterError('DISK_FULL', {
    place,
    problem: `too little space for ${what} host ${host} left`,
    fix: 'free space there',
    cause,
  });
}

function changed({ file, channel }: Wanted, problem: string): ClusterError {
  return new ClusterError('TRANSFER_CORRUPT', {
    place: `${file.path} of host ${channel.host}`,
    problem,
    fix: 'see whether a program still writes the file',
  });
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
