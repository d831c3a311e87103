import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { LineCutter, type OnLine } from './line-cutter.ts';

export interface LineSink {
  startFile(path: string): void;
  line: OnLine;
  tail: OnLine;
  garbage(offset: number): void;
}

/** Reads a log file once, in chunks of 1 MiB: its lines go to the sink, its size and hash come back. */
export async function readLog(
  file: { path: string; name: string },
  sink: LineSink,
  signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(file.path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(1024 * 1024);
    const cutter = new LineCutter({
      onLine: sink.line,
      onOversized: (offset) => sink.garbage(offset),
    });
    sink.startFile(file.name);
    let bytes = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes);
      if (bytesRead === 0) break;
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      cutter.push(part);
      bytes += bytesRead;
    }
    cutter.finish(sink.tail);
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}
