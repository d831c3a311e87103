import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type ColumnCache, cachedColumns, ReadRoom } from '../cache/column-cache.ts';
import { fromBytes } from '../columns/column-file.ts';
import type { HostLogs } from '../read/find-logs.ts';
import type { LogFile } from '../results.ts';
import type { FoldRules } from './fold-host.ts';
import { type FigureRules, type HostFigures, hostFigures } from './host-figures.ts';

/** How every host of a run is read; plain data, so that a worker can have it. */
export interface HostTask {
  readonly fold: FoldRules;
  readonly figures: FigureRules;
  readonly cache: ColumnCache | undefined;
}

/** The logs of a host, and where its columns are kept. */
export interface HostWork {
  readonly logs: HostLogs;
  readonly columns: string | undefined;
  /** What has to be read for it: the largest begin, so that no core has to wait for one at the end. */
  readonly bytes: number;
}

export interface HostAnswer {
  readonly figures: HostFigures;
  readonly logs: readonly LogFile[];
}

export interface FoldHostsOptions extends HostTask {
  /** Threads that read, this one among them; 0 and 1: this one alone. */
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Young generation of a worker. What a fold makes of a line is garbage at the next one, and the default would let it grow to 134 MB
 * before it looks: a hundred megabytes of memory for no time.
 */
const YOUNG_MB = 8;
/** Many times what a host needs; V8 collects a heap with a lower limit earlier. */
const OLD_MB = 1024;

/** A host for a worker; `place`: where it stands in the list. */
export interface Question {
  readonly place: number;
  readonly host: HostWork;
}

/** `host`: its place in the list. */
export type Answer = { readonly host: number } & (
  | { readonly bytes: Uint8Array }
  | { readonly error: unknown }
);

/**
 * The figures of every host, each host by one thread; the answer is in the order of `hosts` and does not depend on the number of
 * threads. This thread reads as well, since one more would cost 40 MB. Rejects with the first error of any of them, or if the signal
 * aborts; then all others end.
 */
export async function foldHosts(hosts: readonly HostWork[], o: FoldHostsOptions): Promise<HostAnswer[]> {
  o.signal?.throwIfAborted();
  const answers: HostAnswer[] = Array.from({ length: hosts.length });
  const shared = new Map<string, string>();
  const stop = new AbortController();
  const signal = o.signal === undefined ? stop.signal : AbortSignal.any([o.signal, stop.signal]);
  const queue = hosts.map((_, i) => i);
  if (o.workers > 1) queue.sort((a, b) => hosts[b]!.bytes - hosts[a]!.bytes || a - b);
  const { fold, figures, cache } = o;

  async function here(): Promise<void> {
    const room = new ReadRoom();
    for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
      answers[i] = await figuresOf(hosts[i]!, o, shared, room, signal);
      // Kept columns are read without a pause: what the threads have to say would wait for all of them.
      if (workers.length > 0) await setImmediate();
    }
  }
  /** `ahead`: what a thread finds when it is done, and this one has no time for it; the last hosts are left to who comes first. */
  async function there(worker: Worker, ahead: boolean): Promise<void> {
    for (;;) {
      const i = ahead && queue.length < o.workers ? undefined : queue.shift();
      if (i === undefined) return;
      answers[i] = fromBytes(await ask(worker, i, hosts[i]!, signal), shared) as HostAnswer;
    }
  }

  const workers = Array.from(
    { length: Math.max(0, Math.min(o.workers, hosts.length) - 1) },
    () =>
      new Worker(new URL(`./fold-thread${extname(import.meta.url)}`, import.meta.url), {
        workerData: { fold, figures, cache } satisfies HostTask,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
      }),
  );
  const parts = [
    here(),
    ...workers.map((worker) => there(worker, false)),
    ...workers.map((worker) => there(worker, true)),
  ];
  try {
    await Promise.all(parts);
  } finally {
    stop.abort();
    await Promise.all(workers.map((worker) => worker.terminate()));
    await Promise.allSettled(parts);
  }
  return answers;
}

/** Of one host, on this thread: its columns are gone when it returns. */
export async function figuresOf(
  { logs: host, columns: path }: HostWork,
  { fold, figures, cache }: HostTask,
  shared: Map<string, string>,
  room: ReadRoom,
  signal?: AbortSignal,
): Promise<HostAnswer> {
  signal?.throwIfAborted();
  const { columns, logs } = await cachedColumns(host, { rules: fold, cache, path, shared, room, signal });
  return { figures: hostFigures(columns, figures), logs };
}

function ask(worker: Worker, place: number, host: HostWork, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', answered).off('error', failed).off('exit', ended);
      signal.removeEventListener('abort', aborted);
      act();
    };
    const answered = (answer: Answer) => {
      if (answer.host !== place) return;
      settle(() => ('error' in answer ? reject(answer.error) : resolve(answer.bytes)));
    };
    const failed = (error: unknown) => settle(() => reject(error));
    const ended = (code: number) =>
      settle(() => reject(new Error(`the thread that read ${host.logs.host} ended with code ${code}`)));
    const aborted = () => settle(() => reject(signal.reason));
    worker.on('message', answered).on('error', failed).on('exit', ended);
    signal.addEventListener('abort', aborted);
    if (signal.aborted) aborted();
    else worker.postMessage({ place, host } satisfies Question);
  });
}
