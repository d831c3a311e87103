import { isMainThread } from 'node:worker_threads';

interface Ending {
  /** Writes out, at once. */
  flush(): void;
  /** What needs the loop of the process, and some time. */
  drain?(): Promise<void>;
}

/** What still holds messages when the process ends without closing it (`process.exit`, a signal, a defect). */
const open = new Set<Ending>();
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let listening = false;
let ending = false;

/**
 * Calls `flush` when the process ends, also by a signal; before, if it is a signal, `drain`. The returned function forgets
 * it.
 */
export function flushAtExit(flush: () => void, drain?: () => Promise<void>): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', flushAll);
  }
  // A thread is not told of signals; the process's own thread ends all.
  if (open.size === 0 && isMainThread) for (const signal of signals) process.on(signal, endBy);
  const entry: Ending = { flush, ...(drain && { drain }) };
  open.add(entry);
  return () => {
    if (open.delete(entry) && open.size === 0) for (const signal of signals) process.off(signal, endBy);
  };
}

function flushAll(): void {
  for (const { flush } of open) flush();
}

/**
 * Who listens to a signal decides what it means; without anybody else it ends the process, as if we were not here, but
 * with what is queued on its way. A second one does not wait.
 */
async function endBy(signal: NodeJS.Signals): Promise<void> {
  if (process.listenerCount(signal) > 1) return;
  if (!ending) {
    ending = true;
    await Promise.all([...open].map(({ drain }) => drain?.()));
  }
  flushAll();
  process.off(signal, endBy);
  process.kill(process.pid, signal);
}
