import type { Timestamp, TraceObject } from '@slotbench/wire';
import { details, type Severity, severityRank } from '../severity.ts';

/** What a line of input is worth. */
export type ReadLine =
  | { readonly kind: 'object'; readonly object: TraceObject }
  | { readonly kind: 'blank' }
  | { readonly kind: 'refused'; readonly reason: string };

export interface LineDefaults {
  /** For lines that are no trace lines; without it they are refused. */
  readonly namespace: string | undefined;
  readonly host: string;
  /** When the line came, for lines that do not tell it. */
  readonly now: Timestamp;
}

/** What wrapped lines carry, as a program's plain output has no severity of its own. */
const PLAIN = { severity: 'Info', thread: '0' } as const;
const DETAIL = details.indexOf('DNormal');

/**
 * The trace object of a line without its line break. A trace line (`at`, `ns`, `data`, `sev`, `thread`, `host`) is
 * forwarded as it is; any other JSON object becomes the `data` of a line under `namespace`, any other text
 * its `data.text`. Source of the line's form: trace-forward protocol §4.3.
 */
export function lineObject(line: string, defaults: LineDefaults): ReadLine {
  if (line.trim() === '') return { kind: 'blank' };
  const value = parseObject(line);
  const trace = value === undefined ? undefined : traceLine(line, value, defaults.host);
  if (trace !== undefined) return { kind: 'object', object: trace };
  if (defaults.namespace === undefined)
    return { kind: 'refused', reason: value === undefined ? 'no JSON object' : missing(value) };
  const data = value === undefined ? JSON.stringify({ text: line }) : line.trim();
  return {
    kind: 'object',
    object: wrapped(data, value === undefined ? line : undefined, defaults.namespace, defaults),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

function traceLine(line: string, value: JsonObject, host: string): TraceObject | undefined {
  const toTimestamp = timestampOf(value.at);
  const toNamespace = namespaceOf(value.ns);
  const toSeverity = rankOf(value.sev);
  if (toTimestamp === undefined || toNamespace === undefined || toSeverity === undefined) return undefined;
  if (value.data === undefined) return undefined;
  return {
    toHuman: undefined,
    toMachine: line,
    toNamespace,
    toSeverity,
    toDetails: DETAIL,
    toTimestamp,
    toHostname: typeof value.host === 'string' ? value.host : host,
    toThreadId: typeof value.thread === 'string' ? value.thread : PLAIN.thread,
  };
}

/** Nodes up to 10.2 write the namespace as an array of segments. */
function namespaceOf(ns: unknown): string[] | undefined {
  if (typeof ns === 'string') return [ns];
  return Array.isArray(ns) && ns.every((part) => typeof part === 'string') ? ns : undefined;
}

function rankOf(sev: unknown): number | undefined {
  if (typeof sev !== 'string' || sev === 'Silence' || !Object.hasOwn(severityRank, sev)) return undefined;
  return severityRank[sev as Severity];
}

/** `2026-07-01T12:00:00.123456789012Z` with up to 12 digits of the fraction; cardano-node 8.0.0 has a blank for T. */
function timestampOf(at: unknown): Timestamp | undefined {
  if (typeof at !== 'string') return undefined;
  const match = /^(\d{4,}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?Z$/.exec(at);
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1]}T${match[2]}Z`);
  if (Number.isNaN(ms)) return undefined;
  return { seconds: ms / 1000, picoseconds: Number((match[3] ?? '').padEnd(12, '0')) };
}

function missing(value: JsonObject): string {
  const wrong = [
    ...(timestampOf(value.at) === undefined ? ['at'] : []),
    ...(namespaceOf(value.ns) === undefined ? ['ns'] : []),
    ...(value.data === undefined ? ['data'] : []),
    ...(rankOf(value.sev) === undefined ? ['sev'] : []),
  ];
  return `no trace line: ${wrong.join(', ')} missing or of another form`;
}

function wrapped(data: string, human: string | undefined, namespace: string, o: LineDefaults): TraceObject {
  const origin = `"thread":"${PLAIN.thread}","host":${JSON.stringify(o.host)}`;
  const toMachine = `{"at":"${isoText(o.now)}","ns":${JSON.stringify(namespace)},"data":${data},"sev":"${PLAIN.severity}",${origin}}`;
  return {
    toHuman: human,
    toMachine,
    toNamespace: [namespace],
    toSeverity: severityRank[PLAIN.severity],
    toDetails: DETAIL,
    toTimestamp: o.now,
    toHostname: o.host,
    toThreadId: PLAIN.thread,
  };
}

function isoText({ seconds, picoseconds }: Timestamp): string {
  const fraction = String(picoseconds).padStart(12, '0').replace(/0+$/, '');
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === '' ? `${text}Z` : `${text}.${fraction}Z`;
}
