import { rename, writeFile } from 'node:fs/promises';

/** What the collector has done, as `collector.json` tells it; all counts since the start. */
export interface Statistics {
  readonly version: 1;
  objects: number;
  /** Bytes of log lines written, over all log files. */
  bytes: number;
  /** Connections that passed the handshake. */
  connections: number;
  /** Connections turned away: wrong magic or version, too many, no handshake in time. */
  refused: number;
  /** Accepted connections that ended because the peer broke a rule. */
  failed: number;
  writeErrors: number;
  /** Accepted objects missing from at least one log file because of write errors. */
  droppedObjects: number;
  /** Objects that no reader of `hasForwarding` fetched in time. */
  forwardingDropped: number;
  /** Metrics not stored because a node used too many names. */
  refusedMetrics: number;
  /** By node name. */
  perNode: Record<string, NodeStatistics>;
}

export interface NodeStatistics {
  objects: number;
  bytes: number;
  connections: number;
  connected: boolean;
  writeErrors: number;
  droppedObjects: number;
}

/** Under the first logRoot; the run's data-quality panel reads it. */
export const STATISTICS_FILE = 'collector.json';

/** Names come from the network: beyond this many, new ones share the entry `(others)`. */
const MOST_NODES = 1000;

export function createStatistics(): Statistics {
  return {
    version: 1,
    objects: 0,
    bytes: 0,
    connections: 0,
    refused: 0,
    failed: 0,
    writeErrors: 0,
    droppedObjects: 0,
    forwardingDropped: 0,
    refusedMetrics: 0,
    perNode: Object.create(null),
  };
}

/** The entry of a node, made at the first call. */
export function nodeStatistics(statistics: Statistics, name: string): NodeStatistics {
  const full = Object.keys(statistics.perNode).length >= MOST_NODES;
  const key = full && statistics.perNode[name] === undefined ? '(others)' : name;
  const fresh = { objects: 0, bytes: 0, connections: 0, connected: false, writeErrors: 0, droppedObjects: 0 };
  statistics.perNode[key] ??= fresh;
  return statistics.perNode[key];
}

/** Replaces the file in one step: a reader sees the old or the new one. */
export async function writeStatistics(path: string, statistics: Statistics): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(statistics, undefined, 2)}\n`);
  await rename(`${path}.tmp`, path);
}
