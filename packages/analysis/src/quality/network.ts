import type { QualityItem } from '../results.ts';
import { item } from './item.ts';

/** Milliseconds and share by which a measured round trip may differ from the one that was asked for. */
const APART_MS = 5;
const APART_SHARE = 0.05;

/** Says that the network was made up, and what it really did beside what it should have. Any content: the file is of a run directory. */
export function networkItems(network: Readonly<Record<string, unknown>> | null): QualityItem[] {
  if (network === null) return [];
  const links = (Array.isArray(network.links) ? network.links : []).flatMap(linkOf);
  const source = typeof network.source === 'string' ? `, ${network.source.slice(0, 200)}` : '';
  const list = links
    .map(({ from, to, tableMs, measuredMs }) => `${from} – ${to} ${tableMs} ms (measured ${measuredMs} ms)`)
    .join(', ');
  const apart = links.filter(
    ({ tableMs, measuredMs }) => Math.abs(measuredMs - tableMs) > Math.max(APART_MS, tableMs * APART_SHARE),
  );
  return [
    item(
      'emulatedNetwork',
      'note',
      `The network between regions was emulated on one machine: round trips ${list || 'that are not recorded'}${source}.`,
    ),
    ...apart.map(({ from, to, tableMs, measuredMs }) =>
      item(
        'emulatedNetworkApart',
        'warning',
        `The emulated round trip ${from} – ${to} took ${measuredMs} ms before the run and should have taken ${tableMs} ms: the machine was busy.`,
      ),
    ),
  ];
}

function linkOf(value: unknown): { from: string; to: string; tableMs: number; measuredMs: number }[] {
  const { from, to, tableMs, measuredMs } = (value ?? {}) as Record<string, unknown>;
  return typeof from === 'string' &&
    typeof to === 'string' &&
    typeof tableMs === 'number' &&
    typeof measuredMs === 'number'
    ? [{ from, to, tableMs, measuredMs }]
    : [];
}
