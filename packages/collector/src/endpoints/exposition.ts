import type { MetricValue } from '@slotbench/wire';
import { escapeLabel, type LabelSet, parseLabelSet, renderLabelSet } from './label-set.ts';
import { type MetricsStore, type StoredMetric, serverTimestamp } from './metrics-store.ts';
import { createPageWriter } from './page-writer.ts';

export interface ExpositionOptions {
  /** Strip one trailing `_int`, `_counter` or `_real` from the names. */
  readonly noSuffix: boolean;
  /** Help texts by (a part of) the internal name. */
  readonly help: ReadonlyMap<string, string>;
}

/** Prometheus' text format 0.0.4, or OpenMetrics 1.0. */
export type Format = 'text' | 'openmetrics';

/** How the names of the collector's own metrics begin. */
export const OWN_PREFIX = 'slotbench_collector_';

/** A family of the collector's own; the name of a counter ends in `_total`. */
export interface OwnFamily {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly { readonly labels: LabelSet; readonly value: number | bigint }[];
}

export interface Exposition {
  /** The page of one node: annotations TYPE then HELP, closed by `# EOF`. */
  node(metrics: MetricsStore, nowMs: number, format: Format): Buffer;
  /** Every node on one page, told apart by the label `node`, then the collector's own metrics. */
  fleet(
    nodes: readonly { readonly name: string; readonly metrics: MetricsStore }[],
    own: readonly OwnFamily[],
    nowMs: number,
    format: Format,
  ): Buffer;
}

type Kind = 'counter' | 'gauge' | 'info' | 'untyped';

/** What Prometheus has to know of the samples of one exposed name. */
interface Family {
  readonly name: string;
  readonly help: string;
  /** Names of the collector's own metrics are no node's on the page of all nodes. */
  readonly reserved: boolean;
  /** Of the page being written: its number, the last store that gave a sample, the samples, their kind. */
  page: number;
  store: object | undefined;
  readonly samples: string[];
  kind: Kind;
}

/** What is remembered of one metric of one node; the lines hold for one version of its value. */
interface Rendered {
  readonly families: object;
  readonly family: Family;
  version: number;
  kind: Kind;
  /** What follows the name, from the labels on. */
  tail: string;
  /** The annotated sample of the node's page. */
  block: string | undefined;
  /** The sample of the page of all nodes, and how it starts. */
  line: string | undefined;
  head: string;
  node: string;
}

/** Metric names of all nodes; beyond this many, what was remembered of them is dropped. */
const MOST_FAMILIES = 20_000;

/**
 * Renders pages and remembers names, help texts and lines, so that a page costs what changed since the last one.
 * Source: cardano-tracer `Metrics.Prometheus`. Three differences, since Prometheus drops the whole page for one bad
 * line: a label that is no number and no `{...}` set becomes an info metric with the text as label `value`, where
 * upstream prints an invalid line; of two metrics with one exposed name the first is printed; the text format has no
 * type `info`, a gauge stands for it there.
 */
export function createExposition({ noSuffix, help }: ExpositionOptions): Exposition {
  const helpTexts = [...help].filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  let families = new Map<string, Family>();
  let exposed = new Map<string, Family>();
  const writer = createPageWriter();
  let page = 0;

  function familyOf(internal: string): Family {
    const known = families.get(internal);
    if (known !== undefined) return known;
    if (families.size >= MOST_FAMILIES) {
      families = new Map();
      exposed = new Map();
    }
    const name = metricName(internal, noSuffix);
    let family = exposed.get(name);
    if (family === undefined) {
      const text = helpTexts.find(([key]) => internal.includes(key))?.[1];
      const line = text === undefined ? '' : `# HELP ${name} ${escapeHelp(text)}\n`;
      const reserved = name.startsWith(OWN_PREFIX);
      family = { name, help: line, reserved, page: 0, store: undefined, samples: [], kind: 'untyped' };
      exposed.set(name, family);
    }
    families.set(internal, family);
    return family;
  }

  function render(metric: StoredMetric): Rendered {
    let rendered = metric.rendered as Rendered | undefined;
    if (rendered?.families !== families) {
      const family = familyOf(metric.name);
      const empty = {
        kind: 'untyped',
        tail: '',
        block: undefined,
        line: undefined,
        head: '',
        node: '',
      } as const;
      rendered = { families, family, version: -1, ...empty };
      metric.rendered = rendered;
    }
    if (rendered.version !== metric.version) {
      rendered.version = metric.version;
      const { kind, labels, value } = sampleOf(metric.value);
      rendered.kind = kind;
      rendered.tail = labels === undefined ? ` ${value}\n` : `${renderLabelSet(labels) || '{}'} ${value}\n`;
      rendered.block = undefined;
      rendered.line = undefined;
    }
    return rendered;
  }

  function addToNodePage(metric: StoredMetric, format: Format): void {
    const rendered = render(metric);
    const { family, kind, tail } = rendered;
    if (family.page === page || family.name === '') return;
    family.page = page;
    if (kind === 'info' && format === 'openmetrics') {
      writer.add(`${typeLine(family.name, kind, format)}${family.help}${family.name}${tail}`);
      return;
    }
    // Upstream gives doubles no type.
    const type = kind === 'untyped' ? '' : typeLine(family.name, kind, format);
    rendered.block ??= `${type}${family.help}${family.name}${tail}`;
    writer.add(rendered.block);
  }

  /** Returns the family if this is its first sample on the page. */
  function addToFleet(metric: StoredMetric, node: string, pair: string, store: object): Family | undefined {
    const rendered = render(metric);
    const { family, kind } = rendered;
    const first = family.page !== page;
    if (family.name === '' || family.reserved || (!first && family.store === store)) return undefined;
    if (first || family.kind !== kind) family.kind = first ? kind : 'untyped';
    family.page = page;
    family.store = store;
    if (rendered.node !== node) {
      rendered.node = node;
      rendered.head = `${family.name}${pair}`;
      rendered.line = undefined;
    }
    rendered.line ??=
      kind === 'info' ? `${family.name}${withNode(metric.value, node)}` : rendered.head + rendered.tail;
    family.samples.push(rendered.line);
    return first ? family : undefined;
  }

  return {
    node(metrics, nowMs, format) {
      page++;
      for (const metric of metrics.metrics()) addToNodePage(metric, format);
      addToNodePage(serverTimestamp(nowMs), format);
      writer.add(END);
      return writer.finish();
    },

    fleet(nodes, own, nowMs, format) {
      page++;
      const found: Family[] = [];
      for (const { name, metrics } of nodes) {
        const pair = `{node="${escapeLabel(name)}"}`;
        for (const metric of metrics.metrics()) {
          const family = addToFleet(metric, name, pair, metrics);
          if (family !== undefined) found.push(family);
        }
        const family = addToFleet(serverTimestamp(nowMs), name, pair, metrics);
        if (family !== undefined) found.push(family);
      }
      for (const family of found) {
        writer.add(`${typeLine(family.name, family.kind, format)}${family.help}`);
        for (const sample of family.samples) writer.add(sample);
        family.samples.length = 0;
        family.store = undefined;
      }
      for (const family of own) writer.add(ownText(family, format));
      writer.add(END);
      return writer.finish();
    },
  };
}

const END = '# EOF\n';

function typeLine(name: string, kind: Kind, format: Format): string {
  if (format === 'text') return `# TYPE ${name} ${kind === 'info' ? 'gauge' : kind}\n`;
  return `# TYPE ${name} ${kind === 'untyped' ? 'unknown' : kind}\n`;
}

function sampleOf(value: MetricValue): { kind: Kind; labels: LabelSet | undefined; value: string } {
  if (value.kind !== 'label') return { kind: value.kind, labels: undefined, value: `${value.value}` };
  const text = value.value.trim();
  if (NUMBER.test(text)) return { kind: 'untyped', labels: undefined, value: text };
  const labels = parseLabelSet(text) ?? new Map([['value', value.value]]);
  return { kind: 'info', labels, value: '1' };
}

/** A label `node` of the node's own goes by `exported_node`, as in Prometheus. */
function withNode(metric: MetricValue, node: string): string {
  const all = new Map([['node', node]]);
  for (const [name, text] of sampleOf(metric).labels ?? [])
    all.set(name === 'node' ? 'exported_node' : name, text);
  return `${renderLabelSet(all)} 1\n`;
}

/** In OpenMetrics a counter's family goes without the `_total` of its samples. */
function ownText({ name, kind, help, samples }: OwnFamily, format: Format): string {
  if (samples.length === 0) return '';
  const family = format === 'openmetrics' && kind === 'counter' ? name.replace(/_total$/u, '') : name;
  const lines = samples.map(({ labels, value }) => `${name}${renderLabelSet(labels)} ${value}\n`);
  return `# TYPE ${family} ${kind}\n# HELP ${family} ${escapeHelp(help)}\n${lines.join('')}`;
}

/** What Prometheus takes as a value; doubles arrive as text such as `5.0e-2`. */
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]?Inf(?:inity)?)$/iu;

function metricName(internal: string, noSuffix: boolean): string {
  const stem = noSuffix ? internal.replace(/_(?:int|counter|real)$/u, '') : internal;
  const name = stem.replace(/[ .-]/gu, '_').replace(/[^A-Za-z0-9_]/gu, '');
  return /^\d/u.test(name) ? `_${name}` : name;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\r', '').replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
