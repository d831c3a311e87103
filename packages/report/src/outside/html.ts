import type { AdoptionGap, OutsideNode, OutsideSummary, Results } from '@slotbench/analysis';
import { formatValue, grouped, plural } from '../format.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import { propagationTable } from '../html/tables.ts';

/** What an outside observer saw, and how far the nodes' logs agree with it; nothing where none was in the run. */
export function outsideSection(results: Results): Html {
  const { outside } = results;
  if (outside === undefined) return html``;
  return html`<section id="outside"><h2>From outside</h2>
<p>An observer followed every node as a peer and read what its processes cost, from one process and on one clock, whatever the nodes log. ${seen(outside)} Figures that two implementations or two ways of tracing are compared by come from here.</p>
${propagationTable(results, 'outside', 'What the nodes offered and cost')}
${table('What the observer saw of each node', NODES, outside.nodes)}
${outside.gaps.length === 0 ? html`<p>No log tells of adoption, so nothing can be held against what was seen.</p>` : html`<p>A log says when a block was adopted, the observer when its header was there: what lies between is the node’s own way to its peers, and at most a round trip too long. An adoption logged after the header was seen is logged wrong.</p>${table('From adopted in the log to offered', GAPS, outside.gaps)}`}
<p class="sub">${ownCost(outside)}</p></section>`;
}

function seen({ blocks, partial, firstBlock }: OutsideSummary): string {
  const from = firstBlock === null ? '' : `, from number ${grouped(firstBlock)} on,`;
  const rest = partial === 0 ? '' : ` Left out, because a node was not followed then: ${grouped(partial)}.`;
  return `${plural(blocks, 'block')} of the main chain${from} were seen of every node; the tip does not count.${rest}`;
}

const NODES: readonly Column<OutsideNode>[] = [
  { head: 'Node', cell: ({ host }) => host },
  { head: 'Headers', numeric: true, cell: ({ headers }) => grouped(headers) },
  {
    head: 'Not timed',
    tip: 'Offered while the observer was not connected',
    numeric: true,
    cell: ({ late }) => grouped(late),
  },
  { head: 'Blocks served', numeric: true, cell: ({ blocksServed }) => grouped(blocksServed) },
  {
    head: 'Rollbacks',
    tip: 'and the most blocks that one took back',
    numeric: true,
    cell: ({ rollbacks, deepestRollback }) =>
      rollbacks === 0 ? '0' : `${grouped(rollbacks)} (${grouped(deepestRollback)})`,
  },
  {
    head: 'Round trip',
    tip: 'Keep-alive: shortest and median',
    numeric: true,
    cell: ({ roundTrip }) =>
      roundTrip === null ? '–' : `${formatValue(roundTrip.min, 's')}, ${formatValue(roundTrip.median, 's')}`,
  },
  {
    head: 'Connections that ended',
    wrap: true,
    cell: ({ ends }) =>
      ends.length === 0
        ? 'none'
        : ends.map(({ reason, count, text }) => `${grouped(count)} × ${reason}: ${text}`).join('; '),
  },
];

const GAPS: readonly Column<AdoptionGap>[] = [
  { head: 'Node', cell: ({ host }) => host },
  { head: 'Log read as', cell: ({ adapter }) => adapter },
  { head: 'Blocks', numeric: true, cell: ({ n }) => grouped(n) },
  { head: 'Least', numeric: true, cell: ({ min }) => formatValue(min, 's') },
  { head: 'Median', numeric: true, cell: ({ median }) => formatValue(median, 's') },
  { head: '90 %', numeric: true, cell: ({ p90 }) => formatValue(p90, 's') },
  {
    head: 'Logged late',
    tip: 'Adoptions that the log puts after the header was seen, by more than the clocks may differ',
    numeric: true,
    cell: ({ loggedLate }) => grouped(loggedLate),
  },
  {
    head: 'Clocks differ by at most',
    numeric: true,
    cell: ({ clockError }) => formatValue(clockError, 's'),
  },
  {
    head: 'Too long by about',
    tip: 'The median round trip to the node',
    numeric: true,
    cell: ({ networkError }) => (networkError === null ? '–' : formatValue(networkError, 's')),
  },
];

function ownCost({ observer }: OutsideSummary): string {
  const { cpu, peakRss, lateMax } = observer;
  return [
    `The observer itself used ${cpu === null ? 'an unknown share' : formatValue(cpu, '%')} of a core`,
    peakRss === null ? '' : ` and at most ${formatValue(peakRss, 'MiB')}`,
    `; its timers were at most ${formatValue(lateMax, 's')} late.`,
  ].join('');
}
