import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HostLogs } from '../read/find-logs.ts';
import { type FoldedHost, type FoldRules, foldHost } from './fold-host.ts';
import { fromColumns, type HostColumns } from './host-columns.ts';

export interface FoldHostsOptions {
  readonly rules: FoldRules;
  /** 0: on this thread. */
  readonly workers: number;
  /** Bytes of the logs of each host: the largest begin, so that no core has to wait for one at the end. */
  readonly bytes: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

type Answer = { readonly columns: HostColumns } | { readonly error: unknown };

/**
 * Folds every host, on `workers` threads, each host by one of them; the answer is in the order of `hosts` and does not depend on
 * the number of workers. Rejects with the first error of any of them, or if the signal aborts; then all threads end.
 */
export async function foldHosts(hosts: readonly HostLogs[], o: FoldHostsOptions): Promise<FoldedHost[]> {
  o.signal?.throwIfAborted();
  const folded: FoldedHost[] = Array.from({ length: hosts.length });
  if (o.workers === 0) {
    for (const [i, host] of hosts.entries()) folded[i] = await foldHost(host, o.rules, o.signal);
    return folded;
  }
  const queue = hosts.map((_, i) => i).sort((a, b) => o.bytes[b]! - o.bytes[a]! || a - b);
  const hashes = new Map<string, string>();
  const workers: Worker[] = [];
  try {
    const threads = Array.from({ length: Math.min(o.workers, hosts.length) }, async () => {
      const worker = new Worker(new URL(`./fold-thread${extname(import.meta.url)}`, import.meta.url), {
        workerData: o.rules,
      });
      workers.push(worker);
      for (let i = queue.shift(); i !== undefined; i = queue.shift())
        folded[i] = fromColumns(await ask(worker, hosts[i]!, o.signal), hashes);
    });
    await Promise.all(threads);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return folded;
}

function ask(worker: Worker, host: HostLogs, signal: AbortSignal | undefined): Promise<HostColumns> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', answered).off('error', failed).off('exit', ended);
      signal?.removeEventListener('abort', aborted);
      act();
    };
    const answered = (answer: Answer) =>
      settle(() => ('error' in answer ? reject(answer.error) : resolve(answer.columns)));
    const failed = (error: unknown) => settle(() => reject(error));
    const ended = (code: number) =>
      settle(() => reject(new Error(`the thread that read ${host.host} ended with code ${code}`)));
    const aborted = () => settle(() => reject(signal?.reason));
    worker.on('message', answered).on('error', failed).on('exit', ended);
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) aborted();
    else worker.postMessage(host);
  });
}
