import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine/machine.ts';

/** The folders that a collector of the guide, or of its test, may have written to. */
const LOGS = ['var/lib/slotbench-collector', 'var/lib/slotbench-collector/second', 'srv/traces'];

/** The lines of a node in the collector's logs, of all its files. */
export function arrivedLines(collector: Machine, node: string): string[] {
  const files = LOGS.flatMap((folder) => globSync(join(collector.root, folder, node, 'node-*.json')));
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{')),
  );
}

/** When the newest trace of a node that has arrived was made, milliseconds; 0: none has. */
export function newestMs(collector: Machine, node: string): number {
  const files = globSync(join(collector.root, LOGS[0]!, node, 'node-*.json'))
    .sort()
    .slice(-2);
  // A line that is still being written is no line yet.
  const line = files.map((file) => readFileSync(file, 'utf8').split('\n').at(-2)).findLast((one) => one);
  return line === undefined ? 0 : Date.parse((JSON.parse(line) as { at: string }).at);
}

/** What each side says of a node's losses since it was started last, and what is really missing. */
export interface Losses {
  /** The node's own count, as its metric says it on the collector's Prometheus page. */
  readonly lost: number;
  /** Lines that the node wrote to its own journal and that are not in the collector's log. */
  readonly missing: number;
  readonly twice: number;
  readonly written: number;
}

/** Compares what a node wrote until now; what is under way yet counts as missing. */
export async function lossesOf(node: Machine, collector: Machine, name: string): Promise<Losses> {
  const journal = await node.run(
    `journalctl -o cat --no-pager _SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID slotbench-node@${name})`,
  );
  const written = journal.stdout.split('\n').filter((line) => line.startsWith('{'));
  const page = (await collector.run(`curl -sf http://127.0.0.1:12808/${name}`)).stdout;
  const metric = /MessagesLost_forwarder_counter (\d+)/.exec(page);
  const there = arrivedLines(collector, name);
  const seen = new Set(there);
  return {
    lost: Number(metric?.[1] ?? 0),
    missing: written.filter((line) => !seen.has(line)).length,
    twice: there.length - seen.size,
    written: written.length,
  };
}
