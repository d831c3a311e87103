import { type DataShape, scanObject, shapeOf, shapeOfKind } from './data-scanner.ts';
import { HashTexts } from './hash-texts.ts';
import { CLOSE_BRACE, COMMA, OPEN_BRACE, skipString } from './json-scan.ts';
import { learnForm } from './learn-form.ts';
import { hasForm, type LineForm } from './line-form.ts';
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
  /** For `read` and `skipped`: one object for all lines of a namespace, for the caller to count them. */
  namespace: NamespaceCount | undefined;
  line: TraceLine | undefined;
}

export interface NamespaceCount {
  readonly ns: string;
  /** False: it stands for all that came after so many others. */
  readonly isOne: boolean;
  lines: number;
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
  readonly count: NamespaceCount;
  formsToLearn: number;
}

interface KnownForm {
  readonly namespace: Namespace;
  readonly form: LineForm;
}

/** Forms that a namespace may have; with more of them its lines look too different to be told apart by trying. */
const MOST_FORMS = 6;
/** Places for forms; a form lies where the first bytes of its namespace say. */
const FORM_SLOTS = 1024;
/** Bytes after a time stamp that are looked at to find the form of a line; all lines are longer. */
const FORM_KEY = 36;
/** Distinct namespaces that are counted one by one; what comes after is counted together. */
const MOST_NAMESPACES = 2000;

/**
 * One log line -> trace line, in three ways that give the same. Lines like one before (`line-form.ts`) are compared with it; other
 * lines in the form that nodes write are scanned as bytes, from end to end, and only the fields that the adapter named are taken out;
 * all the rest goes through JSON.parse. What the scanner accepts JSON.parse accepts, and whatever could change a meaning (white space,
 * escapes, a field twice, an unusual type) is left to JSON.parse.
 */
export function createLineReader(interest: LineInterest, systemStart: Instant) {
  const stamps = new StampReader(systemStart);
  const hashes = new HashTexts();
  const kindOnly = shapeOfKind();
  const wantedKinds = new NameTable((kind) => interest.kind(kind));
  const namespaces = new NameTable((ns): Namespace => {
    // Other characters are decoded otherwise by JSON.parse.
    const known = {
      ns,
      read: interest.namespace(ns) === 'read',
      count: countOf(ns),
      formsToLearn: MOST_FORMS,
    };
    if (!/^[ -~]*$/.test(ns)) return { ...known, shape: undefined };
    if (!known.read) return { ...known, shape: kindOnly };
    const fields = interest.fields(ns);
    return { ...known, shape: fields === undefined ? undefined : shapeOf(fields) };
  });
  const forms: (KnownForm[] | undefined)[] = new Array(FORM_SLOTS).fill(undefined);
  const counts = new Map<string, NamespaceCount>();
  const otherNamespaces: NamespaceCount = { ns: '(others)', isOne: false, lines: 0 };
  const result: ReadLine = { verdict: 'blank', at: undefined, ns: '', namespace: undefined, line: undefined };
  const scanned = { at: 0, ns: '', data: {} as Readonly<Record<string, unknown>> };

  let viewed: Buffer = Buffer.alloc(0);
  let view: DataView = new DataView(viewed.buffer);

  function countOf(ns: string): NamespaceCount {
    let count = counts.get(ns);
    if (count === undefined) {
      if (counts.size === MOST_NAMESPACES) return otherNamespaces;
      count = { ns, isOne: true, lines: 0 };
      counts.set(ns, count);
    }
    return count;
  }

  function answer(verdict: 'text' | 'garbage' | 'blank'): ReadLine {
    result.verdict = verdict;
    result.at = undefined;
    result.ns = '';
    result.namespace = undefined;
    result.line = undefined;
    return result;
  }

  function answerLine(
    at: number,
    namespace: NamespaceCount,
    ns: string,
    line: TraceLine | undefined,
  ): ReadLine {
    result.verdict = line === undefined ? 'skipped' : 'read';
    result.at = at;
    result.ns = ns;
    result.namespace = namespace;
    result.line = line;
    return result;
  }

  function answerScanned({ ns, read, shape, count }: Namespace): void {
    if (read) {
      scanned.at = stamps.at;
      scanned.ns = ns;
      scanned.data = shape!.values;
    }
    answerLine(stamps.at, count, ns, read ? scanned : undefined);
  }

  function parseWhole(bytes: Buffer, start: number, end: number): ReadLine {
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8', start, end));
    } catch {
      return answer('garbage');
    }
    const line = traceLine(value, systemStart) ?? foreignLine(value);
    if (line === undefined) return answer('garbage');
    const wanted =
      interest.namespace(line.ns) === 'read' ||
      (typeof line.data.kind === 'string' && interest.kind(line.data.kind));
    return answerLine(line.at, countOf(line.ns), line.ns, wanted ? line : undefined);
  }

  function foreignLine(value: unknown): TraceLine | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    const found = interest.envelope?.(value as Record<string, unknown>);
    const instant = found === undefined ? undefined : parseInstant(found.at);
    if (found === undefined || instant === undefined) return undefined;
    return { at: nanosecondsSince(systemStart, instant), ns: found.ns, data: found.data };
  }

  /** Where the forms of a line are kept whose stamp ends before `at`: the names of most messages differ in these bytes. */
  function formSlot(at: number): number {
    const mixed =
      Math.imul(view.getInt32(at + 12, true), 0x9e3779b1) ^
      Math.imul(view.getInt32(at + 20, true), 0x85ebca6b) ^
      Math.imul(view.getInt32(at + 28, true), 0xc2b2ae35);
    return (mixed >>> 16) & (FORM_SLOTS - 1);
  }

  /** False: no line like this was scanned before. */
  function compare(bytes: Buffer, start: number, end: number): boolean {
    const at = stamps.read(bytes, view, start, end);
    if (at < 0 || at + FORM_KEY > end) return false;
    const known = forms[formSlot(at)];
    if (known === undefined) return false;
    for (let f = 0; f < known.length; f++) {
      const { form, namespace } = known[f]!;
      if (!hasForm(form, bytes, view, at, end, hashes)) continue;
      answerScanned(namespace);
      return true;
    }
    return false;
  }

  /** False: the line is not written as nodes write, or is none. */
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
    const data = nsEnd + 1 + DATA.length;
    const dataEnd = scanObject(bytes, view, data, shape, hashes);
    if (dataEnd < 0 || skipRest(bytes, dataEnd) !== end) return false;
    const stampEnd = nsStart - NS.length - 1;
    if (!stamps.learn(bytes, view, start, stampEnd)) return false;
    const { kind } = kindOnly.values;
    if (!namespace.read && kind !== undefined && wantedKinds.find(bytes, kind[0], kind[1])) return false;
    answerScanned(namespace);
    if (namespace.formsToLearn > 0 && stampEnd + FORM_KEY <= end) {
      namespace.formsToLearn--;
      const slot = formSlot(stampEnd);
      const known = forms[slot] ?? [];
      forms[slot] = known;
      known.push({ namespace, form: learnForm(bytes, { start: stampEnd, data, end }, shape) });
    }
    return true;
  }

  /**
   * The line in `bytes[start..end)`. `strict` goes through JSON.parse whatever its form. The returned object and its line are used
   * again by the next call.
   */
  return function readLine(bytes: Buffer, start = 0, end = bytes.length, strict = false): ReadLine {
    if (!strict) {
      if (bytes !== viewed) {
        viewed = bytes;
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      if (compare(bytes, start, end) || scan(bytes, start, end)) return result;
    }
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
