import type { Distribution } from '../results.ts';
import { centile, centileIndex, equicentiles } from './centiles.ts';
import { PairSorter } from './sort-pairs.ts';

/** Samples of a sketch: the rank of what is read from pooled sketches is off by at most a thousandth. */
const SIZE = 512;
const PLACES = equicentiles(SIZE);

/** Sorted samples -> at most 512 of them at equal distances; all of them where there are no more. */
export function sketch(sorted: Float64Array): Float64Array {
  if (sorted.length <= SIZE) return sorted.slice();
  const kept = new Float64Array(SIZE);
  for (let i = 0; i < SIZE; i++) kept[i] = centile(sorted, PLACES[i]!);
  return kept;
}

/** Room for the sketches of so many populations, which may serve one metric after the other. */
export function sketchSorter(members: number): PairSorter {
  return new PairSorter(members * SIZE);
}

/**
 * All samples of several populations together. Size, mean, deviation, least and greatest are exact; centiles are exact where no
 * population has more than 512 samples, and otherwise those of the sketches, each weighed by its population.
 */
export function poolSketches(
  members: readonly { readonly distribution: Distribution; readonly sketch: Float64Array }[],
  sorter = sketchSorter(members.length),
): Distribution | null {
  const first = members[0]?.distribution;
  if (first === undefined) return null;
  const n = members.reduce((sum, { distribution: d }) => sum + d.n, 0);
  const mean = members.reduce((sum, { distribution: d }) => sum + d.mean * d.n, 0) / n;
  const squares = members.reduce(
    (sum, { distribution: d }) => sum + (d.n - 1) * d.stddev ** 2 + d.n * (d.mean - mean) ** 2,
    0,
  );
  const min = Math.min(...members.map(({ distribution: d }) => d.min));
  const max = Math.max(...members.map(({ distribution: d }) => d.max));
  let count = 0;
  for (const [member, { sketch: s }] of members.entries()) {
    sorter.pairs.values.set(s, count);
    sorter.pairs.tags.fill(member, count, count + s.length);
    count += s.length;
  }
  const { values, tags } = sorter.sort(count);
  const weights = members.map(({ distribution: d, sketch: s }) => d.n / s.length);
  const ends = new Float64Array(count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    end += weights[tags[i]!]!;
    ends[i] = end;
  }
  return {
    n,
    mean,
    stddev: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    min,
    max,
    centiles: first.centiles.map(([at]) => {
      const index = centileIndex(n, at);
      if (index === 0) return [at, min] as const;
      if (index === n - 1) return [at, max] as const;
      // The sample that covers that rank; half a rank guards against the rounding of the weights.
      let place = firstAbove(ends, index + 0.5);
      if (place === ends.length) place--;
      return [at, values[place]!] as const;
    }),
  };
}

/** Index of the first element greater than `wanted` in ascending numbers. */
function firstAbove(ascending: Float64Array, wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
