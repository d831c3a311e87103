import { type HostSample, type MetricDefinition, pooledMetric, singleValue } from '../metrics/metric.ts';
import type { Metric } from '../results.ts';
import { centile } from '../statistics/centiles.ts';
import type { Observations } from './observation-fold.ts';
import type { ProcessCounters } from './observed-process.ts';
import type { OutsideChain } from './outside-blocks.ts';
import {
  OBSERVER_METRICS,
  OFFER_METRICS,
  OFFER_SHARES,
  OUTSIDE_BLOCK_METRICS,
  OUTSIDE_MACHINE_METRICS,
} from './outside-table.ts';

const MIB = 2 ** 20;
const KIB = 2 ** 10;

/** Metrics that rest on what the observer saw alone; `gaps` holds the log against it. */
export function outsideMetrics(
  observations: Observations,
  chain: OutsideChain,
  gaps: readonly HostSample[],
  regionOf: (host: string) => string | undefined,
): Metric[] {
  const pooled = (definition: MetricDefinition, samples: readonly HostSample[]) =>
    pooledMetric(definition, samples, { regionOf });
  const ofBlocks = (key: 'offered' | 'served' | 'serving') =>
    pooled(
      OUTSIDE_BLOCK_METRICS[key],
      chain.blocks.flatMap((block) => block[key].map(({ host, seconds }) => ({ host, value: seconds }))),
    );
  return [
    ...OFFER_METRICS.map((definition, i) =>
      pooledMetric(
        definition,
        chain.blocks.map(({ offered }) => ({
          host: null,
          value: centile(new Float64Array(offered.map(({ seconds }) => seconds)).sort(), OFFER_SHARES[i]!),
        })),
        { curve: true },
      ),
    ),
    ofBlocks('offered'),
    ofBlocks('served'),
    ofBlocks('serving'),
    pooled(OUTSIDE_BLOCK_METRICS.gap, gaps),
    ...machineMetrics(observations, pooled),
    ...observerMetrics(observations, pooled),
  ];
}

type Pooled = (definition: MetricDefinition, samples: readonly HostSample[]) => Metric;

function machineMetrics({ nodes, programs }: Observations, pooled: Pooled): Metric[] {
  const hosts = nodes.flatMap(({ host }) => {
    const program = programs.find(({ name }) => name === host);
    return program === undefined ? [] : [{ host, program }];
  });
  const M = OUTSIDE_MACHINE_METRICS;
  const samples = (definition: MetricDefinition, key: 'cpu' | 'rss', unit: number) =>
    pooled(
      definition,
      hosts.flatMap(({ host, program }) =>
        Array.from(program[key], (value) => ({ host, value: value / unit })),
      ),
    );
  const rate = (definition: MetricDefinition, key: keyof ProcessCounters, unit = 1) =>
    pooled(
      definition,
      hosts.flatMap(({ host, program: { totals } }) => {
        const grown = totals?.grown[key];
        return grown === undefined ? [] : [{ host, value: grown / unit / totals!.seconds }];
      }),
    );
  return [
    samples(M.cpu, 'cpu', 1),
    samples(M.rss, 'rss', MIB),
    pooled(
      M.peakRss,
      hosts.flatMap(({ host, program: { totals } }) =>
        totals === undefined ? [] : [{ host, value: totals.peakRssBytes / MIB }],
      ),
    ),
    rate(M.minorFaults, 'minorFaults'),
    rate(M.majorFaults, 'majorFaults'),
    rate(M.calls, 'calls'),
    rate(M.diskRead, 'diskReadBytes', KIB),
    rate(M.diskWrite, 'diskWriteBytes', KIB),
    rate(M.netReceived, 'netReceivedBytes', KIB),
    rate(M.netSent, 'netSentBytes', KIB),
    rate(M.voluntarySwitches, 'voluntarySwitches'),
    rate(M.involuntarySwitches, 'involuntarySwitches'),
    // ms in a second, in %.
    rate(M.wait, 'waitMs', 10),
  ];
}

function observerMetrics(observations: Observations, pooled: Pooled): Metric[] {
  const { nodes, cpuPressure } = observations;
  return [
    pooled(
      OBSERVER_METRICS.roundTrip,
      nodes.flatMap(({ host, roundTrips }) => Array.from(roundTrips, (value) => ({ host, value }))),
    ),
    singleValue(OBSERVER_METRICS.cpu, observerCpu(observations)),
    singleValue(OBSERVER_METRICS.pressure, cpuPressure === null ? null : cpuPressure * 100),
  ];
}

/** Of one core, in %; null before there were two samples. */
export function observerCpu({ programs }: Pick<Observations, 'programs'>): number | null {
  const totals = programs.find(({ name }) => name === 'observer')?.totals;
  return totals === undefined ? null : totals.grown.cpuMs! / 10 / totals.seconds;
}
