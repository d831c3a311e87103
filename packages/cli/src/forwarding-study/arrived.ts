import { open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const MARK = Buffer.from('"ns":"Study.Load.Object"');

/** Counts the objects of the load in a collector's log as they arrive; other lines are the collector's and the library's own. */
export class ArrivedObjects {
  readonly #logRoot: string;
  readonly #prefix: string;
  readonly #read = new Map<string, { at: number; rest: Buffer }>();
  objects = 0;
  bytes = 0;

  /** Of nodes whose names begin with `prefix`. */
  constructor(logRoot: string, prefix: string) {
    this.#logRoot = logRoot;
    this.#prefix = prefix;
  }

  /** Reads what is new. */
  async look(): Promise<void> {
    const names = await readdir(this.#logRoot, { recursive: true }).catch(() => []);
    for (const name of names)
      if (name.startsWith(this.#prefix) && /T[^/]*\.json$/.test(name))
        await this.#readOn(join(this.#logRoot, name));
  }

  /** Removes the logs: nobody writes to them any more. */
  async remove(): Promise<void> {
    const folders = new Set([...this.#read.keys()].map((path) => dirname(path)));
    await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
  }

  async #readOn(path: string): Promise<void> {
    const state = this.#read.get(path) ?? { at: 0, rest: Buffer.alloc(0) };
    this.#read.set(path, state);
    const file = await open(path);
    try {
      const chunk = Buffer.alloc(1 << 20);
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, state.at);
        if (bytesRead === 0) break;
        state.at += bytesRead;
        this.#take(state, chunk.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }

  #take(state: { rest: Buffer }, chunk: Buffer): void {
    const bytes = state.rest.length === 0 ? chunk : Buffer.concat([state.rest, chunk]);
    let begin = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, begin)) {
      const line = bytes.subarray(begin, end);
      if (line.includes(MARK)) {
        this.objects++;
        this.bytes += line.length + 1;
      }
      begin = end + 1;
    }
    state.rest = Buffer.from(bytes.subarray(begin));
  }
}
