import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Results } from '@slotbench/analysis';

/** Key of a message -> how often it was told, and the names under which. */
export type MessageCounts = ReadonlyMap<string, MessageCount>;

export interface MessageCount {
  readonly count: number;
  readonly names: ReadonlySet<string>;
}

/** Different messages that are counted one by one; cardano-node has about 900. What comes after is counted together. */
const MOST_MESSAGES = 2000;
const OTHERS = '(others)';

/** Two names that share no part. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['BlockFetchServerSendBlock', 'SendBlock'],
  ['BlockFetchServer', 'SendBlock'],
  ['ResourceStats', 'Resources'],
]);

/**
 * What both systems call a message: the last part of its kind, or of its namespace where it has no kind, without the `Trace` that the
 * legacy system puts before it. Undefined for a line that is no message.
 */
export function messageKey(line: string): { readonly key: string; readonly name: string } | undefined {
  let value: { ns?: unknown; data?: { kind?: unknown } | null };
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const ns = Array.isArray(value.ns) ? value.ns.join('.') : value.ns;
  if (typeof ns !== 'string' || ns === '') return undefined;
  const kind = value.data?.kind;
  const full = typeof kind === 'string' && kind !== '' ? kind : ns;
  const last = full.slice(full.lastIndexOf('.') + 1).replace(/^Trace(?=[A-Z])/, '');
  // The legacy system has one name for all messages of a part of the node, so that its kind says more.
  return { key: ALIASES.get(last) ?? last, name: /^cardano\./.test(ns) ? full : ns };
}

/** Counts the messages in the logs that the analysis of a run read. */
export async function countMessages(runDir: string, results: Results): Promise<MessageCounts> {
  const counts = new Map<string, { count: number; names: Set<string> }>();
  for (const { path } of results.provenance.logs)
    for await (const line of createInterface({ input: createReadStream(join(runDir, path)) })) {
      const message = messageKey(line);
      if (message === undefined) continue;
      const key = counts.has(message.key) || counts.size < MOST_MESSAGES ? message.key : OTHERS;
      const one = counts.get(key) ?? { count: 0, names: new Set<string>() };
      one.count++;
      if (one.names.size < MOST_NAMES) one.names.add(message.name);
      counts.set(key, one);
    }
  return counts;
}

/** A message has one name in each system; a log that says otherwise must not fill the memory. */
const MOST_NAMES = 8;
