import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { HostFold } from '../fold/host-fold.ts';
import { LineCutter } from '../read/line-cutter.ts';
import { readLog } from '../read/read-log.ts';
import { packingOf } from '../read/unpack.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A log file that may still grow: reads on from where it stopped. */
export class FileTail {
  readonly path: string;
  /** Relative to the run. */
  readonly name: string;
  readonly #fold: HostFold;
  readonly #cutter: LineCutter;
  readonly #hash = createHash('sha256');
  #packed: { bytes: number; sha256: string } | undefined;
  #bytes = 0;
  #lines = 0;
  #started = false;

  constructor(file: { path: string; name: string }, fold: HostFold) {
    this.path = file.path;
    this.name = file.name;
    this.#fold = fold;
    this.#cutter = new LineCutter({
      onLine: (bytes, start, end, offset) => {
        this.#lines++;
        fold.line(bytes, start, end, offset);
      },
      onOversized: (offset) => fold.garbage(offset),
    });
  }

  /** Everything that was appended since. Rejects where the file is gone; false: it was cut short meanwhile. */
  async read(): Promise<boolean> {
    if (this.#packed !== undefined) return true;
    const handle = await open(this.path, 'r');
    try {
      if ((await handle.stat()).size < this.#bytes) return false;
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.#bytes);
        if (bytesRead === 0) return true;
        const part = chunk.subarray(0, bytesRead);
        // What is packed grows no more.
        if (this.#bytes === 0 && packingOf(part) !== 'none') return await this.#readPacked();
        if (!this.#started) this.#fold.startFile(this.name);
        this.#started = true;
        this.#hash.update(part);
        this.#cutter.push(part);
        this.#bytes += bytesRead;
      }
    } finally {
      await handle.close();
    }
  }

  /** Nothing more will come: a last line without its end counts as well. */
  end(): void {
    this.#cutter.finish((bytes, start, end, offset) => {
      this.#lines++;
      this.#fold.tail(bytes, start, end, offset);
    });
  }

  /** Whether there is more than was read. What is gone, or packed meanwhile, grows no more. */
  async hasMore(): Promise<boolean> {
    if (this.#packed !== undefined) return false;
    const found = await stat(this.path).catch(() => undefined);
    return found !== undefined && found.size !== this.#bytes;
  }

  get log(): { path: string; bytes: number; lines: number; sha256: string } {
    const { bytes, sha256 } = this.#packed ?? { bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') };
    return { path: this.name, bytes, lines: this.#lines, sha256 };
  }

  async #readPacked(): Promise<boolean> {
    const fold = this.#fold;
    const count = (take: 'line' | 'tail') => (bytes: Buffer, start: number, end: number, offset: number) => {
      this.#lines++;
      fold[take](bytes, start, end, offset);
    };
    const sink = {
      startFile: (name: string) => fold.startFile(name),
      line: count('line'),
      tail: count('tail'),
      garbage: (offset: number) => fold.garbage(offset),
      broken: (why: string) => fold.broken(why),
    };
    this.#packed = await readLog(this, sink);
    return true;
  }
}
