import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessSample } from '../log/observation.ts';
import { numberAfter, numberAt, statFields } from './proc-fields.ts';
import { openProcFile, type ProcFile } from './proc-file.ts';
import { openThreadProbe } from './thread-probe.ts';

export interface ProcessProbe {
  readonly name: string;
  readonly pid: number;
  /** Undefined once the process is gone. `threads`: also read what costs a file a thread. */
  sample(o: { threads: boolean }): ProcessSample | undefined;
  close(): void;
}

/** A clock tick of /proc is 1/100 s on every Linux that Node runs on. */
const TICK_MS = 10;
const KIB = 1024;

/** Opens what /proc says of a process; undefined if there is none. `root` is `/proc` but in tests. */
export function openProcessProbe(name: string, pid: number, root = '/proc'): ProcessProbe | undefined {
  const proc = `${root}/${pid}`;
  const stat = openProcFile(`${proc}/stat`);
  const status = openProcFile(`${proc}/status`);
  if (stat === undefined || status === undefined) return undefined;
  // Of another user's process it may not be read.
  const io = openProcFile(`${proc}/io`);
  const threads = openThreadProbe(proc);
  const net = hasOwnNetwork(proc, root) ? openProcFile(`${proc}/net/dev`) : undefined;
  const group = openGroup(proc, root);
  const files = [stat, status, io, net, group?.cpu, group?.memory];
  let ofThreads: Partial<ProcessSample> = {};
  return {
    name,
    pid,
    sample(o) {
      const times = readStat(stat);
      const memory = readStatus(status);
      if (times === undefined || memory === undefined) return undefined;
      if (o.threads) ofThreads = withoutUndefined(threads.read());
      return {
        kind: 'process',
        name,
        pid,
        ...times,
        ...memory,
        ...readIo(io),
        ...ofThreads,
        ...readNet(net),
        ...readGroup(group),
      };
    },
    close() {
      threads.close();
      for (const file of files) file?.close();
    },
  };
}

/** proc(5): minflt 10, majflt 12, utime 14, stime 15, num_threads 20. */
const STAT_FIELDS = [10, 12, 14, 15, 20] as const;

function readStat(file: ProcFile) {
  const bytes = file.read();
  if (bytes === undefined || bytes.length === 0) return undefined;
  const [minorFaults, majorFaults, user, system, threads] = statFields(bytes, STAT_FIELDS) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { userMs: user * TICK_MS, systemMs: system * TICK_MS, minorFaults, majorFaults, threads };
}

/** A process that ended and was not waited for has no memory any more: it is gone. */
function readStatus(file: ProcFile) {
  const bytes = file.read();
  const rss = bytes && numberAfter(bytes, '\nVmRSS:');
  if (bytes === undefined || rss === undefined) return undefined;
  return { rssBytes: rss * KIB, peakRssBytes: (numberAfter(bytes, '\nVmHWM:') ?? rss) * KIB };
}

function readIo(file: ProcFile | undefined): Partial<ProcessSample> {
  const bytes = file?.read();
  if (bytes === undefined || bytes.length === 0) return {};
  const value = (key: string): number => numberAfter(bytes, key) ?? 0;
  return {
    readBytes: value('rchar:'),
    writeBytes: value('wchar:'),
    readCalls: value('syscr:'),
    writeCalls: value('syscw:'),
    diskReadBytes: value('read_bytes:'),
    diskWriteBytes: value('\nwrite_bytes:'),
  };
}

function hasOwnNetwork(proc: string, root: string): boolean {
  try {
    return readlinkSync(`${proc}/ns/net`) !== readlinkSync(`${root}/self/ns/net`);
  } catch {
    return false;
  }
}

/** `eth0: RECEIVED packets errs drop fifo frame compressed multicast SENT …`; the loopback device is left out. */
function readNet(file: ProcFile | undefined): Partial<ProcessSample> {
  const bytes = file?.read();
  if (bytes === undefined) return {};
  let netReceivedBytes = 0;
  let netSentBytes = 0;
  for (const line of bytes.toString('latin1').split('\n')) {
    const colon = line.indexOf(':');
    if (colon === -1 || line.slice(0, colon).trim() === 'lo') continue;
    const fields = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    netReceivedBytes += Number(fields[0]) || 0;
    netSentBytes += Number(fields[8]) || 0;
  }
  return { netReceivedBytes, netSentBytes };
}

interface Group {
  readonly cpu: ProcFile | undefined;
  readonly memory: ProcFile | undefined;
}

/** The process's group in the unified hierarchy (cgroup 2), if it has one of its own: `0::/path`. */
function openGroup(proc: string, root: string): Group | undefined {
  const groupOf = (path: string): string | undefined => {
    try {
      return /^0::(\/.+)$/m.exec(readFileSync(path, 'latin1'))?.[1];
    } catch {
      return undefined;
    }
  };
  const group = groupOf(`${proc}/cgroup`);
  if (group === undefined || group === groupOf(`${root}/self/cgroup`) || group.includes('..'))
    return undefined;
  const folder = `/sys/fs/cgroup${group}`;
  return { cpu: openProcFile(`${folder}/cpu.stat`), memory: openProcFile(`${folder}/memory.current`) };
}

function readGroup(group: Group | undefined): Partial<ProcessSample> {
  const cpu = group?.cpu?.read();
  const throttled = cpu && numberAfter(cpu, 'throttled_usec');
  const throttledMs = throttled === undefined ? undefined : throttled / 1000;
  const memory = group?.memory?.read();
  return withoutUndefined({
    throttledMs,
    groupMemoryBytes: memory === undefined ? undefined : numberAt(memory, 0),
  });
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
