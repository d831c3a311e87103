import type { MetricDefinition } from '../metrics/metric.ts';

const base = { upstreamId: null, group: 'outside' } as const;
const STAMPS =
  'Stamps of the observer, later than the node by the way to it: read it with outsideRoundTrip. Every block of the main chain that all nodes offered while they were followed, whatever the filters; without the tip';
const PROC =
  'Between the first and the last offered header. Read from /proc by another process, whatever the node logs';

const shareOfNodes = (share: string, id: string, name: string) =>
  ({
    ...base,
    id,
    name,
    unit: 's',
    direction: 'lower',
    population: 'blocks',
    doc: `Start of the slot until ${share} of the nodes have offered the header to a peer`,
    formula: 'header pushed − slot start, at that share of the nodes',
    caveat: STAMPS,
  }) as const;

/** Shares of the nodes, in the order of the metrics. */
export const OFFER_SHARES = [0.5, 0.9, 1] as const;

export const OFFER_METRICS = [
  shareOfNodes('half', 'offered0.50', 'Offered by half of the nodes'),
  shareOfNodes('90 %', 'offered0.90', 'Offered by 90 % of the nodes'),
  shareOfNodes('all', 'offered1.00', 'Offered by every node'),
] as const satisfies readonly MetricDefinition[];

const ofNode = {
  ...base,
  unit: 's',
  direction: 'lower',
  population: 'observations',
  caveat: STAMPS,
} as const;

export const OUTSIDE_BLOCK_METRICS = {
  offered: {
    ...ofNode,
    id: 'hostOffered',
    name: 'Header offered',
    doc: 'Start of the slot until a node has offered the header to a peer',
    formula: 'header pushed − slot start',
  },
  served: {
    ...ofNode,
    id: 'hostServed',
    name: 'Block served',
    doc: 'Start of the slot until a peer has the whole block from a node',
    formula: 'last byte of the block − slot start',
  },
  serving: {
    ...ofNode,
    id: 'blockServing',
    name: 'Asked to served',
    doc: 'A node is asked for a block until the peer has all of it',
    formula: 'last byte of the block − RequestRange sent',
  },
  gap: {
    ...ofNode,
    id: 'adoptedToOffered',
    direction: 'none',
    name: 'Adopted to offered',
    doc: 'A node logs that it adopted a block until the observer has its header',
    formula: 'header pushed − adoption in the log',
    caveat:
      'Below zero by more than the clocks may differ, the log tells of adoption after the world saw the block: its times are wrong. Same machine only',
  },
} as const satisfies Record<string, MetricDefinition>;

const ofSamples = { ...base, direction: 'lower', population: 'samples', caveat: PROC } as const;
const ofHost = { ...base, direction: 'lower', population: 'hosts' } as const;

export const OUTSIDE_MACHINE_METRICS = {
  cpu: {
    ...ofSamples,
    id: 'outsideCpu',
    name: 'CPU, from outside',
    unit: '%',
    doc: 'Share of one core that the processes of a node used, user and system',
    formula: 'Δ(utime + stime) / Δ time between samples',
    caveat: `${PROC}. The kernel counts in 10 ms, which is 1 % of a sample of one second; means are not affected`,
  },
  rss: {
    ...ofSamples,
    id: 'outsideRss',
    name: 'Memory, from outside',
    unit: 'MiB',
    doc: 'Resident memory of the processes of a node',
    formula: 'VmRSS',
  },
  peakRss: {
    ...ofHost,
    id: 'outsidePeakRss',
    name: 'Peak memory, from outside',
    unit: 'MiB',
    doc: 'Most resident memory that a node ever had',
    formula: 'VmHWM',
    caveat: 'Since the start of the process, so that starting up counts',
  },
  minorFaults: {
    ...ofHost,
    id: 'outsideMinorFaults',
    name: 'Minor page faults',
    unit: '1/s',
    doc: 'Pages that a node touched and the kernel had to map, without reading from storage',
    formula: 'Δ minflt / time',
    caveat: PROC,
  },
  majorFaults: {
    ...ofHost,
    id: 'outsideMajorFaults',
    name: 'Major page faults',
    unit: '1/s',
    doc: 'Pages that a node touched and the kernel had to read from storage',
    formula: 'Δ majflt / time',
    caveat: PROC,
  },
  calls: {
    ...ofHost,
    id: 'outsideCalls',
    name: 'Read and write calls',
    unit: '1/s',
    doc: 'Calls of read and write of a node, to files, pipes and sockets',
    formula: 'Δ(syscr + syscw) / time',
    caveat: PROC,
  },
  diskRead: {
    ...ofHost,
    id: 'outsideDiskRead',
    name: 'Read from storage',
    unit: 'KiB/s',
    doc: 'Bytes that a node made the kernel read from storage',
    formula: 'Δ read_bytes / time',
    caveat: PROC,
  },
  diskWrite: {
    ...ofHost,
    id: 'outsideDiskWrite',
    name: 'Written to storage',
    unit: 'KiB/s',
    doc: 'Bytes that a node made the kernel write to storage',
    formula: 'Δ write_bytes / time',
    caveat: PROC,
  },
  netReceived: {
    ...ofHost,
    id: 'outsideNetReceived',
    name: 'Received',
    unit: 'KiB/s',
    doc: 'Bytes that came into the network namespace of a node',
    formula: 'Δ received bytes of its interfaces / time',
    caveat: 'Only where the node has a network namespace of its own',
  },
  netSent: {
    ...ofHost,
    id: 'outsideNetSent',
    name: 'Sent',
    unit: 'KiB/s',
    doc: 'Bytes that left the network namespace of a node',
    formula: 'Δ sent bytes of its interfaces / time',
    caveat: 'Only where the node has a network namespace of its own',
  },
  voluntarySwitches: {
    ...ofHost,
    id: 'outsideWakeups',
    name: 'Switches by waiting',
    unit: '1/s',
    direction: 'none',
    doc: 'How often threads of a node gave their core up because they had nothing to do',
    formula: 'Δ voluntary_ctxt_switches of all threads / time',
    caveat: `${PROC}. What a thread did in its last seconds is missing`,
  },
  involuntarySwitches: {
    ...ofHost,
    id: 'outsidePreemptions',
    name: 'Switches by force',
    unit: '1/s',
    doc: 'How often threads of a node had to give their core to another',
    formula: 'Δ nonvoluntary_ctxt_switches of all threads / time',
    caveat: `${PROC}. What a thread did in its last seconds is missing`,
  },
  wait: {
    ...ofHost,
    id: 'outsideCpuWait',
    name: 'Ready without a core',
    unit: '%',
    doc: 'Time that threads of a node were ready to run and had no core, a thread at a time, in % of the time',
    formula: 'Δ waiting time of schedstat of all threads / time',
    caveat: 'Says how crowded the machine was, not how good the node is; only where the kernel has schedstat',
  },
} as const satisfies Record<string, MetricDefinition>;

export const OBSERVER_METRICS = {
  roundTrip: {
    ...base,
    id: 'outsideRoundTrip',
    name: 'Round trip to the observer',
    unit: 's',
    direction: 'none',
    population: 'samples',
    doc: 'A keep-alive to a node and back: how exact the stamps of the observer are',
    formula: 'keep-alive answered − sent',
    caveat: 'Holds the node’s own time to answer, so a busy node makes it longer',
  },
  cpu: {
    ...base,
    id: 'observerCpu',
    name: 'CPU of the observer',
    unit: '%',
    direction: 'none',
    population: 'run',
    doc: 'Share of one core that the observer itself used',
    formula: 'Δ(utime + stime) / time',
    caveat: PROC,
  },
  pressure: {
    ...base,
    id: 'cpuPressure',
    name: 'CPU pressure of the machine',
    unit: '%',
    direction: 'none',
    population: 'run',
    doc: 'Share of the time in which some task of the machine had to wait for a core',
    formula: 'Δ total of `some` in /proc/pressure/cpu / time',
    caveat: 'Of everything that runs there, the load and the collector included',
  },
} as const satisfies Record<string, MetricDefinition>;

/** In the order of the results. */
export const OUTSIDE_METRICS: readonly MetricDefinition[] = [
  ...OFFER_METRICS,
  ...Object.values(OUTSIDE_BLOCK_METRICS),
  ...Object.values(OUTSIDE_MACHINE_METRICS),
  ...Object.values(OBSERVER_METRICS),
];
