import type { HostFigures } from '../fold/host-figures.ts';
import type { Metric } from '../results.ts';
import { type MetricDefinition, pooledMetric } from './metric.ts';

const base = { upstreamId: null, population: 'hosts' } as const;
const SPAN = 'first to last stamp of the host’s log';

/** What each host wrote, lost and left out; one value a host. */
export const TRACING_METRICS = {
  lines: {
    ...base,
    id: 'traceLines',
    name: 'Trace lines',
    group: 'tracing',
    unit: '1/s',
    direction: 'none',
    doc: 'Lines that a host traces a second',
    formula: `trace lines / (${SPAN})`,
    caveat: 'What the logs hold: lines that were lost or suppressed on the way are not in it',
  },
  bytes: {
    ...base,
    id: 'traceBytes',
    name: 'Trace volume',
    group: 'tracing',
    unit: 'KiB/s',
    direction: 'none',
    doc: 'Bytes that the traces of a host take a second',
    formula: `bytes of its trace lines / 2^10 / (${SPAN})`,
    caveat: 'With line feeds, as they lie in a file that is not packed',
  },
  lost: {
    ...base,
    id: 'tracesLost',
    name: 'Lost traces',
    group: 'tracing',
    unit: 'count',
    direction: 'lower',
    doc: 'Traces that a host says it lost before anybody could read them',
    formula: 'forwarderDropped + linesLost + renderErrors of Shutdown.Statistics',
    caveat: 'Only nodes that count their losses and end in order have a value; cardano-node does not',
  },
  suppressed: {
    ...base,
    id: 'tracesSuppressed',
    name: 'Suppressed traces',
    group: 'tracing',
    unit: 'count',
    direction: 'lower',
    doc: 'Traces that the rate limiter of a host held back',
    formula: 'sum of numSuppressed of Reflection.StopLimiting',
    caveat: 'A limiter that never stops before the end of the run reports nothing',
  },
  missed: {
    ...base,
    id: 'missedSlots',
    name: 'Missed slots',
    group: 'machine',
    unit: 'count',
    direction: 'lower',
    doc: 'Slots between the first and the last leadership check of a host that have none',
    formula: 'slots without a StartLeadershipCheck that names them',
    caveat: 'A lost trace looks like a missed slot: read it with the losses. No filter applies',
  },
  rejected: {
    ...base,
    id: 'txsRejected',
    name: 'Rejected transactions',
    group: 'machine',
    unit: 'count',
    direction: 'none',
    doc: 'Transactions that the mempool of a host turned away',
    formula: 'Mempool.RejectedTx traces',
    caveat: 'A transaction that several peers offer may be turned away several times',
  },
} as const satisfies Record<string, MetricDefinition>;

export function tracingMetrics(hosts: readonly HostFigures[]): Metric[] {
  const metric = (definition: MetricDefinition, read: (host: HostFigures) => number | undefined) =>
    pooledMetric(
      definition,
      hosts.flatMap((figures) => {
        const value = read(figures);
        return value === undefined || !Number.isFinite(value) ? [] : [{ host: figures.host, value }];
      }),
    );
  const seconds = ({ times }: HostFigures) =>
    times.firstAt === undefined || times.lastAt === undefined
      ? Number.NaN
      : (times.lastAt - times.firstAt) / 1e9;
  const lines = ({ counts }: HostFigures) => [...counts.namespaces.values()].reduce((sum, n) => sum + n, 0);
  return [
    metric(TRACING_METRICS.lines, (host) => lines(host) / seconds(host)),
    metric(TRACING_METRICS.bytes, (host) => host.counts.traceBytes / 1024 / seconds(host)),
    metric(TRACING_METRICS.lost, (host) => host.counts.statistics?.tracesLost),
    metric(TRACING_METRICS.suppressed, (host) => host.counts.suppressed),
    metric(TRACING_METRICS.missed, (host) =>
      host.slots.checked === 0 ? undefined : host.slots.missed.count,
    ),
    metric(TRACING_METRICS.rejected, (host) => host.counts.txsRejected),
  ];
}
