import type { NodeLog } from './node-log.ts';

/** Several logs of one node as one: each gets every batch, and a batch is written when all have it. */
export function together(logs: readonly NodeLog[]): NodeLog {
  if (logs.length === 1) return logs[0]!;
  const all = async (action: (log: NodeLog) => void | Promise<void>) =>
    void (await Promise.all(logs.map(action)));
  return {
    write: (batch) => all((log) => log.write(batch)),
    rotate: (limits) => all((log) => log.rotate(limits)),
    close: () => all((log) => log.close()),
  };
}
