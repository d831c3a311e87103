import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { CollectorError } from '../errors.ts';
import { COMPRESSED_ENDING, parseLogName } from '../logs/log-name.ts';

/** A folder of one node under a log root: its machine-format log files, oldest first. */
export interface LogFolder {
  readonly name: string;
  readonly files: readonly string[];
}

/** Some lines of a file that follow each other, without their line breaks and without blank ones. */
export interface LinesRead {
  readonly file: string;
  readonly lines: readonly { readonly number: number; readonly bytes: Buffer }[];
}

/** Finds the log files in machine format; throws COLLECTOR_NO_LOGS if there is none. */
export async function findLogs(root: string): Promise<LogFolder[]> {
  let names: string[];
  try {
    const entries = await readdir(root, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw noLogs(root, `cannot be read: ${(cause as Error).message}`, cause);
  }
  const folders = await Promise.all(
    names.sort().map(async (name) => ({ name, files: await filesOf(join(root, name)) })),
  );
  const some = folders.filter((folder) => folder.files.length > 0);
  if (some.length === 0) throw noLogs(root, 'holds no log files in machine format (*/node-*.json)');
  return some;
}

/** Where a file is still uncompressed, its compressed form may be unfinished business of a crash. */
async function filesOf(folder: string): Promise<string[]> {
  const files = new Map<string, string>();
  for (const name of (await readdir(folder)).sort()) {
    const parsed = parseLogName(name);
    if (parsed?.format !== 'ForMachine') continue;
    const plain = parsed.compression === undefined ? name : name.slice(0, name.lastIndexOf('.'));
    if (!files.has(plain)) files.set(plain, join(folder, name));
  }
  return [...files.values()];
}

/**
 * Reads a log file, compressed or not: LF or CRLF, blank lines left out, a last line without a line break counts, so
 * that the framings of cardano-tracer and ours give the same lines. A file that meanwhile was compressed is read
 * in its new form; one that was deleted has no lines, which `onGone` is told.
 */
export async function* readLog(file: string, onGone: (file: string) => void): AsyncGenerator<LinesRead> {
  let number = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of await openLog(file)) {
      const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const lines: { number: number; bytes: Buffer }[] = [];
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        number++;
        const line = withoutReturn(bytes.subarray(start, end));
        if (line.length > 0) lines.push({ number, bytes: line });
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (lines.length > 0) yield { file, lines };
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return onGone(file);
    throw new CollectorError({
      code: 'COLLECTOR_BAD_LOG',
      place: file,
      problem: `cannot be read: ${message}`,
      cause,
    });
  }
  const last = withoutReturn(rest);
  if (last.length > 0) yield { file, lines: [{ number: number + 1, bytes: last }] };
}

async function openLog(file: string): Promise<Readable> {
  const names = [file, ...Object.values(COMPRESSED_ENDING).map((ending) => file + ending)];
  for (const [n, name] of names.entries()) {
    const stream = createReadStream(name, { highWaterMark: 256 << 10 });
    try {
      await new Promise<void>((resolve, reject) => stream.once('ready', resolve).once('error', reject));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && n < names.length - 1) continue;
      throw error;
    }
    if (name.endsWith(COMPRESSED_ENDING.gzip)) return through(stream, createGunzip());
    return name.endsWith(COMPRESSED_ENDING.zstd) ? through(stream, createZstdDecompress()) : stream;
  }
  throw new Error('unreachable: the last name returns or throws');
}

function through(stream: Readable, unpack: Transform): Readable {
  pipeline(stream, unpack, () => {}); // an error of either comes out of `unpack`
  return unpack;
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

function noLogs(place: string, problem: string, cause?: unknown): CollectorError {
  return new CollectorError({ code: 'COLLECTOR_NO_LOGS', place, problem, cause });
}
