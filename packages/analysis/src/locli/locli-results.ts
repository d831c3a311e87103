import { item } from '../quality/item.ts';
import type { Distribution, HostValue, Metric, Results } from '../results.ts';
import { type AnyCdf, projectedAverage } from './cdf.ts';
import { type LocliFigures, locliFigures } from './export-locli.ts';
import type { FilterChoice } from './read-run.ts';
import { readLocliRun } from './read-run.ts';
import { atCentile } from './render/cdf-tables.ts';
import { type Field, PERF_SUBSETS, PROP_SUBSETS } from './render/fields.ts';
import type { LocliRun } from './run.ts';

/**
 * Results with upstream's numbers: every metric that has a name there gets the value that its reports print, quirks included.
 * `results` are those of the same run under the rule of adoption `extensionOnly`. Reads the logs of the run once more.
 */
export async function withLocliFigures(
  runDir: string,
  results: Results,
  o: { now(): Date; signal?: AbortSignal | undefined; filters?: FilterChoice | undefined },
): Promise<Results> {
  const run = await readLocliRun(runDir, o);
  return replaceFigures(results, run, locliFigures(run));
}

const FIELDS = new Map([...PROP_SUBSETS.full, ...PERF_SUBSETS.full].map((field) => [field.id, field]));

function replaceFigures(results: Results, run: LocliRun, figures: LocliFigures): Results {
  const metrics = results.metrics.map((metric): Metric => {
    const field = metric.upstreamId === null ? undefined : FIELDS.get(metric.upstreamId);
    if (field === undefined) return metric;
    const { id } = field;
    const value =
      figures.blockProp?.propagation[id] ??
      figures.blockProp?.cdfs[id] ??
      figures.clusterPerf?.cdfs[id] ??
      figures.clusterPerf?.resources[id];
    const perHost = run.hosts.flatMap(({ host, perf }): [string, HostValue][] => {
      const own = perf?.cdfs[id] ?? perf?.resources[id];
      return own === undefined ? [] : [[host, hostValue(own, field)]];
    });
    return {
      ...metric,
      unit: UNITS[field.unit] ?? metric.unit,
      definition: `${metric.definition}; as locli 2.3 computes it`,
      value: value === undefined ? null : distribution(value, field),
      perHost: perHost.length > 0 ? Object.fromEntries(perHost) : metric.perHost,
      curve: null,
    };
  });
  return {
    ...results,
    provenance: { ...results.provenance, compat: 'locli' },
    metrics,
    quality: [
      ...results.quality,
      ...figures.notes.map((note) => item('locliNote', 'note', `As locli: ${note}.`)),
    ],
  };
}

/** Upstream counts by slot where we count by second. */
const UNITS: Readonly<Record<string, Metric['unit']>> = { events: 'count', slots: 'slots' };

/** What upstream's tables show of it: the projected average, the median member at every centile. */
function distribution(value: AnyCdf, { kind }: Field): Distribution {
  return {
    n: value.size,
    mean: projectedAverage(value),
    stddev: value.stddev,
    min: Number(value.range[0]),
    max: Number(value.range[1]),
    centiles: value.samples.map(([c], i) => [c, Number(atCentile(value, i, kind))] as const),
  };
}

function hostValue(value: AnyCdf, field: Field): HostValue {
  const { centiles, ...rest } = distribution(value, field);
  const at = (wanted: number) => centiles.find(([c]) => c === wanted)?.[1] ?? rest.mean;
  return { ...rest, median: at(0.5), p90: at(0.9) };
}
