import { type DataShape, scanObject, shapeOf, shapeOfKind } from './data-scanner.ts';
import { HashTexts } from './hash-texts.ts';
import { CLOSE_BRACE, COMMA, OPEN_BRACE, skipString } from './json-scan.ts';
import { NameTable } from './name-table.ts';
import { type Instant, nanosecondsSince, parseInstant, StampReader } from './timestamp.ts';
import type { LineInterest, TraceLine } from './trace-line.ts';

/** `skipped`: a trace line that nobody reads; `text`: no JSON object at all, such as a start-up banner. */
export type LineVerdict = 'read' | 'skipped' | 'text' | 'garbage' | 'blank';

export interface ReadLine {
  verdict: LineVerdict;
  /** For `read` and `skipped`. */
  at: number | undefined;
  ns: string;
  line: TraceLine | undefined;
}

const AT = Buffer.from('{"at":"');
const NS = Buffer.from(',"ns":"');
const DATA = Buffer.from(',"data":{');
/** `2026-03-10T11:59:52Z` */
const SHORTEST_STAMP = 20;
/** What may follow `data`: nobody reads it. */
const REST = ['sev', 'thread', 'host'].map((name) => Buffer.from(`,"${name}":"`));

/** What is known of a namespace: how to scan its data. `shape` undefined: JSON.parse has to. */
interface Namespace {
  readonly ns: string;
  readonly read: boolean;
  readonly shape: DataShape | undefined;
}

/**
 * One log line -> trace line. Lines in the form that nodes write are scanned as bytes, from end to end, and only the fields that the
 * adapter named are taken out; every other line goes through JSON.parse. Both give the same: what the scanner accepts JSON.parse
 * accepts, and whatever could change a meaning (white space, escapes, a field twice, an unusual type) is left to JSON.parse.
 */
export function createLineReader(interest: LineInterest, systemStart: Instant) {
  const stamps = new StampReader(systemStart);
  const hashes = new HashTexts();
  const kindOnly = shapeOfKind();
  const wantedKinds = new NameTable((kind) => interest.kind(kind));
  const namespaces = new NameTable((ns): Namespace => {
    // Other characters are decoded otherwise by JSON.parse.
    if (!/^[ -~]*$/.test(ns)) return { ns, read: false, shape: undefined };
    if (interest.namespace(ns) !== 'read') return { ns, read: false, shape: kindOnly };
    const fields = interest.fields(ns);
    return { ns, read: true, shape: fields === undefined ? undefined : shapeOf(fields) };
  });
  const result: ReadLine = { verdict: 'blank', at: undefined, ns: '', line: undefined };
  const scanned = { at: 0, ns: '', data: {} as Readonly<Record<string, unknown>> };

  function answer(verdict: LineVerdict, at?: number, ns = '', line?: TraceLine): ReadLine {
    result.verdict = verdict;
    result.at = at;
    result.ns = ns;
    result.line = line;
    return result;
  }

  function parseWhole(bytes: Buffer, start: number, end: number): ReadLine {
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8', start, end));
    } catch {
      return answer('garbage');
    }
    const line = traceLine(value, systemStart);
    if (line === undefined) return answer('garbage');
    const wanted =
      interest.namespace(line.ns) === 'read' ||
      (typeof line.data.kind === 'string' && interest.kind(line.data.kind));
    return wanted ? answer('read', line.at, line.ns, line) : answer('skipped', line.at, line.ns);
  }

  /** False: the line has another form, or none. */
  function scan(bytes: Buffer, start: number, end: number): boolean {
    if (!hasAt(bytes, start, AT)) return false;
    const stamp = start + AT.length;
    // The stamp reader looks at every byte itself; no stamp is shorter.
    const nsStart = skipString(bytes, stamp + SHORTEST_STAMP) + NS.length;
    if (nsStart < stamp || !hasAt(bytes, nsStart - NS.length, NS)) return false;
    const nsEnd = skipString(bytes, nsStart) - 1;
    if (nsEnd < nsStart || !hasAt(bytes, nsEnd + 1, DATA)) return false;
    const namespace = namespaces.find(bytes, nsStart, nsEnd);
    const { shape } = namespace;
    if (shape === undefined) return false;
    const dataEnd = scanObject(bytes, nsEnd + 1 + DATA.length, shape, hashes);
    if (dataEnd < 0 || skipRest(bytes, dataEnd) !== end) return false;
    const at = stamps.read(bytes, stamp, nsStart - NS.length - 1);
    if (at === undefined) return false;
    if (namespace.read) {
      scanned.at = at;
      scanned.ns = namespace.ns;
      scanned.data = shape.values;
      answer('read', at, namespace.ns, scanned);
      return true;
    }
    const { kind } = kindOnly.values;
    if (kind !== undefined && wantedKinds.find(bytes, kind[0], kind[1])) return false;
    answer('skipped', at, namespace.ns);
    return true;
  }

  /**
   * The line in `bytes[start..end)`. `strict` goes through JSON.parse whatever its form. The returned object and its line are used
   * again by the next call.
   */
  return function readLine(bytes: Buffer, start = 0, end = bytes.length, strict = false): ReadLine {
    if (!strict && scan(bytes, start, end)) return result;
    let from = start;
    let to = end;
    while (to > from && isSpace(bytes[to - 1])) to--;
    while (from < to && isSpace(bytes[from])) from++;
    if (from === to) return answer('blank');
    if (bytes[from] !== OPEN_BRACE) return answer(isText(bytes.subarray(from, to)) ? 'text' : 'garbage');
    return parseWhole(bytes, from, to);
  };
}

/** From after `data` to after the last brace; -1 for anything but what is known to follow, in its order. */
function skipRest(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let r = 0; r < REST.length && bytes[at] === COMMA; r++) {
    const part = REST[r]!;
    if (!hasAt(bytes, at, part)) continue;
    at = skipString(bytes, at + part.length);
    if (at < 0) return -1;
  }
  return bytes[at] === CLOSE_BRACE ? at + 1 : -1;
}

/** The envelope of a trace line; undefined if a required part is missing. `ns` may be a string, `[string]` or `[part, …]`. */
function traceLine(value: unknown, systemStart: Instant): TraceLine | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, ns, data } = value as Record<string, unknown>;
  if (typeof at !== 'string' || typeof data !== 'object' || data === null || Array.isArray(data))
    return undefined;
  const instant = parseInstant(at);
  const name = Array.isArray(ns) ? ns.join('.') : ns;
  if (instant === undefined || typeof name !== 'string') return undefined;
  return {
    at: nanosecondsSince(systemStart, instant),
    ns: name,
    data: unwrap(data as Record<string, unknown>),
  };
}

/** Forging messages of some versions wrap the payload: `{"credentials": …, "val": {"kind": …}}`. */
function unwrap(data: Record<string, unknown>): Record<string, unknown> {
  if (
    data.kind === undefined &&
    data.credentials !== undefined &&
    typeof data.val === 'object' &&
    data.val !== null
  )
    return data.val as Record<string, unknown>;
  return data;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}

/** Printable, or coloured with escape sequences: what a program prints for people. */
function isText(line: Buffer): boolean {
  return line.subarray(0, 64).every((byte) => byte >= 0x20 || byte === 0x1b || byte === 0x09);
}

function hasAt(line: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (line[at + i] !== part[i]) return false;
  return true;
}
