import type { Results } from '@slotbench/analysis';
import { formatBytes, formatSeconds, grouped } from '../format.ts';
import { type Html, html } from './html.ts';
import { type Column, table } from './table.ts';

/** Rows of the chain table that go into the page; beyond that it would outgrow its readers. */
const MOST_BLOCKS = 5000;

export function chainTable(results: Results): Html {
  type Block = Results['chain']['blocks'][number];
  const at = (b: Block, share: number) => b.adoption.find(([c]) => c === share)?.[1];
  const adoption = (share: number): Column<Block> => ({
    head: `${share * 100} %`,
    tip: `Slot start until ${share * 100} % of the adopters had adopted it`,
    numeric: true,
    cell: (b) => maybe(at(b, share), formatSeconds),
    key: (b) => at(b, share) ?? -1,
  });
  const shown = results.chain.blocks.slice(0, MOST_BLOCKS);
  const hidden = results.chain.blocks.length - shown.length;
  return html`${table(
    'Main chain, without the tip',
    [
      { head: 'Block', numeric: true, cell: (b) => grouped(b.blockNo), key: (b) => b.blockNo },
      { head: 'Slot', numeric: true, cell: (b) => grouped(b.slot), key: (b) => b.slot },
      { head: 'Hash', cell: (b) => html`<code title="${b.hash}">${b.hash.slice(0, 8)}</code>` },
      { head: 'Forger', cell: (b) => b.forger ?? 'unknown', key: (b) => b.forger ?? '' },
      {
        head: 'Size',
        numeric: true,
        cell: (b) => maybe(b.sizeBytes, formatBytes),
        key: (b) => b.sizeBytes ?? -1,
      },
      {
        head: 'Transactions',
        tip: 'The generator’s transactions in the block',
        numeric: true,
        cell: (b) => maybe(b.txs, grouped),
        key: (b) => b.txs ?? -1,
      },
      {
        head: 'Announced',
        tip: 'Slot start until the forger announces it',
        numeric: true,
        cell: (b) => maybe(b.announcedCum, formatSeconds),
        key: (b) => b.announcedCum ?? -1,
      },
      adoption(0.5),
      adoption(0.9),
      adoption(1),
      {
        head: 'Adopters',
        tip: 'Hosts that adopted it, the forger included',
        numeric: true,
        cell: (b) => grouped(b.adopters),
        key: (b) => b.adopters,
      },
      {
        head: 'Competitors',
        tip: 'Other blocks seen at this height',
        numeric: true,
        cell: (b) => grouped(b.forks),
        key: (b) => b.forks,
      },
      {
        head: 'Counted',
        tip: 'Whether the filters accept it',
        cell: (b) => (b.accepted ? 'yes' : html`<abbr title="${b.rejectedBy.join('; ')}">no</abbr>`),
        key: (b) => (b.accepted ? 1 : 0),
      },
    ],
    shown,
  )}${hidden > 0 ? html`<p class="sub">${grouped(hidden)} more blocks are in results.json.</p>` : null}`;
}

function maybe(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
