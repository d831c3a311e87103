import { anyNode } from '../adapter/any-node.ts';
import { fromBytes, toBytes } from '../columns/column-file.ts';
import type { FoldedHost, FoldRules } from '../fold/fold-host.ts';
import { HostFold } from '../fold/host-fold.ts';
import type { HostLogs } from '../read/find-logs.ts';
import { unpackedName } from '../read/log-names.ts';
import { FileTail } from './file-tail.ts';

/** The logs of one host while they grow, with the fold of an analysis. */
export class HostTail {
  readonly #rules: FoldRules;
  readonly #host: string;
  #fold: HostFold;
  #files: FileTail[] = [];

  constructor(host: string, rules: FoldRules) {
    this.#host = host;
    this.#rules = rules;
    this.#fold = new HostFold({ host, adapter: anyNode, ...rules });
  }

  /**
   * Reads on in the host's files, the newest of which grows; `over`: none grows any more. Where they are no longer those of before
   * (other files came in between, one was cut short or is gone) it begins anew.
   */
  async read(logs: HostLogs, o: { over: boolean }): Promise<void> {
    if (!(await this.#readOn(logs))) {
      this.#fold = new HostFold({ host: this.#host, adapter: anyNode, ...this.#rules });
      this.#files = [];
      await this.#readOn(logs);
    }
    if (o.over) this.#files.at(-1)?.end();
  }

  /** The host as an analysis would have it now. The columns are a copy: what is made of them does not touch the fold. */
  folded(shared: Map<string, string>): FoldedHost {
    const columns = fromBytes(toBytes(this.#fold.finish()), shared) as FoldedHost['columns'];
    return { columns, logs: this.#files.map((file) => ({ host: this.#host, ...file.log })) };
  }

  async #readOn({ files }: HostLogs): Promise<boolean> {
    if (files.length < this.#files.length) return false;
    if (this.#files.some((known, i) => unpackedName(known.name) !== unpackedName(files[i]!.name)))
      return false;
    for (const [i, file] of files.entries()) {
      const known = this.#files[i];
      const isNewest = i === files.length - 1;
      if (known !== undefined && i < this.#files.length - 1) {
        // It was read to its end when the next one appeared.
        if (await known.hasMore()) return false;
        continue;
      }
      const tail = known ?? new FileTail(file, this.#fold);
      if (known === undefined) this.#files.push(tail);
      const whole = await tail.read().catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      });
      if (!whole) return false;
      if (!isNewest) tail.end();
    }
    return true;
  }
}
