import type { RegisteredNode } from '../nodes/node-registry.ts';
import type { ObjectLag } from '../object-lag.ts';
import type { Statistics } from '../statistics.ts';
import { OWN_PREFIX, type OwnFamily } from './exposition.ts';

/** What the process knows about itself. */
export interface ProcessFigures {
  readonly startedMs: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Of this process, now. */
export function processFigures(): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    startedMs: performance.timeOrigin,
    cpuSeconds: (user + system) / 1e6,
    residentBytes: process.memoryUsage.rss(),
  };
}

/** The collector's own metrics, for the page of all nodes. `connected` are the nodes that have a name now. */
export function selfMetrics(
  statistics: Statistics,
  own: ProcessFigures,
  connected: readonly RegisteredNode[],
  lagOf: (node: RegisteredNode) => ObjectLag | undefined,
): readonly OwnFamily[] {
  const nodes = Object.entries(statistics.perNode);
  const one = (kind: OwnFamily['kind'], name: string, help: string, value: number): OwnFamily => ({
    name: `${OWN_PREFIX}${name}`,
    kind,
    help,
    samples: [{ labels: new Map(), value }],
  });
  const perNode = (
    kind: OwnFamily['kind'],
    name: string,
    help: string,
    count: (node: Statistics['perNode'][string]) => number,
  ): OwnFamily => ({
    name: `${OWN_PREFIX}node_${name}`,
    kind,
    help,
    samples: nodes.map(([node, counts]) => ({ labels: new Map([['node', node]]), value: count(counts) })),
  });
  const lags = (name: string, help: string, milliseconds: (lag: ObjectLag) => number): OwnFamily => ({
    name: `${OWN_PREFIX}node_${name}`,
    kind: 'gauge',
    help,
    samples: connected.flatMap((node) => {
      const lag = lagOf(node);
      return lag === undefined
        ? []
        : [{ labels: new Map([['node', node.name]]), value: milliseconds(lag) / 1000 }];
    }),
  });
  return [
    one(
      'gauge',
      'start_time_seconds',
      'When the collector started, in seconds since 1970.',
      own.startedMs / 1000,
    ),
    one('counter', 'cpu_seconds_total', 'CPU time of the collector.', own.cpuSeconds),
    one('gauge', 'resident_memory_bytes', 'Resident memory of the collector.', own.residentBytes),
    one('gauge', 'connected_nodes', 'Nodes that are connected and have a name.', connected.length),
    one('counter', 'objects_total', 'Trace objects accepted.', statistics.objects),
    one('counter', 'bytes_total', 'Bytes of log lines written, over all log files.', statistics.bytes),
    one(
      'counter',
      'lost_objects_total',
      'Accepted objects missing from a log file.',
      statistics.droppedObjects,
    ),
    one(
      'counter',
      'forwarding_dropped_objects_total',
      'Objects that no reader of hasForwarding fetched in time.',
      statistics.forwardingDropped,
    ),
    one('counter', 'write_errors_total', 'Failed writes of log files.', statistics.writeErrors),
    one('counter', 'connections_total', 'Connections that passed the handshake.', statistics.connections),
    one('counter', 'refused_connections_total', 'Connections turned away.', statistics.refused),
    one(
      'counter',
      'failed_connections_total',
      'Connections ended as the peer broke a rule.',
      statistics.failed,
    ),
    one(
      'counter',
      'refused_metrics_total',
      'Metrics beyond the bounds of a node.',
      statistics.refusedMetrics,
    ),
    perNode('gauge', 'up', 'Whether the node is connected.', ({ connected: is }) => (is ? 1 : 0)),
    perNode('counter', 'objects_total', 'Trace objects accepted from the node.', ({ objects }) => objects),
    perNode('counter', 'bytes_total', 'Bytes written to the log files of the node.', ({ bytes }) => bytes),
    perNode(
      'counter',
      'lost_objects_total',
      'Objects missing from a log file.',
      (node) => node.droppedObjects,
    ),
    perNode('counter', 'write_errors_total', 'Failed writes of log files.', ({ writeErrors }) => writeErrors),
    perNode(
      'counter',
      'connections_total',
      'Connections of the node so far.',
      ({ connections }) => connections,
    ),
    lags(
      'lag_seconds',
      'Age of the newest object of the last reply when the logs had it, by the clocks of both.',
      ({ lagMs }) => lagMs,
    ),
    lags(
      'last_object_time_seconds',
      'Time of the newest object, in seconds since 1970, by the clock of the node.',
      ({ lastObjectMs }) => lastObjectMs,
    ),
  ];
}
