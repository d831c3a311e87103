import type { Results } from '@slotbench/analysis';
import { formatSeconds, formatValue, grouped, plural } from '../format.ts';
import { type Html, html } from './html.ts';
import { type Column, table } from './table.ts';

type Clock = Results['clocks']['hosts'][number];
type Coverage = Results['coverage'][number];
type Stratum = Results['strata'][number];
type Step = Results['chain']['waterfall'][number];
type Battle = Results['chain']['battles'][number];

/** What the stamps say of the hosts' clocks; nothing where no two hosts can be compared. */
export function clocksTable({ clocks }: Results): Html | null {
  if (clocks.reference === null) return null;
  const bound = (seconds: number | null) => (seconds === null ? '–' : formatSeconds(seconds));
  return html`<details><summary>Clocks of ${plural(clocks.hosts.length, 'host')}${clocks.corrected ? ', corrected' : ''}</summary>
<p>How much each clock is ahead of that of ${clocks.reference}, from the least delays between pairs of hosts. ${
    clocks.corrected
      ? 'The estimates were taken off the stamps before anything was measured.'
      : 'Nothing was corrected: an offset of one host goes into its figures as it is.'
  }</p>
${table<Clock>(
  'Estimated lead of each clock',
  [
    { head: 'Host', cell: (c) => c.host, key: (c) => c.host },
    { head: 'Lead', numeric: true, cell: (c) => bound(c.offset), key: (c) => c.offset ?? 0 },
    {
      head: 'At least',
      tip: 'The least lead that all stamps allow',
      numeric: true,
      cell: (c) => bound(c.low),
    },
    {
      head: 'At most',
      tip: 'The greatest lead that all stamps allow',
      numeric: true,
      cell: (c) => bound(c.high),
    },
    { head: 'State', tip: CLOCK_STATES, cell: (c) => CLOCK_WORDS[c.state] },
    {
      head: 'Noticed too early',
      tip: 'Blocks noticed before their forger announced them, by the stamps as logged',
      numeric: true,
      cell: (c) => grouped(c.noticedTooEarly),
      key: (c) => c.noticedTooEarly,
    },
  ],
  clocks.hosts,
)}</details>`;
}

const CLOCK_STATES =
  'steady: one offset explains all stamps; one-sided: only one bound is known; unsteady: the clock was set or drifts';
const CLOCK_WORDS = {
  steady: 'steady',
  oneSided: 'one-sided',
  unsteady: 'unsteady',
  unknown: 'unknown',
} as const;

/** Traces that slots and blocks call for, all hosts of a trace together. */
export function coverageTable({ coverage }: Results): Html | null {
  if (coverage.length === 0) return null;
  const byTrace = new Map<string, Coverage[]>();
  for (const row of coverage)
    byTrace.set(`${row.trace} ${row.per}`, [...(byTrace.get(`${row.trace} ${row.per}`) ?? []), row]);
  const rows = [...byTrace.values()].map((hosts) => {
    const sum = (key: 'expected' | 'seen') => hosts.reduce((total, row) => total + row[key], 0);
    const worst = [...hosts].sort((a, b) => a.seen / a.expected - b.seen / b.expected)[0]!;
    return {
      trace: hosts[0]!.trace,
      per: hosts[0]!.per,
      expected: sum('expected'),
      seen: sum('seen'),
      worst,
    };
  });
  type Row = (typeof rows)[number];
  const share = (seen: number, expected: number) =>
    expected === 0 ? '–' : formatValue((Math.floor((1000 * seen) / expected) / 1000) * 100, '%');
  const missing = rows.reduce((total, row) => total + Math.max(0, row.expected - row.seen), 0);
  return html`<details><summary>Traces expected and seen: ${missing === 0 ? 'none is missing' : `${grouped(missing)} missing`}</summary>${table<Row>(
    'Traces that slots and blocks call for',
    [
      { head: 'Trace', cell: (r) => r.trace, key: (r) => r.trace },
      { head: 'One for each', cell: (r) => PER[r.per] },
      { head: 'Expected', numeric: true, cell: (r) => grouped(r.expected), key: (r) => r.expected },
      { head: 'Seen', numeric: true, cell: (r) => grouped(r.seen), key: (r) => r.seen },
      {
        head: 'Share',
        numeric: true,
        cell: (r) => share(r.seen, r.expected),
        key: (r) => r.seen / r.expected,
      },
      {
        head: 'Fewest',
        tip: 'The host with the smallest share',
        cell: (r) =>
          r.seen >= r.expected
            ? '–'
            : html`${share(r.worst.seen, r.worst.expected)} <small class="sub">${r.worst.host}</small>`,
      },
    ],
    rows,
  )}</details>`;
}

const PER = {
  slot: 'slot that the host looked at',
  forgedBlock: 'block of its own',
  block: 'block of another host',
} as const;

/** Parts of the run with conditions of their own: what start-up and epoch boundaries do to the figures. */
export function strataTable({ strata, metrics }: Results): Html | null {
  if (strata.length < 2) return null;
  const ids = [...new Set(strata.flatMap((stratum) => stratum.metrics.map(({ id }) => id)))];
  const nameOf = (id: string) => metrics.find((m) => m.id === id)?.name ?? id;
  const figure = (id: string): Column<Stratum> => ({
    head: nameOf(id),
    tip: 'Median; the mean in small',
    numeric: true,
    cell: (s) => {
      const found = s.metrics.find((m) => m.id === id);
      return found === undefined || found.n === 0
        ? '–'
        : html`${formatSeconds(found.median)} <small class="sub">${formatSeconds(found.mean)}</small>`;
    },
  });
  return html`<details><summary>Parts of the run: start-up, epoch boundaries and the rest</summary>${table<Stratum>(
    'Slots with conditions of their own',
    [
      { head: 'Part', cell: (s) => html`<abbr title="${s.slots}">${STRATUM[s.id]}</abbr>` },
      { head: 'Blocks', numeric: true, cell: (s) => grouped(s.blocks) },
      { head: 'Slots checked', numeric: true, cell: (s) => grouped(s.checkedSlots) },
      { head: 'Slots missed', numeric: true, cell: (s) => grouped(s.missedSlots) },
      ...ids.map(figure),
    ],
    strata,
  )}</details>`;
}

const STRATUM = {
  startUp: 'Start-up',
  epochBoundary: 'Epoch boundary',
  rewards: 'Reward calculation',
  steady: 'The rest',
} as const;

/** What each filter takes away, in the order of the filters. */
export function waterfallTable({ chain, provenance }: Results): Html {
  if (provenance.filters.length === 0 || chain.waterfall.length === 0)
    return html`<p>No filter applies: every block of the chain counts.</p>`;
  return table<Step>(
    'Filters, in their order',
    [
      { head: 'A block counts if', cell: (s) => s.condition },
      {
        head: 'Fail it',
        tip: 'Blocks of the chain that fail the condition',
        numeric: true,
        cell: (s) => grouped(s.failed),
      },
      {
        head: 'Taken away',
        tip: 'Of those that passed all conditions before',
        numeric: true,
        cell: (s) => grouped(s.removed),
      },
      {
        head: 'By it alone',
        tip: 'Blocks that fail nothing else',
        numeric: true,
        cell: (s) => grouped(s.only),
      },
      {
        head: 'Left',
        tip: 'Blocks that passed this condition and all before',
        numeric: true,
        cell: (s) => grouped(s.remaining),
      },
    ],
    chain.waterfall,
  );
}

/** Blocks that lost. */
export function battlesTable({ chain }: Results): Html | null {
  if (chain.battles.length === 0) return null;
  const slots = chain.battles.filter(({ kind }) => kind === 'slot').length;
  return html`<details><summary>${plural(chain.battles.length, 'battle')}, ${grouped(slots)} of them for one slot</summary>${table<Battle>(
    'Blocks that lost against one of the main chain',
    [
      { head: 'Height', numeric: true, cell: (b) => grouped(b.blockNo), key: (b) => b.blockNo },
      { head: 'Battle', cell: (b) => KIND[b.kind] },
      { head: 'Loser', cell: (b) => html`<code title="${b.loser}">${b.loser.slice(0, 8)}</code>` },
      { head: 'Of slot', numeric: true, cell: (b) => (b.slot === null ? '–' : grouped(b.slot)) },
      { head: 'Forged by', cell: (b) => b.forger ?? 'unknown' },
      {
        head: 'Adopted by',
        tip: 'Hosts that had it for a time',
        numeric: true,
        cell: (b) => grouped(b.adopters),
      },
      { head: 'Winner', cell: (b) => html`<code title="${b.winner}">${b.winner.slice(0, 8)}</code>` },
    ],
    chain.battles.slice(0, MOST_BATTLES),
  )}</details>`;
}

/** Beyond that the page would outgrow its readers; all are in results.json. */
const MOST_BATTLES = 500;
const KIND = { slot: 'for a slot', height: 'for a height', unknown: 'unknown' } as const;
