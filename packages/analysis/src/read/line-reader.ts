import { type Instant, nanosecondsSince, parseInstant, StampReader } from './timestamp.ts';
import type { LineInterest, TraceLine } from './trace-line.ts';

/** `skipped`: a trace line that nobody reads; `text`: no JSON object at all, such as a start-up banner. */
export type LineVerdict = 'read' | 'skipped' | 'text' | 'garbage' | 'blank';

export interface ReadLine {
  verdict: LineVerdict;
  /** For `read` and, where the fast path could tell, for `skipped`. */
  at: number | undefined;
  ns: string;
  line: TraceLine | undefined;
}

const AT = Buffer.from('{"at":"');
const NS = Buffer.from(',"ns":"');
const DATA = Buffer.from(',"data":{');
const KIND = Buffer.from('"kind"');
const QUOTE = 0x22;

/**
 * One log line -> trace line. Lines of the machine format are recognised by their first bytes and those that nobody reads are
 * not parsed: they are checked at both ends only, and for a second line glued into them. Every other shape goes through
 * JSON.parse, so the fast path never decides what a line means.
 */
export function createLineReader(interest: LineInterest, systemStart: Instant) {
  const stamps = new StampReader(systemStart);
  const result: ReadLine = { verdict: 'blank', at: undefined, ns: '', line: undefined };

  function answer(verdict: LineVerdict, at?: number, ns = '', line?: TraceLine): ReadLine {
    result.verdict = verdict;
    result.at = at;
    result.ns = ns;
    result.line = line;
    return result;
  }

  function parseWhole(bytes: Buffer): ReadLine {
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
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

  /** `strict` parses lines that nobody reads as well. The returned object is reused by the next call. */
  return function readLine(bytes: Buffer, strict = false): ReadLine {
    const line = trim(bytes);
    if (line.length === 0) return answer('blank');
    if (line[0] !== 0x7b) return answer(isText(line) ? 'text' : 'garbage');
    if (strict || !hasAt(line, 0, AT)) return parseWhole(line);

    const stampEnd = line.indexOf(QUOTE, AT.length);
    if (stampEnd < 0 || !hasAt(line, stampEnd + 1, NS)) return parseWhole(line);
    const nsStart = stampEnd + 1 + NS.length;
    const nsEnd = line.indexOf(QUOTE, nsStart);
    if (nsEnd < 0 || !hasAt(line, nsEnd + 1, DATA)) return parseWhole(line);
    const ns = line.toString('latin1', nsStart, nsEnd);
    if (ns.includes('\\')) return parseWhole(line);
    if (interest.namespace(ns) === 'read' || hasWantedKind(line, nsEnd + 1)) return parseWhole(line);

    const at = stamps.read(line, AT.length, stampEnd);
    const whole = line[line.length - 1] === 0x7d && line.indexOf(AT, AT.length) < 0;
    return at !== undefined && whole ? answer('skipped', at, ns) : parseWhole(line);
  };

  function hasWantedKind(line: Buffer, from: number): boolean {
    for (let at = line.indexOf(KIND, from); at >= 0; at = line.indexOf(KIND, at + KIND.length)) {
      let open = at + KIND.length;
      while (isSpace(line[open]) || line[open] === 0x3a) open++;
      if (line[open] !== QUOTE) continue;
      const close = line.indexOf(QUOTE, open + 1);
      if (close > 0 && interest.kind(line.toString('latin1', open + 1, close))) return true;
    }
    return false;
  }
}

/** The envelope of a trace line; undefined if a required part is missing. `ns` may be a string, `[string]` or `[part, …]`. */
function traceLine(value: unknown, systemStart: Instant): TraceLine | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, ns, data, thread } = value as Record<string, unknown>;
  if (typeof at !== 'string' || typeof data !== 'object' || data === null || Array.isArray(data))
    return undefined;
  const instant = parseInstant(at);
  const name = Array.isArray(ns) ? ns.join('.') : ns;
  if (instant === undefined || typeof name !== 'string') return undefined;
  return {
    at: nanosecondsSince(systemStart, instant),
    ns: name,
    data: unwrap(data as Record<string, unknown>),
    thread: typeof thread === 'string' ? thread : String(thread ?? ''),
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

function trim(line: Buffer): Buffer {
  let start = 0;
  let end = line.length;
  while (end > 0 && isSpace(line[end - 1])) end--;
  while (start < end && isSpace(line[start])) start++;
  return start === 0 && end === line.length ? line : line.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}

/** Printable, or coloured with escape sequences: what a program prints for people. */
function isText(line: Buffer): boolean {
  return line.subarray(0, 64).every((byte) => byte >= 0x20 || byte === 0x1b || byte === 0x09);
}

function hasAt(line: Buffer, at: number, part: Buffer): boolean {
  for (let i = 0; i < part.length; i++) if (line[at + i] !== part[i]) return false;
  return true;
}
