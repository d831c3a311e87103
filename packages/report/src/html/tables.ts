import type { Metric, MetricGroup, Results } from '@slotbench/analysis';
import { centileOf } from '../figures.ts';
import { formatBytes, formatSeconds, formatValue, grouped, significant } from '../format.ts';
import { type Html, html } from './html.ts';
import { spread } from './spread.ts';
import { type Column, table } from './table.ts';

const name: Column<Metric> = {
  head: 'What',
  cell: (m) => html`<abbr title="${m.definition}">${m.name}</abbr>`,
};

function figure(
  head: string,
  tip: string,
  read: (m: Metric & { value: NonNullable<Metric['value']> }) => number,
): Column<Metric> {
  return {
    head,
    tip,
    numeric: true,
    cell: (m) => (m.value === null ? '–' : formatValue(read({ ...m, value: m.value }), m.unit)),
  };
}

/** One group of block-propagation metrics; metrics without a sample are left out and named below. */
export function propagationTable(results: Results, group: MetricGroup, caption: string): Html {
  const all = results.metrics.filter((m) => m.group === group && m.population !== 'run');
  const rows = all.filter((m) => m.value !== null);
  const absent = all.filter((m) => m.value === null);
  if (rows.length === 0)
    return html`<h3>${caption}</h3><p>No samples: ${absent.map((m) => m.name).join(', ')}.</p>`;
  return html`${table(
    caption,
    [
      name,
      figure('Mean', 'Arithmetic mean of all samples', (m) => m.value.mean),
      figure('Median', 'Half of the samples are not above it', (m) => centileOf(m.value, 0.5)),
      figure('90 %', 'Nine of ten samples are not above it', (m) => centileOf(m.value, 0.9)),
      figure('99 %', 'Of a hundred samples one is above it; the maximum where there are fewer', (m) =>
        centileOf(m.value, 0.99),
      ),
      figure('Maximum', 'The largest sample', (m) => m.value.max),
      figure('Std. deviation', 'Sample standard deviation', (m) => m.value.stddev),
      {
        head: 'Samples',
        tip: 'How many values the figures rest on',
        numeric: true,
        cell: (m) => html`${grouped(m.value!.n)} ${POPULATION[m.population]}`,
      },
    ],
    rows,
  )}${absent.length === 0 ? null : html`<p class="sub">Without a sample in this run: ${absent.map((m) => m.name).join(', ')}.</p>`}`;
}

const POPULATION: Record<Metric['population'], string> = {
  blocks: 'blocks',
  observations: 'blocks × peers',
  slots: 'slots',
  samples: 'samples',
  spans: 'spans',
  hosts: 'hosts',
  transactions: 'transactions',
  run: 'run',
};

/** Metrics of single hosts: of what they use, or of what they trace. */
export function machineTable(results: Results, group: 'machine' | 'tracing', caption: string): Html {
  const all = results.metrics.filter((m) => m.group === group);
  const rows = all.filter((m) => m.value !== null);
  const absent = all.filter((m) => m.value === null);
  const extreme = (m: Metric, pick: 'min' | 'max') => {
    const hosts = Object.entries(m.perHost).sort(([, a], [, b]) => a.mean - b.mean);
    return pick === 'min' ? hosts[0] : hosts.at(-1);
  };
  const host = (head: string, pick: 'min' | 'max'): Column<Metric> => ({
    head,
    tip: `Host with the ${pick === 'min' ? 'lowest' : 'highest'} mean`,
    numeric: true,
    cell: (m) => {
      const found = extreme(m, pick);
      return found === undefined
        ? '–'
        : html`${formatValue(found[1].mean, m.unit)} <small class="sub">${found[0]}</small>`;
    },
  });
  return html`${table(
    caption,
    [
      name,
      figure('Mean of hosts', 'Mean of the hosts’ means: every host counts alike', (m) => m.value.mean),
      figure('Median', 'The median host’s median', (m) => centileOf(m.value, 0.5)),
      figure('90 %', 'The median host’s 90 % centile', (m) => centileOf(m.value, 0.9)),
      figure('Maximum', 'The largest sample of any host', (m) => m.value.max),
      host('Lowest host', 'min'),
      {
        head: 'Spread of hosts',
        tip: 'Each dot is one host’s mean, from the lowest to the highest',
        cell: (m) =>
          spread(
            Object.entries(m.perHost).map(([h, v]) => ({
              host: `${h}: ${formatValue(v.mean, m.unit)}`,
              value: v.mean,
            })),
          ),
      },
      host('Highest host', 'max'),
    ],
    rows,
  )}${absent.length === 0 ? null : html`<p class="sub">Without a sample in this run: ${absent.map((m) => m.name).join(', ')}.</p>`}`;
}

/** Figures of the run as one; nothing where it has none. */
export function runPairs({ metrics }: Results): [string, string][] {
  return metrics
    .filter((m) => m.group === 'run' && m.value !== null)
    .map((m) => [m.name, formatValue(m.value!.mean, m.unit)]);
}

/** Metrics whose regions are worth a look. */
const BY_REGION = ['forgerAnnounceCum', 'peerFetch', 'hostAdoption', 'cpu', 'rss'];

/** The same figure region by region; null where the run names none. */
export function regionTable({ metrics }: Results): Html | null {
  const rows = metrics.filter((m) => BY_REGION.includes(m.id) && m.perRegion !== undefined);
  const regions = [...new Set(rows.flatMap((m) => Object.keys(m.perRegion!)))].sort();
  if (regions.length < 2) return null;
  return table<Metric>(
    'Region by region: median, and the mean in small',
    [
      name,
      ...regions.map(
        (region): Column<Metric> => ({
          head: region,
          numeric: true,
          cell: (m) => {
            const value = m.perRegion?.[region];
            return value === undefined
              ? '–'
              : html`${formatValue(value.median, m.unit)} <small class="sub">${formatValue(value.mean, m.unit)}</small>`;
          },
        }),
      ),
    ],
    rows,
  );
}

export function hostTable(results: Results): Html {
  type Host = Results['hosts'][number];
  const of = (id: string, host: Host) => results.metrics.find((m) => m.id === id)?.perHost[host.host];
  const measured = (head: string, id: string, tip: string): Column<Host> => ({
    head,
    tip,
    numeric: true,
    cell: (h) => {
      const value = of(id, h);
      const unit = results.metrics.find((m) => m.id === id)?.unit ?? 'count';
      return value === undefined ? '–' : formatValue(value.mean, unit);
    },
    key: (h) => of(id, h)?.mean ?? -1,
  });
  return table(
    'Host by host',
    [
      { head: 'Host', cell: (h) => h.host, key: (h) => h.host },
      {
        head: 'Forged',
        tip: 'Blocks that it forged, on the chain or not',
        numeric: true,
        cell: (h) => grouped(h.forged),
        key: (h) => h.forged,
      },
      {
        head: 'On the chain',
        tip: 'Its blocks on the main chain, without the tip',
        numeric: true,
        cell: (h) => grouped(h.forgedOnChain),
        key: (h) => h.forgedOnChain,
      },
      {
        head: 'Adopted',
        tip: 'Main-chain blocks that it adopted, of all; the tip is left out',
        numeric: true,
        cell: (h) => `${grouped(h.adopted.count)} of ${grouped(h.adopted.of)}`,
        key: (h) => h.adopted.count,
      },
      {
        head: 'By fork switch',
        tip: 'Adopted by switching to another fork',
        numeric: true,
        cell: (h) => grouped(h.adopted.byForkSwitch),
        key: (h) => h.adopted.byForkSwitch,
      },
      measured('Adoption', 'hostAdoption', 'Slot start to adoption, mean over the blocks'),
      measured('CPU', 'cpu', 'Mean, in % of one core'),
      measured('Memory', 'rss', 'Mean resident memory'),
      { head: 'Log lines', numeric: true, cell: (h) => grouped(h.logs.lines), key: (h) => h.logs.lines },
      { head: 'Log size', numeric: true, cell: (h) => formatBytes(h.logs.bytes), key: (h) => h.logs.bytes },
    ],
    results.hosts,
  );
}

export function transactionPairs(results: Results): [string, string][] {
  const t = results.transactions!;
  // Its own log of a generator that was killed has no last line.
  const counted = (key: string): string => {
    const count = t.generatorSummary?.[key];
    return typeof count === 'number' ? grouped(count) : '–';
  };
  return [
    ['Intended', grouped(t.intended)],
    ['Announced to a node', grouped(t.announced)],
    ['Sent to a node', grouped(t.served)],
    ['Refused by a node', counted('refused')],
    ['Unavailable when asked for', counted('unavailable')],
    ['In a block', grouped(t.confirmed)],
    ['Lost', grouped(t.lost)],
    ['Still on the way at the end', grouped(t.pending)],
    ['Splitting transactions', grouped(t.split)],
    ['Intended rate', t.intendedTps === null ? '–' : `${significant(t.intendedTps)} tx/s`],
    ['Achieved rate', t.achievedTps === null ? '–' : `${significant(t.achievedTps)} tx/s`],
    ['Length of the load', t.seconds === null ? '–' : formatSeconds(t.seconds)],
  ];
}
