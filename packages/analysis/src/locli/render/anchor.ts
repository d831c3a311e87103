import type { Domain } from '../domain.ts';
import type { LocliVersion } from '../version.ts';
import { plainDouble } from './cells.ts';

/** What every rendered file says of where it comes from. */
export interface Anchor {
  readonly runs: readonly string[];
  /** Empty: upstream says `unfiltered`. */
  readonly filters: readonly string[];
  readonly slots: Domain<number, number> | null;
  readonly blocks: Domain<number, number> | null;
  readonly version: LocliVersion;
  readonly analysedAt: Date;
}

/** What of it is left out, for files that are compared between runs. */
export interface AnchorParts {
  readonly dateAndVersion: boolean;
  readonly runs: boolean;
}
export const WHOLE: AnchorParts = { dateAndVersion: true, runs: true };

export function filtersLine(anchor: Anchor): string {
  const filters = anchor.filters.length === 0 ? 'unfiltered' : anchor.filters.join(', ');
  const slots = anchor.slots === null ? '' : `, ${rangeText('slot', anchor.slots)}`;
  const blocks = anchor.blocks === null ? '' : `, ${rangeText('block', anchor.blocks)}`;
  return `filters: ${filters}${slots}${blocks}`;
}

export function anchorLine(anchor: Anchor, parts: AnchorParts = WHOLE): string {
  const runs = parts.runs ? `runs: ${anchor.runs.join(', ')}, ` : '';
  const rest = parts.dateAndVersion
    ? `${versionText(anchor)}, analysed at ${dateText(anchor.analysedAt)}`
    : '';
  return `${runs}${filtersLine(anchor)}, ${rest}`;
}

export function versionText({ version }: Pick<Anchor, 'version'>): string {
  return `locli ${version.version} (${version.gitRev.slice(0, 6)})`;
}

/** To the nearest second. */
export function dateText(date: Date): string {
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000);
  return `${rounded.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Upstream prints the arity of the count before it: the literal `I `. */
function rangeText(what: string, d: Domain<number, number>): string {
  const part = (name: string, [low, high]: readonly [number, number], count: number) =>
    `${name}(${low}-${high}, I ${count} total)`;
  const filtered = d.filtered === null ? '' : ` ${part('filtered', d.filtered, d.filteredCount)}`;
  const ratio = plainDouble(d.filteredCount / d.rawCount).slice(0, 4);
  return `${what} range: ${part('raw', d.raw, d.rawCount)}${filtered}, filtered ${ratio}`;
}
