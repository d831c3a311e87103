import type { HostValue, ImplementationFigures, Results } from '@slotbench/analysis';
import { formatValue, grouped } from '../format.ts';
import { type Html, html } from './html.ts';
import { type Column, table } from './table.ts';

type Figure = Exclude<keyof ImplementationFigures, 'name' | 'version' | 'hosts'>;

const ROWS: readonly (readonly [figure: Figure, name: string, unit: 's' | '%' | 'MiB', doc: string])[] = [
  ['headerToBlock', 'Header to block', 's', 'The header has been seen until the block is there'],
  ['blockToValidated', 'Block to validated', 's', 'The block is there until the node has found it valid'],
  ['validatedToAdopted', 'Validated to adopted', 's', 'Found valid until the block is part of the chain'],
  ['headerToAdopted', 'Header to adopted', 's', 'All three together'],
  ['cpu', 'CPU', '%', 'Of one core; mean of the hosts’ figures'],
  ['rss', 'Memory', 'MiB', 'Resident memory; mean of the hosts’ figures'],
];

/** Node implementations side by side; nothing where all hosts run the same one. */
export function implementationSection({ implementations = [] }: Results): Html {
  if (implementations.length === 0) return html``;
  const columns: Column<(typeof ROWS)[number]>[] = [
    { head: 'What', cell: ([, name, , doc]) => html`<abbr title="${doc}">${name}</abbr>` },
    ...implementations.map(
      (implementation): Column<(typeof ROWS)[number]> => ({
        head: [implementation.name, implementation.version].filter((part) => part !== null).join(' '),
        tip: implementation.hosts.join(', '),
        numeric: true,
        cell: ([figure, , unit]) => cell(implementation[figure], unit),
      }),
    ),
  ];
  const silent = implementations.flatMap((implementation) => {
    const missing = ROWS.filter(([figure]) => implementation[figure] === null).map(([, name]) => name);
    return missing.length === 0
      ? []
      : [html`<p class="sub">${implementation.name} does not report: ${missing.join(', ')}.</p>`];
  });
  return html`<section id="implementations"><h2>Implementations side by side</h2>
<p>What each did with the blocks of others, by its own log: median, and 90 % in brackets. They write their stamps at points of their own choosing, so a small difference may be one of logging; what an outside observer sees on one clock is the firmer ground.</p>
${table('Node implementations of this run', columns, ROWS)}${silent}</section>`;
}

function cell(value: HostValue | null, unit: 's' | '%' | 'MiB'): Html | string {
  if (value === null) return '–';
  return html`${formatValue(value.median, unit)} <small class="sub">(${formatValue(value.p90, unit)}; ${grouped(value.n)})</small>`;
}
