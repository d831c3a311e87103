import type { MetricComparison } from '@slotbench/analysis';
import { significant } from '../format.ts';
import { type Html, html } from '../html/html.ts';

/** The interval of the change on a line of six margins to either side; the margin is grey. Needs no script. */
export function intervalBar(m: MetricComparison): Html | string {
  const interval = m.margin.scale === 'ratio' ? m.ratio : m.difference;
  if (interval === null || interval.estimate === null || m.margin.value === 0) return '';
  const inMargins = (x: number | null, open: number) =>
    x === null ? open : (m.margin.scale === 'ratio' ? x - 1 : x) / m.margin.value;
  const at = (margins: number) => (60 + 10 * Math.max(-6, Math.min(6, margins))).toFixed(1);
  const [low, high] = [inMargins(interval.low, -6), inMargins(interval.high, 6)];
  const middle = inMargins(interval.estimate, 0);
  return html`<svg class="spread" viewBox="0 0 120 12" role="img" aria-label="interval against the margin"><rect x="50" width="20" y="0" height="12" fill="var(--rule)"/><line x1="60" x2="60" y1="0" y2="12"/><line x1="${at(low)}" x2="${at(high)}" y1="6" y2="6" style="stroke:var(--accent)"/><circle cx="${at(middle)}" cy="6" r="3"/></svg>`;
}

/** Change of each centile: line, pointwise interval (dark) and band over all centiles (light). */
export function shiftPlot(points: MetricComparison['shift']): Html {
  const change = (x: number | null) => (x === null ? null : points[0]!.scale === 'ratio' ? x - 1 : x);
  const known = points
    .flatMap((p) => [change(p.interval.low), change(p.interval.high)])
    .filter((x) => x !== null);
  const reach = Math.max(1e-9, ...known.map(Math.abs));
  const x = (centile: number) => (30 + 280 * centile).toFixed(1);
  const y = (value: number | null, open: number) =>
    (80 - 70 * Math.max(-1, Math.min(1, value === null ? open : value / reach))).toFixed(1);
  const area = (of: 'interval' | 'band') =>
    [
      ...points.map((p) => `${x(p.centile)},${y(change(p[of].high), 1)}`),
      ...[...points].reverse().map((p) => `${x(p.centile)},${y(change(p[of].low), -1)}`),
    ].join(' ');
  const line = points.map((p) => `${x(p.centile)},${y(change(p.interval.estimate), 0)}`).join(' ');
  const scale = points[0]!.scale === 'ratio' ? `±${significant(100 * reach)} %` : `±${significant(reach)}`;
  return html`<svg viewBox="0 0 320 170" width="100%" role="img" aria-label="change of each centile"><polygon points="${area('band')}" style="fill:var(--accent);opacity:.12"/><polygon points="${area('interval')}" style="fill:var(--accent);opacity:.25"/><line x1="30" x2="310" y1="80" y2="80" style="stroke:var(--muted)"/><polyline points="${line}" style="fill:none;stroke:var(--accent);stroke-width:2"/><text x="30" y="166" style="font-size:10px;fill:var(--muted)">centile 0</text><text x="285" y="166" style="font-size:10px;fill:var(--muted)">1</text><text x="32" y="10" style="font-size:10px;fill:var(--muted)">${scale}</text></svg>`;
}
