import { readdirSync } from 'node:fs';
import { numberAfter, numberAt } from './proc-fields.ts';
import { openProcFile, type ProcFile } from './proc-file.ts';

/** Of all threads that a process had, summed up; switches and waiting stand in files of each thread only. */
export interface ThreadTotals {
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  /** Undefined where the kernel has no schedstat. */
  readonly waitMs: number | undefined;
}

export interface ThreadProbe {
  read(): ThreadTotals;
  close(): void;
}

/** More threads than any node has; the others are not looked at. */
const MAX_THREADS = 256;

interface Thread {
  readonly status: ProcFile | undefined;
  readonly schedule: ProcFile | undefined;
  voluntary: number;
  involuntary: number;
  waitNs: number | undefined;
}

/** What a thread did since the reading before its end is not counted. */
export function openThreadProbe(proc: string): ThreadProbe {
  const threads = new Map<string, Thread>();
  const gone = { voluntary: 0, involuntary: 0, waitNs: 0 };
  const drop = (id: string, thread: Thread): void => {
    gone.voluntary += thread.voluntary;
    gone.involuntary += thread.involuntary;
    gone.waitNs += thread.waitNs ?? 0;
    thread.status?.close();
    thread.schedule?.close();
    threads.delete(id);
  };
  return {
    read() {
      for (const id of listThreads(proc))
        if (!threads.has(id) && threads.size < MAX_THREADS) threads.set(id, openThread(`${proc}/task/${id}`));
      let { voluntary, involuntary, waitNs } = gone;
      let hasWait = false;
      for (const [id, thread] of threads) {
        const alive = readThread(thread);
        voluntary += thread.voluntary;
        involuntary += thread.involuntary;
        waitNs += thread.waitNs ?? 0;
        hasWait ||= thread.waitNs !== undefined;
        if (!alive) drop(id, thread);
      }
      return {
        voluntarySwitches: voluntary,
        involuntarySwitches: involuntary,
        waitMs: hasWait ? waitNs / 1e6 : undefined,
      };
    },
    close() {
      for (const [id, thread] of threads) drop(id, thread);
    },
  };
}

function listThreads(proc: string): string[] {
  try {
    return readdirSync(`${proc}/task`);
  } catch {
    return [];
  }
}

function openThread(path: string): Thread {
  return {
    status: openProcFile(`${path}/status`),
    schedule: openProcFile(`${path}/schedstat`),
    voluntary: 0,
    involuntary: 0,
    waitNs: undefined,
  };
}

/** False once it is gone; its numbers then are those of the reading before. */
function readThread(thread: Thread): boolean {
  const status = thread.status?.read();
  if (status === undefined) return false;
  // The longer key ends in the shorter one: the line feed tells them apart.
  thread.voluntary = numberAfter(status, '\nvoluntary_ctxt_switches:') ?? 0;
  thread.involuntary = numberAfter(status, '\nnonvoluntary_ctxt_switches:') ?? 0;
  const schedule = thread.schedule?.read();
  if (schedule !== undefined) thread.waitNs = secondNumber(schedule);
  return true;
}

/** `RAN WAITED TIMESLICES`, ns. */
function secondNumber(bytes: Buffer): number {
  const space = bytes.indexOf(0x20);
  return space === -1 ? 0 : numberAt(bytes, space);
}
