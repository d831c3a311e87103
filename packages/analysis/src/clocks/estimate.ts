import type { HostView } from '../chain/rebuild.ts';
import type { ClockEstimate, Clocks, ClockWindow } from '../results.ts';
import { announcements, type BlockAnnouncement } from './announcements.ts';
import { type ClockBounds, clockBounds, isContradictory } from './bounds.ts';

/** A clock that is not steady is looked at in so many parts of the run. */
const WINDOWS = 8;

/**
 * How far the clock of every host is ahead of a reference, from the announcements of blocks. The reference is the host in the middle,
 * so that one wrong clock does not make all others look wrong. The estimate lies between the bounds halfway, which is right if the
 * quickest ways there and back take as long; all estimates together contradict no trace. A host whose bounds contradict each other has
 * a clock that was set or drifts: it is taken out and estimated in parts of the run.
 */
export function estimateClocks(hosts: readonly HostView[]): Clocks {
  const all = announcements(hosts);
  const names = hosts.map(({ host }) => host);
  const unsteady = new Set<number>();
  let bounds = clockBounds(names, all);
  while (isContradictory(bounds)) {
    const worst = mostContradicted(names.length, all, unsteady, bounds);
    unsteady.add(worst);
    bounds = clockBounds(names, without(all, unsteady));
  }
  const reference = referenceOf(bounds, unsteady);
  const violations = names.map(() => 0);
  for (const { to, delay } of all) if (delay < 0) violations[to]!++;
  return {
    reference: reference === undefined ? null : names[reference]!,
    corrected: false,
    hosts: names.map((host, h): ClockEstimate => {
      const base = { host, noticedTooEarly: violations[h]! };
      if (reference === undefined) return { ...base, ...UNKNOWN };
      if (unsteady.has(h))
        return { ...base, ...UNKNOWN, state: 'unsteady', windows: windows(h, all, bounds, reference) };
      return { ...base, ...between(low(bounds, reference, h), high(bounds, reference, h)), windows: [] };
    }),
  };
}

const UNKNOWN = { state: 'unknown', offset: null, low: null, high: null, windows: [] } as const;

function high({ hosts, upper }: ClockBounds, reference: number, h: number): number {
  return upper[reference * hosts.length + h]!;
}

function low({ hosts, upper }: ClockBounds, reference: number, h: number): number {
  return 0 - upper[h * hosts.length + reference]!;
}

/** From bounds in ns; a bound that nothing gives is null, and then the estimate is the least that the other one demands. */
function between(from: number, to: number): Pick<ClockEstimate, 'state' | 'offset' | 'low' | 'high'> {
  const bound = (ns: number) => (Number.isFinite(ns) ? ns / 1e9 : null);
  if (bound(from) !== null && bound(to) !== null)
    return { state: 'steady', offset: (from + to) / 2e9, low: from / 1e9, high: to / 1e9 };
  if (bound(from) === null && bound(to) === null)
    return { state: 'unknown', offset: null, low: null, high: null };
  const least = bound(from) !== null ? Math.max(0, from) : Math.min(0, to);
  return { state: 'oneSided', offset: least === 0 ? null : least / 1e9, low: bound(from), high: bound(to) };
}

/** The host whose estimate against any other lies in the middle; undefined where no two hosts can be compared. */
function referenceOf(bounds: ClockBounds, unsteady: ReadonlySet<number>): number | undefined {
  const n = bounds.hosts.length;
  const compared = (a: number) =>
    Array.from({ length: n }, (_, b) => b).filter(
      (b) => !unsteady.has(b) && Number.isFinite(high(bounds, a, b)) && Number.isFinite(low(bounds, a, b)),
    );
  let best: number[] = [];
  let anchor = 0;
  for (let a = 0; a < n; a++) {
    if (unsteady.has(a)) continue;
    const others = compared(a);
    if (others.length > best.length) {
      best = others;
      anchor = a;
    }
  }
  if (best.length < 2) return undefined;
  const middle = (b: number) => low(bounds, anchor, b) + high(bounds, anchor, b);
  return best.sort((a, b) => middle(a) - middle(b) || a - b)[best.length >> 1];
}

/** The host with the most time in pairs that contradict each other directly, else one on the worst loop. */
function mostContradicted(
  n: number,
  all: readonly BlockAnnouncement[],
  unsteady: ReadonlySet<number>,
  bounds: ClockBounds,
): number {
  const direct = new Float64Array(n * n).fill(Number.POSITIVE_INFINITY);
  for (const { from, to, delay } of without(all, unsteady))
    direct[from * n + to] = Math.min(direct[from * n + to]!, delay);
  const blame = Array.from({ length: n }, (_, a) => {
    let sum = 0;
    for (let b = 0; b < n; b++) {
      const loop = direct[a * n + b]! + direct[b * n + a]!;
      if (loop < 0) sum -= loop;
    }
    return sum;
  });
  const loops = Array.from({ length: n }, (_, a) => 0 - bounds.upper[a * n + a]!);
  const worst = blame.some((sum) => sum > 0) ? blame : loops;
  return worst.indexOf(Math.max(...worst));
}

function without<T extends { from: number; to: number }>(all: readonly T[], hosts: ReadonlySet<number>): T[] {
  return all.filter(({ from, to }) => !hosts.has(from) && !hosts.has(to));
}

/** The host against the others, whose clocks are steady, in parts of the run with equally many slots. */
function windows(
  h: number,
  all: readonly BlockAnnouncement[],
  bounds: ClockBounds,
  reference: number,
): ClockWindow[] {
  const own = all.filter(({ from, to }) => from === h || to === h);
  const slots = own.map(({ slot }) => slot);
  const first = slots.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const end = slots.reduce((a, b) => Math.max(a, b), 0) + 1;
  const width = (end - first) / WINDOWS;
  const found: ClockWindow[] = [];
  for (let w = 0; w < WINDOWS; w++) {
    const [from, to] = [Math.round(first + w * width), Math.round(first + (w + 1) * width)];
    let lowest = Number.NEGATIVE_INFINITY;
    let highest = Number.POSITIVE_INFINITY;
    for (const { from: a, to: b, slot, delay } of own) {
      if (slot < from || slot >= to) continue;
      if (b === h) highest = Math.min(highest, high(bounds, reference, a) + delay);
      else lowest = Math.max(lowest, low(bounds, reference, b) - delay);
    }
    const { offset, low: lowS, high: highS } = lowest > highest ? UNKNOWN : between(lowest, highest);
    if (offset !== null || lowS !== null || highS !== null)
      found.push({ firstSlot: from, lastSlot: to - 1, offset, low: lowS, high: highS });
  }
  return found;
}
