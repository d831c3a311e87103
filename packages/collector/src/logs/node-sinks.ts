import type { TraceObjectBatch } from '@slotbench/wire';
import type { NodeLog } from './node-log.ts';

/** Everywhere that one node's trace objects go. */
export interface NodeSinks extends NodeLog {
  /** Goes on with new log files, after a change of the configuration. */
  reopen(): Promise<void>;
}

/**
 * `open` makes the node's logs by the configuration of the moment; `after` gets each batch once the logs have it.
 */
export function createNodeSinks(o: {
  open(): NodeLog;
  after(batch: TraceObjectBatch): void | Promise<void>;
}): NodeSinks {
  let log = o.open();
  return {
    write(batch) {
      const writing = log.write(batch);
      return writing === undefined ? o.after(batch) : writing.then(() => o.after(batch));
    },
    rotate: (limits) => log.rotate(limits),
    close: () => log.close(),
    async reopen() {
      const old = log;
      log = o.open();
      await old.close();
    },
  };
}
