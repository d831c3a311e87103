import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './machine/machine.ts';
import type { SetUp } from './set-up.ts';

/** The lines of a node in the collector's log, of all its files. */
export function lines(collector: Machine, node: string): string[] {
  const folder = `/var/lib/slotbench-collector/${node}`;
  const { stdout } = collector.run(
    `cat ${folder}/node-*.json 2> /dev/null; zcat ${folder}/node-*.gz 2> /dev/null`,
  );
  return stdout.split('\n').filter((line) => line.startsWith('{'));
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

/** Waits a moment, so that what is under way arrives, and compares what was written until then. */
export async function lossesOf({ node, collector }: SetUp, name: string): Promise<Losses> {
  const journal = node.run(
    `journalctl -o cat --no-pager _SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID slotbench-node@${name})`,
  );
  const written = journal.stdout.split('\n').filter((line) => line.startsWith('{'));
  await sleep(3000);
  const there = lines(collector, name);
  const seen = new Set(there);
  const page = collector.run(`curl -sf http://127.0.0.1:12808/${name}`).stdout;
  const metric = /MessagesLost_forwarder_counter (\d+)/.exec(page);
  return {
    lost: Number(metric?.[1] ?? 0),
    missing: written.filter((line) => !seen.has(line)).length,
    twice: there.length - seen.size,
    written: written.length,
  };
}
