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
  after(objects: Parameters<NodeLog['write']>[0]): void | Promise<void>;
}): NodeSinks {
  let log = o.open();
  return {
    async write(objects) {
      await log.write(objects);
      await o.after(objects);
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
