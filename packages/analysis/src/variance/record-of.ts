import type { Metric, Results } from '../results.ts';
import type { Conditions, EventCount, MetricFacts, RunRecord, RunValue } from './run-record.ts';

/**
 * What statistics need of one run's results. A figure that is no finite number (a broken file) is left out and told in `evidence`.
 * `conditions` come from the run directory: results do not hold a whole profile.
 */
export function recordOf(results: Results, conditions: Conditions): RunRecord {
  const values: Record<string, RunValue> = {};
  const broken: string[] = [];
  for (const { id, value } of results.metrics) {
    if (value === null || value.n === 0) continue;
    const { mean, stddev, n, min, max, centiles } = value;
    if (![mean, min, max].every(Number.isFinite)) broken.push(id);
    else
      values[id] = {
        mean,
        // A share over the whole run has no deviation of samples.
        stddev: Number.isFinite(stddev) ? stddev : 0,
        n,
        min,
        max,
        centiles: centiles.filter(([, at]) => Number.isFinite(at)),
      };
  }
  const { status, chain, quality } = results;
  return {
    tag: results.run.tag,
    startedAt: results.run.anchor?.startedAt ?? results.run.systemStart,
    complete: status.state === 'complete',
    evidence: [
      ...(status.state === 'incomplete' ? [`incomplete: ${status.reason}`] : []),
      ...(chain.accepted === 0 ? ['no block counts: figures of blocks are missing'] : []),
      ...(broken.length === 0 ? [] : [`not a number: ${broken.join(', ')}`]),
      ...quality.filter((item) => item.level === 'warning').map((item) => item.text),
    ],
    conditions,
    blocks: chain.accepted,
    values,
    events: eventsOf(results),
  };
}

export function factsOf(metrics: readonly Metric[]): MetricFacts[] {
  return metrics.map(({ id, upstreamId, name, definition, group, unit, direction, population }) => ({
    id,
    upstreamId,
    name,
    definition,
    group,
    unit,
    direction,
    population,
  }));
}

/** Ids of `comparison/events.ts`; an event that could not happen in this run is absent. */
function eventsOf({ chain, hosts, metrics, transactions }: Results): Record<string, EventCount> {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const events: Record<string, EventCount> = {};
  const add = (id: string, count: number, exposure: number) => {
    if (exposure > 0) events[id] = { count: Math.max(0, Math.min(count, exposure)), exposure };
  };
  const accepted = chain.blocks.filter((block) => block.accepted);
  if (accepted.length > 0)
    events.battles = { count: sum(accepted.map((block) => block.forks)), exposure: accepted.length };
  const forged = sum(hosts.map((host) => host.forged));
  add('unchainedBlocks', forged - sum(hosts.map((host) => host.forgedOnChain)), forged);
  const checks = Object.values(metrics.find((metric) => metric.id === 'leadershipChecks')?.perHost ?? {});
  const slots = sum(checks.map((host) => host.n));
  add('missedSlots', Math.round(sum(checks.map((host) => host.n * (1 - host.mean)))), slots);
  if (transactions !== null) add('lostTransactions', transactions.lost, transactions.served);
  return events;
}
