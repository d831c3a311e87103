import type { MetricFacts } from '@slotbench/analysis';
import { nearestNames } from '@slotbench/profiles';
import { LabError } from '../errors.ts';
import { type ChangePoint, changePoints } from './change-points.ts';
import type { Annotation, HistoryRun } from './history-file.ts';
import type { HistoryStore } from './store.ts';

/** One metric of one profile in order of time. */
export interface MetricSeries {
  readonly facts: MetricFacts;
  readonly profile: string;
  readonly points: readonly SeriesPoint[];
  readonly changes: readonly SeriesChange[];
  readonly annotations: readonly Annotation[];
  readonly notes: readonly string[];
}

export interface SeriesPoint {
  readonly tag: string;
  readonly startedAt: string;
  readonly labels: readonly string[];
  readonly value: number;
}

/** A new level; `run` is its first run. */
export interface SeriesChange extends ChangePoint {
  readonly run: string;
  /** After over before, minus one; null where a level is not above zero. */
  readonly change: number | null;
  readonly verdict: 'better' | 'worse' | 'changed';
  /** What was noted between the last run of the old level and the first of the new one. */
  readonly annotations: readonly Annotation[];
}

/** Fewer values hold no change point that could be told from chance. */
const FEWEST_FOR_CHANGES = 8;

/**
 * The series of a metric, one for each profile that has it. Changes are looked for on logarithms where every value is above zero. Throws
 * HISTORY_EMPTY with the nearest names.
 */
export function metricSeries(
  store: Pick<HistoryStore, 'runs' | 'definitions' | 'annotations'>,
  metric: string,
  o: { readonly profile?: string; readonly labels?: readonly string[]; readonly alpha?: number } = {},
): MetricSeries[] {
  const definitions = store.definitions();
  const facts = definitions.find(({ id }) => id === metric);
  const runs = store.runs({
    ...(o.profile === undefined ? {} : { profile: o.profile }),
    labels: o.labels ?? [],
  });
  const having = runs.filter(({ record }) => record.values[metric] !== undefined);
  if (facts === undefined || having.length === 0) throw empty(metric, definitions, runs, o.profile);
  const profiles = new Map<string, HistoryRun[]>();
  for (const run of having) {
    const profile = run.record.conditions.profile ?? 'unknown profile';
    profiles.set(profile, [...(profiles.get(profile) ?? []), run]);
  }
  const annotations = store.annotations();
  return [...profiles].map(([profile, members]) => seriesOf(facts, profile, members, annotations, o.alpha));
}

function seriesOf(
  facts: MetricFacts,
  profile: string,
  runs: readonly HistoryRun[],
  all: readonly Annotation[],
  alpha: number | undefined,
): MetricSeries {
  const points = runs.map(({ record, labels }) => ({
    tag: record.tag,
    startedAt: record.startedAt,
    labels,
    value: record.values[facts.id]!.mean,
  }));
  const annotations = all.filter((one) => one.profile === null || one.profile === profile);
  const positive = points.every(({ value }) => value > 0);
  const scaled = points.map(({ value }) => (positive ? Math.log(value) : value));
  const found =
    points.length < FEWEST_FOR_CHANGES ? [] : changePoints(scaled, alpha === undefined ? {} : { alpha });
  const level = (value: number) => (positive ? Math.exp(value) : value);
  const changes = found.map((point): SeriesChange => {
    const [before, after] = [level(point.before.mean), level(point.after.mean)];
    const [last, first] = [points[point.index - 1]!, points[point.index]!];
    return {
      ...point,
      before: { ...point.before, mean: before },
      after: { ...point.after, mean: after },
      run: first.tag,
      change: positive ? after / before - 1 : null,
      verdict:
        facts.direction === 'none'
          ? 'changed'
          : after > before === (facts.direction === 'higher')
            ? 'better'
            : 'worse',
      annotations: annotations.filter(({ at }) => at > last.startedAt && at <= first.startedAt),
    };
  });
  const machines = new Set(runs.map(({ record }) => record.conditions.machine));
  return {
    facts,
    profile,
    points,
    changes,
    annotations,
    notes: [
      ...(points.length < FEWEST_FOR_CHANGES
        ? [`${points.length} runs: change points are looked for from ${FEWEST_FOR_CHANGES} on`]
        : []),
      ...(machines.size > 1 ? [`made on ${machines.size} kinds of machine: a change may be theirs`] : []),
    ],
  };
}

function empty(
  metric: string,
  definitions: readonly MetricFacts[],
  runs: readonly HistoryRun[],
  profile: string | undefined,
): LabError {
  const known = definitions.map(({ id }) => id);
  const nearest = nearestNames(metric, known);
  const where = profile === undefined ? '' : ` of profile ${profile}`;
  return new LabError('HISTORY_EMPTY', {
    place: `metric '${metric}'`,
    problem: runs.length === 0 ? `the history has no run${where}` : `no run${where} in the history has it`,
    fix:
      runs.length === 0
        ? '`slotbench history add RUN` adds one, `slotbench history import FILE` many'
        : `closest: ${nearest.length > 0 ? nearest.join(', ') : known.slice(0, 5).join(', ')}`,
  });
}
