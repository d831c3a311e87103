import type { Results } from '@slotbench/analysis';
import { type Html, html } from './html.ts';

/** What the script in the page draws; the same numbers as in the results. */
export interface Plot {
  readonly id: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** `steps` joins points of a distribution; `line` those of a time series. */
  readonly draw: 'steps' | 'line';
  readonly xUnit: 's' | 'ms';
  readonly series: readonly {
    readonly label: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
  }[];
}

export function plotsOf(results: Results): Plot[] {
  const plots: Plot[] = [
    distribution(results, 'adoption', 'Adoption of a block', 'blocks', /^adoption/),
    distribution(results, 'announced', 'Slot start to announced', 'blocks', /^forgerAnnounceCum$/),
    distribution(results, 'fetch', 'Fetch duration at a peer', 'observations', /^peerFetch$/),
    overTime(results, 'cpu', 'CPU use', '% of one core'),
    overTime(results, 'rss', 'Resident memory', 'MiB'),
    overTime(results, 'mempoolTxs', 'Transactions in the mempool', 'transactions'),
    distribution(results, 'inclusion', 'Intended to confirmed', 'transactions', /^txInclusionLatency$/),
    overTime(results, 'confirmedTps', 'Confirmed transactions', 'tx/s'),
  ];
  return plots.filter((plot) => plot.series.length > 0);
}

function distribution(results: Results, id: string, title: string, of: string, ids: RegExp): Plot {
  const metrics = results.metrics.filter((m) => ids.test(m.id) && m.curve !== null);
  const largest = Math.max(0, ...metrics.map((m) => m.curve!.at(-1)!));
  const unit = largest < 1 ? 'ms' : 's';
  const scale = unit === 'ms' ? 1000 : 1;
  return {
    id,
    title,
    xLabel: unit === 'ms' ? 'milliseconds' : 'seconds',
    yLabel: `share of ${of}`,
    draw: 'steps',
    xUnit: unit,
    series: mergeEqual(metrics).map(({ label, curve }) => ({
      label,
      x: curve.map((value) => round(value * scale)),
      y: curve.map((_, i) => round((i + 1) / curve.length)),
    })),
  };
}

/** Neighbouring curves that coincide become one: with few hosts most adoption centiles are the same host. */
function mergeEqual(metrics: Results['metrics']): { label: string; curve: readonly number[] }[] {
  const merged: { first: string; label: string; curve: readonly number[] }[] = [];
  for (const { name, curve } of metrics) {
    const last = merged.at(-1);
    const same =
      last !== undefined &&
      last.curve.length === curve!.length &&
      last.curve.every((v, i) => v === curve![i]);
    if (same) last.label = `${last.first.split(' ')[0]} to ${name}`;
    else merged.push({ first: name, label: name, curve: curve! });
  }
  return merged;
}

function overTime(results: Results, id: string, title: string, yLabel: string): Plot {
  const series = results.series.filter((s) => s.id === id && s.values.length > 0);
  return {
    id,
    title,
    xLabel: 'seconds since system start',
    yLabel,
    draw: 'line',
    xUnit: 's',
    series: series.map((s) => ({
      label: s.host ?? title,
      x: s.seconds.map(round),
      y: s.values.map(round),
    })),
  };
}

/** Five significant digits: more than a screen can show, a third of the bytes. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}

/** The place of a plot: drawn by the script, explained where there is none. */
export function plotFigure(plots: readonly Plot[], id: string): Html | null {
  const plot = plots.find((p) => p.id === id);
  if (plot === undefined) return null;
  return html`<figure class="plot"><figcaption>${plot.title}</figcaption><div data-plot="${plot.id}"></div></figure>`;
}
