import { PointSeries } from './point-series.ts';
import type { PointSource } from './query/evaluate.ts';
import { type Instant, labelsOf, type Series } from './query/value.ts';
import { UnpackedChunks } from './unpacked-chunks.ts';

/** How old the newest point of a series may be to count in an instant vector, milliseconds. */
const STALENESS_MS = 300_000;

export interface PointStoreLimits {
  /** Estimated memory of all points. */
  readonly bytes: number;
  /** Metrics times nodes. */
  readonly series: number;
}

/** 256 MiB hold 50 to 100 million points; the largest cluster in use has 52 nodes of 250 metrics, 13,000 series. */
const defaultLimits: PointStoreLimits = { bytes: 256 << 20, series: 100_000 };

/** The share of the kept time that is given up at once when memory is full. */
const EVICTED_SHARE = 1 / 16;

/** Points of all nodes by metric. Every series has the one label `node_name`. */
export interface PointStore extends PointSource {
  /** Returns false if it was refused because there are too many series. */
  insert(point: { metric: string; node: string; ms: number; value: number }): boolean;
  /** Drops the points before `ms`. The names of emptied metrics stay known. */
  prune(ms: number): void;
  /** Drops the oldest points until memory is within its limit; returns the time from which points are kept, if any went. */
  evict(): number | undefined;
  readonly bytes: number;
}

/** Source: cardano-timeseries-io's tree store; ours packs points and bounds its memory. */
export function createPointStore(limits: Partial<PointStoreLimits> = {}): PointStore {
  const { bytes: mostBytes, series: mostSeries } = { ...defaultLimits, ...limits };
  const metrics = new Map<string, NodeSeries>();
  const unpacked = new UnpackedChunks();
  let bytes = 0;
  let seriesCount = 0;
  let sorted: string[] | undefined;

  function seriesOf(metric: string, node: string): PointSeries | undefined {
    const existing = metrics.get(metric)?.byNode.get(node);
    if (existing !== undefined) return existing;
    if (seriesCount >= mostSeries) forgetEmptied();
    if (seriesCount >= mostSeries) return undefined;
    let nodes = metrics.get(metric);
    if (nodes === undefined) {
      nodes = { byNode: new Map(), inOrder: undefined };
      metrics.set(metric, nodes);
      sorted = undefined;
    }
    const series = new PointSeries(labelsOf({ node_name: node }), unpacked);
    nodes.byNode.set(node, series);
    nodes.inOrder = undefined;
    seriesCount++;
    bytes += series.bytes;
    return series;
  }

  /** A metric without series counts as one, so that names that come and go are bounded too. */
  function forgetEmptied(): void {
    for (const [metric, nodes] of metrics)
      if (nodes.byNode.size === 0) {
        metrics.delete(metric);
        seriesCount--;
        sorted = undefined;
      }
  }

  function prune(ms: number): void {
    for (const nodes of metrics.values()) {
      for (const [node, series] of nodes.byNode) {
        bytes -= series.bytes;
        series.prune(ms);
        if (!series.empty) bytes += series.bytes;
        else {
          nodes.byNode.delete(node);
          nodes.inOrder = undefined;
          if (nodes.byNode.size > 0) seriesCount--;
        }
      }
    }
  }

  function inOrder(metric: string): readonly PointSeries[] {
    const nodes = metrics.get(metric);
    if (nodes === undefined) return [];
    nodes.inOrder ??= [...nodes.byNode.values()].sort((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
    return nodes.inOrder;
  }

  return {
    insert({ metric, node, ms, value }) {
      const series = seriesOf(metric, node);
      if (series === undefined) return false;
      bytes -= series.bytes;
      series.add(ms, value);
      bytes += series.bytes;
      return true;
    },
    prune,
    evict() {
      if (bytes <= mostBytes) return undefined;
      let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const nodes of metrics.values())
        for (const series of nodes.byNode.values()) {
          first = Math.min(first, series.span?.firstMs ?? first);
          last = Math.max(last, series.span?.lastMs ?? last);
        }
      const step = Math.max(1, Math.ceil((last - first) * EVICTED_SHARE));
      let cutoff = first;
      while (bytes > mostBytes && cutoff <= last) {
        cutoff += step;
        prune(cutoff);
      }
      return cutoff;
    },
    get bytes() {
      return bytes;
    },
    metricNames() {
      sorted ??= [...metrics.keys()].sort();
      return sorted;
    },
    instants(metric, atMs, spend) {
      const found: Instant[] = [];
      for (const series of inOrder(metric)) {
        spend(1);
        // Times are whole milliseconds, so the window that leaves out its lower end begins one later.
        const value = series.newest(atMs - STALENESS_MS + 1, atMs, unpacking(spend));
        if (value !== undefined) found.push({ labels: series.labels, ms: atMs, value });
      }
      return found;
    },
    samples(metric, range, spend) {
      const found: Series<number>[] = [];
      for (const series of inOrder(metric)) {
        const points = series.points(range.fromMs - STALENESS_MS + 1, range.toMs, unpacking(spend));
        const sampled = sampleSeries(points, range, spend);
        if (sampled.times.length > 0) found.push({ labels: series.labels, ...sampled });
      }
      return found;
    },
  };
}

/** Series of a metric; the order is that of the labels' keys, made when it is asked for. */
interface NodeSeries {
  readonly byNode: Map<string, PointSeries>;
  inOrder: readonly PointSeries[] | undefined;
}

/** Unpacking is quick: eight points cost as much as one value of a query. */
function unpacking(spend: (values: number) => void): (points: number) => void {
  return (points) => spend(Math.ceil(points / 8));
}

/** The newest point at each step that is not stale, in one pass over points and steps; gaps are jumped over. */
function sampleSeries(
  points: { times: number[]; values: number[] },
  { fromMs, toMs, stepMs }: { fromMs: number; toMs: number; stepMs: number },
  spend: (values: number) => void,
): { times: number[]; values: number[] } {
  const times: number[] = [];
  const values: number[] = [];
  const stepAtOrAfter = (ms: number) => fromMs + Math.max(0, Math.ceil((ms - fromMs) / stepMs)) * stepMs;
  for (let n = 0; n < points.times.length; n++) {
    const ms = points.times[n]!;
    const end = Math.min(points.times[n + 1] ?? Number.POSITIVE_INFINITY, ms + STALENESS_MS, toMs + 1);
    for (let at = stepAtOrAfter(ms); at < end; at += stepMs) {
      spend(1);
      times.push(at);
      values.push(points.values[n]!);
    }
  }
  return { times, values };
}
