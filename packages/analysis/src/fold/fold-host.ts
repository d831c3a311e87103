import { cardanoNode } from '../adapter/cardano-node.ts';
import { acceptsSlot, type ChainConstants, type Condition } from '../chain/filters.ts';
import type { HostLogs } from '../read/find-logs.ts';
import { readLog } from '../read/read-log.ts';
import type { Instant } from '../read/timestamp.ts';
import type { AdoptionRule, LogFile } from '../results.ts';
import { type HostFigures, HostFold } from './host-fold.ts';

/** What every host of a run is folded with; plain data, so that a worker can have it. */
export interface FoldRules {
  readonly systemStart: Instant;
  readonly slotNs: number;
  readonly adoption: AdoptionRule;
  readonly conditions: readonly Condition[];
  readonly constants: ChainConstants;
}

export interface FoldedHost {
  readonly figures: HostFigures;
  readonly logs: readonly LogFile[];
}

/** Reads the logs of one host, once. Rejects if a file cannot be read or the signal aborts. */
export async function foldHost(
  { host, files }: HostLogs,
  rules: FoldRules,
  signal?: AbortSignal,
): Promise<FoldedHost> {
  const fold = new HostFold({
    host,
    adapter: cardanoNode,
    systemStart: rules.systemStart,
    slotNs: rules.slotNs,
    adoption: rules.adoption,
    acceptsSlot: (slot) => acceptsSlot(slot, rules.conditions, rules.constants),
  });
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
    };
    const { bytes, sha256 } = await readLog(file, sink, signal);
    logs.push({ host, path: file.name, bytes, lines, sha256 });
  }
  return { figures: fold.finish(), logs };
}
