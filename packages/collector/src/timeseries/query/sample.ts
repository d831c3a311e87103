import type { PointSource } from './evaluate.ts';
import type { Place } from './query-error.ts';
import type { QueryWork } from './query-work.ts';
import type { FunctionValue, Labels, Of, Series, Value } from './value.ts';

/**
 * The values of a function from timestamps to instant vectors at `fromMs`, `fromMs + stepMs`, ... up to and including
 * `toMs`, by series. A metric is read series by series, so that its gaps cost nothing; any other function is called
 * at each step.
 */
export function sample(
  f: FunctionValue,
  range: { fromMs: number; toMs: number; stepMs: number },
  source: PointSource,
  place: Place,
  work: QueryWork,
): Series[] {
  if (f.metric !== undefined) return source.samples(f.metric, range, (values) => work.spend(values, place));
  const found = new Map<string, { labels: Labels; times: number[]; values: Value[] }>();
  for (let ms = range.fromMs; ms <= range.toMs; ms += range.stepMs) {
    work.spend(1, place);
    const { instants } = f.call({ kind: 'timestamp', ms }) as Of<'vector'>;
    for (const instant of instants) {
      let series = found.get(instant.labels.key);
      if (series === undefined) {
        series = { labels: instant.labels, times: [], values: [] };
        found.set(instant.labels.key, series);
      }
      // The first of equal labels counts, and the time is the vector's own, which the function may have moved.
      series.times.push(instant.ms);
      series.values.push(instant.value);
    }
  }
  return [...found.values()].sort((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
}
