import type { Results } from '@slotbench/analysis';

/** One line of the checklist of `slotbench driver verify`. */
export interface Check {
  readonly what: string;
  readonly passed: boolean;
  readonly found: string;
}

/** A block's way at its forger and at each peer must be there in every phase; the load and the machine in one figure each. */
const GROUPS = ['forger', 'peers', 'endToEnd'] as const;
const FIGURES = ['leadershipChecks', 'cpu', 'rss', 'logEventsTotal', 'txInclusionLatency'];

/** Whether a run shows that a driver starts its node and that every event reaches the report; pure. */
export function checklist(results: Pick<Results, 'status' | 'metrics' | 'hosts' | 'properties'>): Check[] {
  const { metrics, hosts, status, properties } = results;
  const wanted = metrics.filter(
    ({ group, id }) => (GROUPS as readonly string[]).includes(group) || FIGURES.includes(id),
  );
  return [
    {
      what: 'command line and files are accepted; the run comes to its end',
      passed: status.state === 'complete',
      found: status.state === 'complete' ? 'complete' : `incomplete: ${status.reason}`,
    },
    ...hosts.map(({ host, logs, adopted }) => ({
      what: `${host}: its log is understood and it adopts the chain`,
      passed: logs.events > 0 && logs.garbageLines === 0 && adopted.count === adopted.of && adopted.of > 0,
      found: `${logs.events} events, ${logs.garbageLines} unreadable lines, ${adopted.count} of ${adopted.of} blocks adopted`,
    })),
    ...wanted.map(({ id, value }) => ({
      what: `${id} has samples`,
      passed: value !== null && value.n > 0,
      found: value === null ? 'none' : `${value.n}`,
    })),
    ...properties.map(({ name, verdict, checked, violated }) => ({
      what: `property ${name}`,
      passed: verdict !== 'violated',
      found: `${verdict}: ${checked} checked, ${violated} violated`,
    })),
  ];
}
