import type { Distribution, Metric, Results } from '@slotbench/analysis';

/** Undefined where the results do not have the metric or it has no sample. */
export function metricOf(results: Results, id: string): (Metric & { value: Distribution }) | undefined {
  const metric = results.metrics.find((m) => m.id === id);
  return metric === undefined || metric.value === null ? undefined : { ...metric, value: metric.value };
}

/** The value at a centile of the standard list. */
export function centileOf(distribution: Distribution, centile: number): number {
  return distribution.centiles.find(([at]) => at === centile)?.[1] ?? distribution.max;
}

/** What a single run like this one supports and what it does not: sentences for people, derived from the results alone. */
export function limitsOf(results: Results): { can: string[]; cannot: string[] } {
  const { run, chain, parameters, hosts } = results;
  const can = [
    'How this node behaved in this one run: where the time between slot start and adoption goes, what the nodes used, and whether they kept up with the load.',
    'Whether the run itself is sound: what is missing, late or lost is in the data-quality panel.',
  ];
  const cannot = [
    'Whether anything got better or worse. One run has no measure of its own variation; that takes several runs of each side, compared run by run.',
  ];
  if (chain.accepted > 0 && chain.accepted < 100)
    cannot.push(
      `Rare delays. With ${chain.accepted} blocks, every centile above ${(1 - 1 / chain.accepted).toFixed(2)} is just the slowest block.`,
    );
  if (run.backend === 'local')
    cannot.push(
      `What happens in a real network. All ${parameters.hosts || hosts.length} nodes shared one machine: messages took no distance and the nodes competed for the same processors.`,
    );
  if (run.node === 'embedded')
    cannot.push(
      'How cardano-node performs. The embedded node follows the same protocols and traces, but it is another program with simpler rules.',
    );
  return { can, cannot };
}
