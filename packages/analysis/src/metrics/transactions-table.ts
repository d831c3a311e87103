import type { MetricDefinition } from './metric.ts';

const base = { upstreamId: null, group: 'transactions', population: 'transactions' } as const;
const OWN_LOAD = 'Transactions of the generator’s load only; those that split its funds are left out';

/** The load, from the generator’s transaction log. */
export const TRANSACTION_METRICS = {
  inclusion: {
    ...base,
    id: 'txInclusionLatency',
    name: 'Inclusion latency',
    unit: 's',
    direction: 'lower',
    doc: 'Intended time of a transaction until the chain that the generator follows shows it in a block',
    formula: 'confirmedMs − intendedMs',
    caveat: `${OWN_LOAD}. Transactions that never got into a block have no sample: read it with the lost ones`,
  },
  slip: {
    ...base,
    id: 'txScheduleSlip',
    name: 'Schedule slip',
    unit: 's',
    direction: 'lower',
    doc: 'Intended time of a transaction until the generator offers it to a node: how late the load itself was',
    formula: 'offeredMs − intendedMs',
    caveat: 'A property of the load, not of the node: a large one makes the run’s latencies worthless',
  },
  announce: {
    ...base,
    id: 'txAnnounceDelay',
    name: 'Intended to announced',
    unit: 's',
    direction: 'lower',
    doc: 'Intended time of a transaction until a node is told of it: schedule slip and the node’s own pulling',
    formula: 'sentMs − intendedMs',
    caveat: 'The node asks for ids when it has room: waiting here is back pressure of its mempool',
  },
  request: {
    ...base,
    id: 'txRequestDelay',
    name: 'Announced to requested',
    unit: 's',
    direction: 'lower',
    doc: 'Transaction announced until the node asks for it',
    formula: 'requestedMs − sentMs',
    caveat: OWN_LOAD,
  },
  achieved: {
    ...base,
    id: 'achievedTps',
    name: 'Achieved rate',
    unit: 'tx/s',
    direction: 'higher',
    population: 'run',
    doc: 'Confirmed transactions a second, from the first intended time to the last confirmation',
    formula: 'confirmed / (last confirmedMs − first intendedMs)',
    caveat: 'At most the intended rate; a short run ends while its last transactions wait',
  },
} as const satisfies Record<string, MetricDefinition>;
