import type { HostFigures } from '../fold/host-figures.ts';
import type { Metric } from '../results.ts';
import type { BlockFacts } from './block-facts.ts';
import { type MetricDefinition, pooledMetric, singleValue } from './metric.ts';
import { LOG_METRICS, LOOP_METRICS, RUN_METRICS } from './run-table.ts';

export interface RunMetricsInput {
  readonly hosts: readonly HostFigures[];
  readonly facts: readonly BlockFacts[];
  readonly slotSeconds: number;
}

/** What upstream's summary says of hosts and of the run as a whole. */
export function runMetrics({ hosts, facts, slotSeconds }: RunMetricsInput): Metric[] {
  const seconds = ({ times }: HostFigures) =>
    times.firstAt === undefined || times.lastAt === undefined
      ? Number.NaN
      : (times.lastAt - times.firstAt) / 1e9;
  const perHost = (definition: MetricDefinition, value: (host: HostFigures) => number) =>
    pooledMetric(
      definition,
      hosts.flatMap((host) => {
        const found = value(host);
        return Number.isFinite(found) ? [{ host: host.host, value: found }] : [];
      }),
    );
  return [
    perHost(LOOP_METRICS.slots, ({ acceptedDomain }) => acceptedDomain?.count ?? 0),
    perHost(LOOP_METRICS.leads, ({ slots }) => slots.leader / slots.checked),
    perHost(LOOP_METRICS.failed, ({ slots }) =>
      slots.checked > 0 ? slots.forgingFailed.length : Number.NaN,
    ),
    perHost(LOG_METRICS.objects, traceObjects),
    perHost(LOG_METRICS.events, ({ counts }) => counts.events),
    perHost(LOG_METRICS.runTime, seconds),
    ...wholeRun(hosts, facts, slotSeconds),
  ];
}

/** A last line that was cut off is a line, but none of them. */
function traceObjects({ counts, faults }: HostFigures): number {
  const cut = faults.filter((file) => file.cutTailAt !== undefined).length;
  return counts.lines - counts.textLines - counts.garbageLines - cut;
}

function wholeRun(
  hosts: readonly HostFigures[],
  facts: readonly BlockFacts[],
  slotSeconds: number,
): Metric[] {
  const firsts = hosts.flatMap(({ times }) => (times.firstAt === undefined ? [] : [times.firstAt]));
  const lasts = hosts.flatMap(({ times }) => (times.lastAt === undefined ? [] : [times.lastAt]));
  const span = (values: readonly number[]) =>
    values.length === 0 ? null : (Math.max(...values) - Math.min(...values)) / 1e9;
  const runTime = firsts.length === 0 ? null : (Math.max(...lasts) - Math.min(...firsts)) / 1e9;
  const domains = hosts.flatMap(({ acceptedDomain }) => (acceptedDomain === null ? [] : [acceptedDomain]));
  const analysed =
    domains.length === 0
      ? null
      : (Math.max(...domains.map((d) => d.last)) - Math.min(...domains.map((d) => d.first)) + 1) *
        slotSeconds;
  const accepted = facts.filter((block) => block.rejectedBy.length === 0).length;
  return [
    singleValue(
      RUN_METRICS.events,
      hosts.reduce((sum, { counts }) => sum + counts.events, 0),
    ),
    singleValue(RUN_METRICS.runTime, runTime),
    singleValue(RUN_METRICS.analysedTime, analysed),
    singleValue(RUN_METRICS.efficiency, analysed === null || !runTime ? null : analysed / runTime),
    singleValue(RUN_METRICS.startSpread, span(firsts)),
    singleValue(RUN_METRICS.stopSpread, span(lasts)),
    singleValue(RUN_METRICS.blocks, accepted),
    singleValue(RUN_METRICS.rejected, facts.length - accepted),
  ];
}
