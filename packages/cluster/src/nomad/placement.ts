/** Why the scheduler could not place a group, as Nomad counts it. */
export interface AllocMetric {
  readonly NodesEvaluated: number;
  readonly NodesFiltered: number;
  readonly NodesInPool?: number;
  readonly NodesExhausted: number;
  /** Clients that are ready, by datacenter of the job. */
  readonly NodesAvailable: Readonly<Record<string, number>> | null;
  /** Clients that a constraint or a missing driver ruled out. */
  readonly ConstraintFiltered: Readonly<Record<string, number>> | null;
  readonly ClassFiltered?: Readonly<Record<string, number>> | null;
  readonly DimensionExhausted: Readonly<Record<string, number>> | null;
  readonly QuotaExhausted?: readonly string[] | null;
  /** Groups of the same fault that are not told one by one. */
  readonly CoalescedFailures: number;
}

export interface PlacementFault {
  readonly place: string;
  readonly problem: string;
  readonly fix: string;
}

/** Pure: what keeps each group from a client, in words, and what to do; one fault a reason, with the groups that have it. */
export function explainPlacement(
  failed: Readonly<Record<string, AllocMetric>>,
  regions: Readonly<Record<string, string | null>>,
): PlacementFault[] {
  const byReason = new Map<string, { groups: string[]; fix: string }>();
  for (const [group, metric] of Object.entries(failed)) {
    const { problem, fix } = explain(metric, regions[group] ?? null);
    const known = byReason.get(problem);
    if (known === undefined) byReason.set(problem, { groups: [group], fix });
    else known.groups.push(group);
  }
  return [...byReason].map(([problem, { groups, fix }]) => ({
    place: groups.sort(byNumber).join(', '),
    problem,
    fix,
  }));
}

function explain(metric: AllocMetric, region: string | null): { problem: string; fix: string } {
  const available = metric.NodesAvailable ?? {};
  const total = Object.values(available).reduce((sum, n) => sum + n, 0);
  if (region !== null && (available[region] ?? 0) === 0) {
    const others = Object.entries(available).filter(([, n]) => n > 0);
    const has = others.map(([name, n]) => `${name} (${n})`).join(', ');
    return {
      problem: `no client is ready in datacenter ${region}${has === '' ? '' : `; there are clients in ${has}`}`,
      fix: `start a client there (here: \`sudo slotbench nomad agents start --datacenter ${region}\`), or take a profile with other regions`,
    };
  }
  if (total === 0 && metric.NodesEvaluated === 0)
    return {
      problem: 'no client is ready',
      fix: 'start clients, or see with `nomad node status` why they are down, draining or ineligible',
    };
  const filtered = Object.entries(metric.ConstraintFiltered ?? {});
  const exhausted = Object.entries(metric.DimensionExhausted ?? {});
  const parts = [
    ...filtered.map(([constraint, n]) => `${clients(n)} ruled out by ${inWords(constraint)}`),
    ...exhausted.map(([dimension, n]) => `${clients(n)} without enough ${dimension}`),
    ...(metric.QuotaExhausted ?? []).map((quota) => `the quota ${quota} is used up`),
  ];
  const problem = `of ${clients(metric.NodesEvaluated)}, ${parts.join(', ') || 'none fits'}`;
  return { problem, fix: fixOf(filtered, exhausted) };
}

function fixOf(
  filtered: readonly (readonly [string, number])[],
  exhausted: readonly (readonly [string, number])[],
): string {
  const driver = filtered.map(([name]) => /missing drivers? "?([\w-]+)/.exec(name)?.[1]).find(Boolean);
  if (driver !== undefined)
    return driver === 'exec'
      ? 'the exec driver needs clients that run as root on Linux with cgroups: start them with sudo'
      : `make driver ${driver} healthy on the clients (\`nomad node status -verbose ID\` says what it lacks)`;
  if (filtered.some(([name]) => /missing drivers/.test(name)))
    return 'see what the driver lacks: slotbench backend check, with the name of the backend';
  if (filtered.some(([name]) => /distinct_hosts/.test(name)))
    return 'the run has more nodes than there are machines: add clients or take a profile with fewer nodes';
  const [dimension] = exhausted.map(([name]) => name);
  if (dimension !== undefined && /disk/i.test(dimension))
    return 'free disk space in the data folder of the clients, or make the run shorter';
  if (dimension !== undefined && /port|network/i.test(dimension))
    return 'another job holds the port: stop it, or give the run other ports with --base-port';
  if (dimension !== undefined)
    return 'the run needs more than the clients have left: stop other jobs, add clients or take a profile with fewer nodes';
  return 'change the constraint, or add clients that meet it';
}

/** `${node.class} = perf` as the scheduler prints it, without its dollar and braces. */
function inWords(constraint: string): string {
  return constraint.replaceAll(/\$\{([^}]*)\}/g, '$1');
}

function clients(n: number): string {
  return n === 1 ? '1 client' : `${n} clients`;
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
