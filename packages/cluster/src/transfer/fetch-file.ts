import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClusterError } from '../errors.ts';

/** Bytes of a file from an offset, at least one and perhaps not all: a URL, the files of a Nomad client, a file of this machine. */
export type FileSource = (
  offset: number,
  signal: AbortSignal,
) => Promise<AsyncIterable<Uint8Array>> | AsyncIterable<Uint8Array>;

/** What a file must be to be accepted. */
export interface FileFacts {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Tries in a row without a byte; a cut after some bytes costs none. */
const TRIES = 5;
/** A source that gives no byte for so long is asked again: its connection may be open and carry nothing. */
const STALL_MS = 30_000;

/** Said by a source that no second try helps: a refused key, an address that has expired. */
export class RefusedError extends Error {}

/**
 * Fetches a file whole or not at all: goes on where a cut came, also where an earlier process was cut (`PATH.part`), compares size and digest
 * and only then gives the file its name. Bytes that are wrong are fetched once more from the start. Throws `TRANSFER_FAILED` or `TRANSFER_CORRUPT`.
 */
export async function fetchFile(
  source: FileSource,
  o: FileFacts & {
    readonly path: string;
    /** What is fetched, for messages: never an address with a signature. */
    readonly what: string;
    readonly signal: AbortSignal;
    readonly sleep: (ms: number) => Promise<void>;
    readonly random: () => number;
  },
): Promise<void> {
  const part = `${o.path}.part`;
  await mkdir(dirname(o.path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    await fetchRest(source, part, o);
    const found = await fileFacts(part);
    if (found.bytes === o.bytes && found.sha256 === o.sha256) break;
    await rm(part, { force: true });
    if (attempt === 2)
      throw new ClusterError('TRANSFER_CORRUPT', {
        place: o.what,
        problem: `${found.bytes} of ${o.bytes} bytes arrived twice with another digest than ${o.sha256.slice(0, 12)}…`,
        fix: 'see what changes them on the way, or whether a program still writes the file',
      });
  }
  await rename(part, o.path);
}

async function fetchRest(
  source: FileSource,
  part: string,
  o: Parameters<typeof fetchFile>[1],
): Promise<void> {
  const file = await open(part, 'a');
  try {
    let offset = (await file.stat()).size;
    if (offset > o.bytes) {
      await file.truncate(0);
      offset = 0;
    }
    for (let failures = 0; offset < o.bytes; ) {
      o.signal.throwIfAborted();
      const before = offset;
      let problem = 'it ended early';
      try {
        for await (const chunk of notStalling(source, offset, o.signal)) {
          // a source that sends more than was promised must not fill the disk
          const bytes = chunk.subarray(0, o.bytes - offset);
          await file.appendFile(bytes).catch((cause: NodeJS.ErrnoException) => {
            throw cannotKeep(part, o, offset, cause);
          });
          offset += bytes.byteLength;
          if (offset === o.bytes) break;
        }
      } catch (error) {
        if (o.signal.aborted) throw error;
        if (error instanceof ClusterError && error.code === 'DISK_FULL') throw error;
        if (error instanceof RefusedError) throw failed(o, offset, error.message);
        problem = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      }
      failures = offset > before ? 0 : failures + 1;
      if (failures === TRIES) throw failed(o, offset, problem);
      if (offset < o.bytes) await o.sleep(200 * 2 ** failures * (0.5 + o.random()));
    }
  } finally {
    await file.close();
  }
}

/** The bytes of a source, which is told to end once it gives none for too long. */
async function* notStalling(
  source: FileSource,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stall = new AbortController();
  const give = () => stall.abort(new Error(`no byte in ${STALL_MS / 1000} s`));
  let timer = setTimeout(give, STALL_MS);
  try {
    for await (const chunk of await source(offset, AbortSignal.any([signal, stall.signal]))) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(give, STALL_MS);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Not the fault of the source: no other try helps. */
function cannotKeep(
  part: string,
  o: { what: string; bytes: number },
  offset: number,
  cause: NodeJS.ErrnoException,
): ClusterError {
  return new ClusterError('DISK_FULL', {
    place: part,
    problem: `${offset} of ${o.bytes} bytes of ${o.what} could be written (${cause.code ?? cause.message})`,
    fix: 'free space there, or give this user the right to write',
    cause,
  });
}

/** Size and digest of a file, read as a stream. */
export async function fileFacts(path: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

function failed(o: { what: string; bytes: number }, offset: number, problem: string): ClusterError {
  return new ClusterError('TRANSFER_FAILED', {
    place: o.what,
    problem: `${offset} of ${o.bytes} bytes arrived: ${problem}`,
    fix: 'what arrived is kept: try again and it goes on there',
  });
}
