import { type Html, html } from './html.ts';

/** Hosts' values as dots on a line from the lowest to the highest: shows an outlier at a glance, with or without scripts. */
export function spread(values: readonly { host: string; value: number }[]): Html {
  const low = Math.min(...values.map((v) => v.value));
  const high = Math.max(...values.map((v) => v.value));
  const x = (value: number) => (high === low ? 50 : 4 + (92 * (value - low)) / (high - low)).toFixed(1);
  return html`<svg class="spread" viewBox="0 0 100 12" role="img" aria-label="${values.length} hosts"><line x1="4" x2="96" y1="6" y2="6"/>${values.map(
    ({ host, value }) => html`<circle cx="${x(value)}" cy="6" r="3"><title>${host}</title></circle>`,
  )}</svg>`;
}
