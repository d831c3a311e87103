import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { LineCutter, type OnLine } from './line-cutter.ts';
import { packingOf, Unpacker } from './unpack.ts';

export interface LineSink {
  startFile(path: string): void;
  line: OnLine;
  tail: OnLine;
  garbage(offset: number): void;
  /** The rest of the file cannot be read, with the reason. */
  broken(why: string): void;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads a log file once, in chunks of 1 MiB, unpacking it on the way if it is packed with gzip or zstd: its lines go to the sink, its
 * size and the hash of the file as it lies there come back. A packed file that is cut short or damaged gives what can be unpacked.
 */
export async function readLog(
  file: { path: string; name: string },
  sink: LineSink,
  signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(file.path, 'r');
  try {
    const hash = createHash('sha256');
    // The next chunk is read by another thread while this one looks at the last.
    const chunks = [0, 1].map(() => Buffer.allocUnsafe(CHUNK_BYTES));
    const read = (at: number, into: Buffer) => {
      const reading = handle.read(into, 0, into.length, at);
      // If the last chunk makes somebody throw, nobody waits for this one.
      reading.catch(() => undefined);
      return reading;
    };
    const cutter = new LineCutter({
      onLine: sink.line,
      onOversized: (offset) => sink.garbage(offset),
    });
    sink.startFile(file.name);
    let bytes = 0;
    let unpacker: Unpacker | undefined;
    let readable = true;
    let next = read(0, chunks[0]!);
    for (let turn = 1; ; turn++) {
      const { bytesRead, buffer: chunk } = await next;
      signal?.throwIfAborted();
      if (bytesRead === 0) break;
      next = read(bytes + bytesRead, chunks[turn % 2]!);
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      if (bytes === 0) {
        const packing = packingOf(part);
        if (packing !== 'none') unpacker = new Unpacker(packing, (unpacked) => cutter.push(unpacked));
      }
      bytes += bytesRead;
      if (unpacker === undefined) cutter.push(part);
      else if (readable) readable = await unpacker.push(part);
    }
    const fault = await unpacker?.finish();
    cutter.finish(sink.tail);
    if (fault !== undefined) sink.broken(fault);
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}
