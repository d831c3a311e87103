import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What nodes print, and do not trace, when a queue of theirs runs over; the number is how many traces are gone, else it is one. */
const NOTICES: readonly RegExp[] = [
  // cardano-node, new tracing: the forwarder threw its whole queue away.
  /TraceObject queue overflowed\. Dropped (\d+) messages/,
  // Legacy: one line a trace at the switchboard, one every 200 at the forwarder.
  /TraceForwarder's queue is full, (\d+) log items were dropped/,
  /(?:Switchboard|Aggregation|EKGViews|Monitor)'s queue full, dropping log items/,
];

/** Traces that a line of plain text says are lost. */
export function lostInLine(text: string): number {
  for (const notice of NOTICES) {
    const match = notice.exec(text);
    if (match !== null) return match[1] === undefined ? 1 : Number(match[1]);
  }
  return 0;
}

/** More of one file is not looked at. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Host -> traces that its `stderr` says are lost; hosts that lost none are left out. */
export async function queueLosses(runDir: string): Promise<Map<string, number>> {
  const losses = new Map<string, number>();
  for (const host of readdirSync(runDir)) {
    const path = join(runDir, host, 'stderr');
    if (!/^node-\d+$/.test(host) || !isFile(path)) continue;
    let lost = 0;
    try {
      const input = createReadStream(path, { end: MOST_BYTES - 1 });
      for await (const line of createInterface({ input, crlfDelay: Infinity })) lost += lostInLine(line);
    } catch {
      // What a node printed about itself is a help, never a condition.
      continue;
    }
    if (lost > 0) losses.set(host, lost);
  }
  return losses;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
