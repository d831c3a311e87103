/**
 * The Prometheus pages of 52 nodes with 200 metrics each, against encoding the same page from one text: CPU of the page of
 * all nodes and of 52 pages, with nothing, a quarter and everything changed since the last scrape. Owed: at most 3 ms
 * with a quarter changed, which is what nodes change between two scrapes.
 */
import type { Metric } from '@slotbench/wire';
import { createExposition } from '../packages/collector/src/endpoints/exposition.ts';
import { createMetricsStore } from '../packages/collector/src/endpoints/metrics-store.ts';
import type { BenchResult } from './main.ts';

const NODES = 52;
const METRICS = 200;
const CHANGED = { none: 0, quarter: METRICS / 4, all: METRICS };

export default function run(): Promise<BenchResult> {
  return measurePages({ warmUps: 30, rounds: 100 });
}

/** Each round measures every contender once; a figure is the mean of the rounds, in milliseconds of CPU. */
export async function measurePages(o: { warmUps: number; rounds: number }): Promise<BenchResult> {
  const help = new Map(Array.from({ length: 107 }, (_, n) => [`number${n}_`, `Help text ${n}`]));
  const exposition = createExposition({ noSuffix: false, help });
  const nodes = Array.from({ length: NODES }, (_, n) => ({
    name: `node-${n}`,
    metrics: createMetricsStore(),
  }));
  let value = 1n;
  const change = (count: number): void => {
    value++;
    for (const { metrics } of nodes)
      metrics.update(Array.from({ length: count }, (_, n) => metric(n, value)));
  };
  const fleet = (): Buffer => exposition.fleet(nodes, [], 1_700_000_000_000, 'text');
  const each = (): void => {
    for (const { metrics } of nodes) exposition.node(metrics, 1_700_000_000_000, 'text');
  };
  change(METRICS);
  const text = fleet().toString();

  const totals: Record<string, number> = {};
  for (let round = -o.warmUps; round < o.rounds; round++) {
    const add = (name: string, action: () => void): void => {
      const ms = cpuMs(action);
      if (round >= 0) totals[name] = (totals[name] ?? 0) + ms;
    };
    add('copyMs', () => Buffer.from(text));
    for (const [changed, count] of Object.entries(CHANGED))
      for (const [name, page] of [
        ['allNodesMs', fleet],
        ['eachNodeMs', each],
      ] as const) {
        page(); // as the last scrape left it
        change(count);
        add(`${name}.${changed}`, page);
      }
  }
  const figures = Object.fromEntries(Object.entries(totals).map(([name, ms]) => [name, ms / o.rounds]));
  const ratios = Object.fromEntries(
    Object.keys(CHANGED).map((changed) => [
      `allNodesVsCopy.${changed}`,
      figures[`allNodesMs.${changed}`]! / figures.copyMs!,
    ]),
  );
  return { name: 'metrics-pages', ratios, figures };
}

function metric(n: number, value: bigint): Metric {
  const name = `cardano.node.metrics.some.metric.number${n}_int`;
  return { name, value: { kind: 'gauge', value: value + BigInt(n) } };
}

function cpuMs(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
