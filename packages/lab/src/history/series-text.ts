import type { MetricSeries, SeriesChange, SeriesPoint } from './series.ts';

const BAR = 30;

/** A series on a terminal: one line a run with a bar from the lowest to the highest value, levels and what was noted in between. */
export function describeSeries(series: MetricSeries): string[] {
  const { facts, points, changes } = series;
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const lines = [
    `${facts.name} (${facts.id}) of ${series.profile}, ${points.length} runs, ${show(low)} to ${show(high)} ${facts.unit}`,
  ];
  for (const [i, point] of points.entries()) {
    const change = changes.find(({ index }) => index === i);
    if (change !== undefined) lines.push(changeLine(change));
    else for (const note of notedBefore(series, i)) lines.push(`  ${note}`);
    lines.push(pointLine(point, { low, high }));
  }
  lines.push(
    '',
    changes.length === 0
      ? 'no change point'
      : `${changes.length} change ${changes.length === 1 ? 'point' : 'points'} (E-divisive, Welch P at most 0.001)`,
  );
  for (const note of series.notes) lines.push(`! ${note}`);
  return lines;
}

function pointLine(
  { startedAt, labels, value, tag }: SeriesPoint,
  { low, high }: { low: number; high: number },
): string {
  const share = high > low ? (value - low) / (high - low) : 0;
  const bar = '▪'.repeat(1 + Math.round(share * (BAR - 1)));
  const name = labels.filter((label) => label !== 'published')[0] ?? tag;
  return `  ${startedAt.slice(0, 10)}  ${show(value).padStart(9)}  ${bar.padEnd(BAR)}  ${name}`;
}

function changeLine({ before, after, change, verdict, p, annotations }: SeriesChange): string {
  const size = change === null ? '' : ` (${change > 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(1)} %)`;
  const noted = annotations.map(({ text }) => `; ${text}`).join('');
  return `── ${verdict}: ${show(before.mean)} → ${show(after.mean)}${size}, P ${p.toPrecision(1)}${noted}`;
}

function notedBefore({ points, annotations }: MetricSeries, i: number): string[] {
  const from = i === 0 ? '' : points[i - 1]!.startedAt;
  return i === 0
    ? []
    : annotations
        .filter(({ at }) => at > from && at <= points[i]!.startedAt)
        .map(({ at, text }) => `${at.slice(0, 10)}  ${text}`);
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
