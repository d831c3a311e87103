import type { ResourceFigures, ResourceMetric } from '../fold/resource-fold.ts';
import type { SlotFigures, SlotMetric } from '../fold/slot-fold.ts';
import type { Direction, Distribution, Metric, Population } from '../results.ts';
import { summarise } from '../statistics/distribution.ts';
import { clusterMetric, type MetricDefinition } from './metric.ts';

/** One host's machine figures, reduced: its samples need not be kept. */
export interface HostPerformance {
  readonly host: string;
  readonly distributions: Readonly<Record<string, Distribution | null>>;
}

export function hostPerformance(
  host: string,
  slots: SlotFigures,
  resources: ResourceFigures,
): HostPerformance {
  const distributions: Record<string, Distribution | null> = {};
  for (const row of ROWS) {
    const samples =
      row.from === 'slot'
        ? slots.samples[row.key]
        : row.from === 'resource'
          ? resources.samples[row.key]
          : resources.busySpans;
    distributions[row.id] = summarise(samples.values());
  }
  return { host, distributions };
}

/** Machine performance of the cluster: hosts count alike. Rows and names of locli 2.3; what differs is said in each definition. */
export function performanceMetrics(hosts: readonly HostPerformance[]): Metric[] {
  return ROWS.map((row) => {
    const members = hosts.map(({ host, distributions }) => ({
      host,
      distribution: distributions[row.id] ?? null,
    }));
    // A counter that is zero on every host for the whole run was not measured there: no garbage collector, no network counters.
    const measured =
      !row.zeroMeansAbsent || members.some((m) => m.distribution !== null && m.distribution.max > 0);
    return clusterMetric(definition(row), measured ? members : []);
  });
}

type Row = {
  readonly id: string;
  readonly upstreamId: string | null;
  readonly name: string;
  readonly unit: MetricDefinition['unit'];
  readonly direction: Direction;
  readonly definition: string;
  readonly zeroMeansAbsent?: true;
} & (
  | { readonly from: 'slot'; readonly key: SlotMetric }
  | { readonly from: 'resource'; readonly key: ResourceMetric }
  | { readonly from: 'span' }
);

function definition({ id, upstreamId, name, unit, direction, definition, from }: Row): MetricDefinition {
  const population: Population = from === 'slot' ? 'slots' : from === 'resource' ? 'samples' : 'spans';
  return { id, upstreamId, name, definition, group: 'machine', unit, direction, population };
}

const ROWS: readonly Row[] = [
  {
    from: 'slot',
    key: 'starts',
    id: 'leadershipChecks',
    upstreamId: 'cdfStarts',
    name: 'Forge loop starts',
    unit: 'count',
    direction: 'higher',
    definition: 'Leadership checks in a slot; below 1 means missed slots',
  },
  {
    from: 'slot',
    key: 'started',
    id: 'loopTardiness',
    upstreamId: 'cdfStarted',
    name: 'Forge loop tardiness',
    unit: 's',
    direction: 'lower',
    definition: 'Slot start until the forging loop starts, every slot',
  },
  {
    from: 'slot',
    key: 'blkCtx',
    id: 'blockContextDelay',
    upstreamId: 'cdfBlkCtx',
    name: 'Block context acquisition delay',
    unit: 's',
    direction: 'lower',
    definition: 'Loop start until the block context is known, every slot',
  },
  {
    from: 'slot',
    key: 'lgrState',
    id: 'ledgerStateDelay',
    upstreamId: 'cdfLgrState',
    name: 'Ledger state acquisition delay',
    unit: 's',
    direction: 'lower',
    definition: 'Block context until the ledger state is there, every slot',
  },
  {
    from: 'slot',
    key: 'lgrView',
    id: 'ledgerViewDelay',
    upstreamId: 'cdfLgrView',
    name: 'Ledger view acquisition delay',
    unit: 's',
    direction: 'lower',
    definition: 'Ledger state until the ledger view is there, every slot',
  },
  {
    from: 'slot',
    key: 'leading',
    id: 'leadershipCheckDuration',
    upstreamId: 'cdfLeading',
    name: 'Leadership check duration',
    unit: 's',
    direction: 'lower',
    definition: 'Ledger view (or loop start) until the node knows whether it leads, every slot',
  },
  {
    from: 'slot',
    key: 'blockGap',
    id: 'blockGap',
    upstreamId: 'cdfBlockGap',
    name: 'Interblock gap',
    unit: 'slots',
    direction: 'none',
    definition:
      'Slots since the tip last changed, seen from every slot: long gaps weigh more than short ones',
  },
  {
    from: 'slot',
    key: 'density',
    id: 'chainDensity',
    upstreamId: 'cdfDensity',
    name: 'Chain density',
    unit: 'ratio',
    direction: 'none',
    definition: 'Blocks per slot as the node reports it; one sample a report',
  },
  {
    from: 'resource',
    key: 'cpu',
    id: 'cpu',
    upstreamId: 'CentiCpu',
    name: 'Process CPU usage',
    unit: '%',
    direction: 'lower',
    definition: 'CPU time over true time between two samples, in % of one core (upstream rounds up)',
  },
  {
    from: 'resource',
    key: 'gcCpu',
    id: 'gcCpu',
    upstreamId: 'CentiGC',
    name: 'Garbage collector CPU usage',
    unit: '%',
    direction: 'lower',
    definition: 'CPU time of the garbage collector, in % of one core',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'mutatorCpu',
    id: 'mutatorCpu',
    upstreamId: 'CentiMut',
    name: 'Mutator CPU usage',
    unit: '%',
    direction: 'lower',
    definition: 'CPU time outside the garbage collector, in % of one core',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'majorGcs',
    id: 'majorGcs',
    upstreamId: 'GcsMajor',
    name: 'Major garbage collections',
    unit: '1/s',
    direction: 'lower',
    definition: 'Major collections a second (upstream: per slot)',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'minorGcs',
    id: 'minorGcs',
    upstreamId: 'GcsMinor',
    name: 'Minor garbage collections',
    unit: '1/s',
    direction: 'lower',
    definition: 'Minor collections a second (upstream: per slot)',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'rss',
    id: 'rss',
    upstreamId: 'RSS',
    name: 'Kernel RSS',
    unit: 'MiB',
    direction: 'lower',
    definition: 'Resident memory of the process',
  },
  {
    from: 'resource',
    key: 'heap',
    id: 'heap',
    upstreamId: 'Heap',
    name: 'Heap size',
    unit: 'MiB',
    direction: 'lower',
    definition: 'Heap of the run-time system',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'live',
    id: 'live',
    upstreamId: 'Live',
    name: 'Live data',
    unit: 'MiB',
    direction: 'lower',
    definition: 'Live data on the heap at the last collection',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'alloc',
    id: 'alloc',
    upstreamId: 'Alloc',
    name: 'Allocation rate',
    unit: 'MiB/s',
    direction: 'lower',
    definition: 'Memory allocated a second (upstream: per sample)',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'netRead',
    id: 'netRead',
    upstreamId: 'NetRd',
    name: 'Network reads',
    unit: 'KiB/s',
    direction: 'none',
    definition: 'Bytes received; absent where the node does not count them',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'netWrite',
    id: 'netWrite',
    upstreamId: 'NetWr',
    name: 'Network writes',
    unit: 'KiB/s',
    direction: 'none',
    definition: 'Bytes sent; absent where the node does not count them',
    zeroMeansAbsent: true,
  },
  {
    from: 'resource',
    key: 'fsRead',
    id: 'fsRead',
    upstreamId: 'FsRd',
    name: 'File system reads',
    unit: 'KiB/s',
    direction: 'lower',
    definition: 'Bytes that the process made the disk read',
  },
  {
    from: 'resource',
    key: 'fsWrite',
    id: 'fsWrite',
    upstreamId: 'FsWr',
    name: 'File system writes',
    unit: 'KiB/s',
    direction: 'lower',
    definition: 'Bytes that the process made the disk write',
  },
  {
    from: 'span',
    id: 'busySpans',
    upstreamId: 'cdfSpanLensCpu',
    name: 'CPU 85% spans',
    unit: 's',
    direction: 'lower',
    definition: 'Length of the stretches in which every sample shows 85 % of a core or more',
  },
  {
    from: 'resource',
    key: 'mempoolTxs',
    id: 'mempoolTxs',
    upstreamId: null,
    name: 'Transactions in the mempool',
    unit: 'count',
    direction: 'none',
    definition: 'Transactions waiting in the mempool at every resource sample',
  },
];
