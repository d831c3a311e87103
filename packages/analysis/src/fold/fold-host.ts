import { anyNode } from '../adapter/any-node.ts';
import type { Plan } from '../properties/plan.ts';
import type { HostLogs } from '../read/find-logs.ts';
import { readLog } from '../read/read-log.ts';
import type { Instant } from '../read/timestamp.ts';
import type { AdoptionRule, LogFile } from '../results.ts';
import { type HostColumns, HostFold } from './host-fold.ts';

/** What every host of a run is folded with; plain data. Stored columns are those of other logs if any of it changes. */
export interface FoldRules {
  readonly systemStart: Instant;
  readonly slotNs: number;
  readonly adoption: AdoptionRule;
  /** Those that are about the lines of one host. */
  readonly properties?: readonly Plan[];
}

/** The log of one host as columns, and its files. */
export interface FoldedHost {
  readonly columns: HostColumns;
  readonly logs: readonly LogFile[];
}

/** Reads the logs of one host, once. Rejects if a file cannot be read or the signal aborts. */
export async function foldHost(
  { host, files }: HostLogs,
  rules: FoldRules,
  signal?: AbortSignal,
): Promise<FoldedHost> {
  const fold = new HostFold({ host, adapter: anyNode, ...rules });
  const logs: LogFile[] = [];
  for (const file of files) {
    let lines = 0;
    const sink = {
      startFile: (name: string) => fold.startFile(name),
      line: (bytes: Buffer, start: number, end: number, offset: number) => {
        lines++;
        fold.line(bytes, start, end, offset);
      },
      tail: (bytes: Buffer, start: number, end: number, offset: number) => {
        lines++;
        fold.tail(bytes, start, end, offset);
      },
      garbage: (offset: number) => fold.garbage(offset),
      broken: (why: string) => fold.broken(why),
    };
    const { bytes, sha256 } = await readLog(file, sink, signal);
    logs.push({ host, path: file.name, bytes, lines, sha256 });
  }
  return { columns: fold.finish(), logs };
}
