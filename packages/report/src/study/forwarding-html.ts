import { grouped, plural, significant } from '../format.ts';
import { htmlDocument } from '../html/document.ts';
import { html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import type { ForwardingCell, ForwardingPoint, ForwardingStudy } from './forwarding.ts';
import { balanceText, beyondText, bytesText, kneeText } from './forwarding-text.ts';

/** A study of forwarding as one page without scripts and without network. */
export function renderForwardingHtml(study: ForwardingStudy): string {
  const title = 'How much is forwarded before something is lost';
  return htmlDocument({
    title,
    body: html`<main><h1>${title}</h1>
<p>Nodes of our own tracing library tell trace objects at a fixed rate to a slotbench-collector that writes them to files, through its socket or through an SSH tunnel to it. Each keeps up to ${study.queue.size} objects for the collector (${study.queue.overflow}). The knee is the highest rate of all nodes together at which nothing was lost in ${significant(study.seconds)} s; “&gt;” says that the nodes could not tell more.</p>
${study.notes.length === 0 ? null : html`<ul>${study.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<section id="knees"><h2>Knees</h2>${table('The highest rate without loss', CELL_COLUMNS, study.cells)}</section>
<section id="points"><h2>Measurements</h2><p>What was told is lost or has arrived: the nodes count what they lose, the collector’s logs what arrived.</p>
${study.cells.map((cell) => html`<details><summary>${cellName(cell)}</summary>${table(cellName(cell), POINT_COLUMNS, cell.points)}</details>`)}</section></main>`,
    footer: `${study.schema} · ${study.machine}`,
  });
}

function cellName({ path, nodes, objectBytes }: ForwardingCell): string {
  return `${path}, ${plural(nodes, 'node')}, payloads of ${grouped(objectBytes)} B`;
}

const CELL_COLUMNS: readonly Column<ForwardingCell>[] = [
  { head: 'Way', cell: ({ path }) => path },
  { head: 'Nodes', numeric: true, cell: ({ nodes }) => String(nodes) },
  { head: 'Payload', numeric: true, cell: ({ objectBytes }) => `${grouped(objectBytes)} B` },
  {
    head: 'Line',
    numeric: true,
    cell: ({ lineBytes }) => (lineBytes === null ? '–' : `${grouped(lineBytes)} B`),
  },
  { head: 'Knee, objects/s', numeric: true, cell: kneeText },
  { head: 'MB/s', numeric: true, cell: bytesText },
  { head: 'Beyond it', wrap: true, cell: beyondText },
];

const POINT_COLUMNS: readonly Column<ForwardingPoint>[] = [
  { head: 'Rate asked for', numeric: true, cell: ({ rate }) => grouped(rate) },
  { head: 'Rate told', numeric: true, cell: ({ told, seconds }) => grouped(told / seconds) },
  { head: 'Told', numeric: true, cell: ({ told }) => grouped(told) },
  { head: 'Lost', numeric: true, cell: ({ lost }) => grouped(lost) },
  { head: 'Arrived', numeric: true, cell: ({ arrived }) => grouped(arrived) },
  {
    head: 'Both sides',
    cell: (point) => (point.lost === 0 && balanceText(point) === 'counted' ? '' : balanceText(point)),
  },
];
