import type { Topology } from '../topology.ts';
import { type Link, layOut, type Placed } from './layout.ts';

/** Colours of regions that stay apart for colour-blind eyes too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const NODE_RADIUS = 13;

/** The graph of a profile as an SVG document: nodes by region, an arrow where only one of two connects to the other. */
export function topologySvg(topology: Topology, title: string): string {
  const { width, height, regions, nodes, relays, links } = layOut(topology);
  const colourOf = new Map(regions.map(({ name }, i) => [name, COLOURS[i % COLOURS.length]!]));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" font-family="system-ui, sans-serif" font-size="11">`,
    `<title>${text(title)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#666"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...regions.map(
      ({ name, x, y, radius }) =>
        `<g><circle cx="${px(x)}" cy="${px(y)}" r="${px(radius + 24)}" fill="${colourOf.get(name)}" fill-opacity="0.07"/>` +
        `<text x="${px(x)}" y="${px(y - radius - 30)}" text-anchor="middle" fill="#333" font-size="13">${text(name)}</text></g>`,
    ),
    `<g stroke="#666" stroke-opacity="0.55" fill="none">`,
    ...links.map(line),
    '</g>',
    ...nodes.map((placed) => circle(placed, colourOf.get(placed.node.region)!)),
    ...relays.map(square),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** From edge to edge; relays follow everyone, so their links are faint. */
function line({ from, to, mutual }: Link): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const cut = NODE_RADIUS / length;
  const at = (t: number) => [from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t].map(px).join(' ');
  const relay = from.node.stakePool === null ? ' stroke-dasharray="2 4" stroke-opacity="0.3"' : '';
  return `<path d="M${at(cut)} L${at(1 - cut)}"${mutual ? '' : ' marker-end="url(#arrow)"'}${relay}/>`;
}

function circle({ node, x, y }: Placed, colour: string): string {
  const about = `${node.name}, ${node.region}: connects to ${node.producers.join(', ') || 'nobody'}`;
  return (
    `<g><title>${text(about)}</title><circle cx="${px(x)}" cy="${px(y)}" r="${NODE_RADIUS}" fill="${colour}"/>` +
    `<text x="${px(x)}" y="${px(y + 4)}" text-anchor="middle" fill="#fff">${node.nodeId}</text></g>`
  );
}

function square({ node, x, y }: Placed): string {
  return (
    `<g><title>${text(`${node.name}, ${node.region}: connects to every producer`)}</title>` +
    `<rect x="${px(x - NODE_RADIUS)}" y="${px(y - NODE_RADIUS)}" width="${2 * NODE_RADIUS}" height="${2 * NODE_RADIUS}" fill="#444"/>` +
    `<text x="${px(x)}" y="${px(y + NODE_RADIUS + 12)}" text-anchor="middle" fill="#333">${text(node.name)}</text></g>`
  );
}

function px(n: number): string {
  return String(Math.round(n * 10) / 10);
}

function text(value: string): string {
  return value.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
