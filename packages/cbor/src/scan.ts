import { CborError } from './errors.ts';
import { defaultLimits, type Limits } from './limits.ts';

/**
 * Finds where CBOR items end without building them: iterative, so hostile nesting costs no stack, and
 * resumable, so a message that arrives in a thousand SDUs is walked once.
 */

/** What the scanner waits for at one level of nesting. */
type Level =
  | { kind: 'definite'; left: number }
  | { kind: 'indefinite'; pairs: boolean; odd: boolean }
  | { kind: 'chunks'; major: number };

/** State of a walk through one item; `offset` is where it goes on. */
export interface Scan {
  offset: number;
  levels: Level[];
  started: boolean;
}

export function startScan(offset = 0): Scan {
  return { offset, levels: [], started: false };
}

/** End offset of the item at `start`, or undefined if `input` ends before it does. Throws CborError on bad bytes. */
export function itemEnd(input: Uint8Array, start = 0, limits: Limits = defaultLimits): number | undefined {
  const scan = startScan(start);
  return resumeScan(scan, input, limits) ? scan.offset : undefined;
}

/** Walks on; true once the item is whole. `input` must begin with the same bytes as at the last call. */
export function resumeScan(scan: Scan, input: Uint8Array, limits: Limits = defaultLimits): boolean {
  while (!scan.started || scan.levels.length > 0) {
    const width = stepItem(scan, input, limits);
    if (width === 0) return false;
  }
  return true;
}

/** Consumes one head (with the bytes of a definite string); 0 if they are not all there yet. */
function stepItem(scan: Scan, input: Uint8Array, limits: Limits): number {
  const at = scan.offset;
  if (at >= input.length) return 0;
  const initial = input[at]!;
  const level = scan.levels[scan.levels.length - 1];
  if (initial === 0xff) return closeIndefinite(scan, level);
  const major = initial >> 5;
  const info = initial & 31;
  if (level?.kind === 'chunks' && (major !== level.major || info === 31))
    throw malformed(at, `definite chunk of major type ${level.major}`, `major type ${major}`);
  if (info > 27 && (info !== 31 || major === 0 || major === 1 || major === 6))
    throw malformed(at, 'a legal initial byte', `0x${initial.toString(16)}`);

  const extra = info < 24 || info === 31 ? 0 : 1 << (info - 24);
  if (at + 1 + extra > input.length) return 0;
  const argument = info < 24 ? info : extra === 0 ? 0 : bigEndian(input, at + 1, extra);
  let width = 1 + extra;
  if ((major === 2 || major === 3) && info !== 31) {
    if (argument > limits.stringBytes)
      throw overLimit(at, `at most ${limits.stringBytes} bytes`, `${argument} bytes`);
    width += argument;
    if (at + width > input.length) return 0;
  }
  if (major === 7 && info === 24 && argument < 32)
    throw malformed(at, 'simple value 32..255', String(argument));

  scan.offset = at + width;
  scan.started = true;
  const opened = openLevel(at, major, info, argument, limits);
  if (opened === undefined) itemDone(scan);
  else {
    if (scan.levels.length >= limits.depth)
      throw overLimit(at, `depth at most ${limits.depth}`, 'deeper nesting');
    scan.levels.push(opened);
  }
  return width;
}

function openLevel(
  at: number,
  major: number,
  info: number,
  argument: number,
  limits: Limits,
): Level | undefined {
  if (info === 31 && (major === 2 || major === 3)) return { kind: 'chunks', major };
  if (major === 6) return { kind: 'definite', left: 1 };
  if (major !== 4 && major !== 5) return undefined;
  if (info === 31) return { kind: 'indefinite', pairs: major === 5, odd: false };
  if (argument > limits.elements)
    throw overLimit(at, `at most ${limits.elements} elements`, `${argument} elements`);
  const left = major === 5 ? argument * 2 : argument;
  return left === 0 ? undefined : { kind: 'definite', left };
}

function closeIndefinite(scan: Scan, level: Level | undefined): number {
  if (level === undefined || level.kind === 'definite') throw malformed(scan.offset, 'an item', 'break');
  if (level.kind === 'indefinite' && level.odd) throw malformed(scan.offset, 'a map value', 'break');
  scan.offset++;
  scan.levels.pop();
  itemDone(scan);
  return 1;
}

/** One item ended: count it at the level above, and close every level that this completes. */
function itemDone(scan: Scan): void {
  for (let level = scan.levels.at(-1); level !== undefined; level = scan.levels.at(-1)) {
    if (level.kind === 'chunks') return;
    if (level.kind === 'indefinite') {
      if (level.pairs) level.odd = !level.odd;
      return;
    }
    level.left--;
    if (level.left > 0) return;
    scan.levels.pop();
  }
}

/** Exact up to 2^53; beyond, any value over the limits serves. */
function bigEndian(input: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + input[at + i]!;
  return value;
}

function malformed(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_MALFORMED', { offset, expected, got });
}

function overLimit(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_LIMIT', { offset, expected, got });
}
