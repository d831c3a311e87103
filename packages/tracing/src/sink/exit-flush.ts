import { isMainThread } from 'node:worker_threads';

/** What still holds messages when the process ends without closing it (`process.exit`, a signal, a defect). */
const open = new Set<() => void>();
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let listening = false;

/** Calls `flush` when the process ends, also by a signal; the returned function forgets it. */
export function flushAtExit(flush: () => void): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', flushAll);
  }
  // A thread is not told of signals; the process's own thread ends all.
  if (open.size === 0 && isMainThread) for (const signal of signals) process.on(signal, endBy);
  open.add(flush);
  return () => {
    if (open.delete(flush) && open.size === 0) for (const signal of signals) process.off(signal, endBy);
  };
}

function flushAll(): void {
  for (const flush of open) flush();
}

/** Who listens to a signal decides what it means; without anybody else it ends the process, as if we were not here. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  flushAll();
  process.off(signal, endBy);
  process.kill(process.pid, signal);
}
