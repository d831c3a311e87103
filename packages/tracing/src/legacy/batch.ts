import { renderValue } from '../format/data.ts';
import { type Severity, severities, severityRank } from '../severity.ts';
import { fullStamp } from './log-line.ts';
import type { LogContent, LogObject, LogTime, Privacy } from './log-object.ts';

/** Two lines: the host of the first object, and all of them as a JSON array. */
export function renderBatch(objects: readonly LogObject[]): string {
  // One by one: the limit of a value's size is for each, not for all together.
  return `${objects[0]!.host}\n[${objects.map((object) => renderValue(forwardedForm(object))).join(',')}]\n`;
}

function forwardedForm({ name, host, thread, severity, privacy, time, content }: LogObject): object {
  return {
    locontent: content,
    lometa: { hostname: host, privacy, severity, tid: thread, tstamp: fullStamp(time) },
    loname: name,
  };
}

/** A forwarder's own filter: values, errors and what is Error or above pass whatever it says. */
export function isForwarded(
  { severity, content }: Pick<LogObject, 'severity' | 'content'>,
  least: Severity,
): boolean {
  if (severityRank[severity] >= Math.min(severityRank.Error, severityRank[least])) return true;
  return typeof content === 'object' && (content.kind === 'LogValue' || content.kind === 'LogError');
}

/** The objects of one payload line, or what is wrong with it in the words of the library. */
export function parseBatch(payload: string): LogObject[] | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch (error) {
    return { error: `Error in $: ${(error as Error).message}` };
  }
  try {
    if (!Array.isArray(value))
      throw new Refused('$', `parsing [] failed, expected Array, but encountered ${typeName(value)}`);
    return value.map((entry, index) => parseObject(entry, `$[${index}]`));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return { error: refused.message };
  }
}

class Refused extends Error {
  constructor(place: string, problem: string) {
    super(`Error in ${place}: ${problem}`);
  }
}

function parseObject(value: unknown, place: string): LogObject {
  const name = key(value, place, 'loname');
  const meta = key(value, place, 'lometa');
  const content = key(value, place, 'locontent');
  const at = `${place}.lometa`;
  const privacy = key(meta, at, 'privacy');
  if (privacy !== 'Public' && privacy !== 'Confidential')
    throw new Refused(`${at}.privacy`, 'unknown PrivacyAnnotation');
  const severity = text(key(meta, at, 'severity'), `${at}.severity`);
  return {
    name: text(name, `${place}.loname`),
    host: text(key(meta, at, 'hostname'), `${at}.hostname`),
    thread: text(key(meta, at, 'tid'), `${at}.tid`),
    // Whatever is no severity reads as Info, here as in the configuration.
    severity: severities.includes(severity as Severity) ? (severity as Severity) : 'Info',
    privacy: privacy as Privacy,
    time: parseTime(text(key(meta, at, 'tstamp'), `${at}.tstamp`), `${at}.tstamp`),
    content: parseContent(content, `${place}.locontent`),
  };
}

/** The fields that a content of each kind has. */
const contents: Readonly<Record<string, readonly string[]>> = {
  LogMessage: ['message'],
  LogError: ['message'],
  LogValue: ['name', 'value'],
  LogStructured: ['data'],
  LogStructuredText: ['data', 'text'],
  ObserveOpen: ['counters'],
  ObserveDiff: ['counters'],
  ObserveClose: ['counters'],
  AggregatedMessage: ['pairs'],
  MonitoringEffect: ['action'],
  Command: ['command'],
};

function parseContent(value: unknown, place: string): LogContent {
  if (value === 'KillPill') return value;
  const kind =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>).kind : undefined;
  const fields = typeof kind === 'string' && Object.hasOwn(contents, kind) ? contents[kind] : undefined;
  if (fields === undefined)
    throw new Refused(place, `parsing LOContent failed, expected String, but encountered ${typeName(value)}`);
  for (const field of fields) key(value, place, field);
  return value as LogContent;
}

function parseTime(stamp: string, place: string): LogTime {
  const parts = /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(?:\.(\d{1,12}))?Z$/.exec(stamp);
  const leap = parts?.[2] === '60';
  const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}${leap ? '59' : parts[2]}Z`);
  if (Number.isNaN(ms)) throw new Refused(place, 'could not parse date');
  return { seconds: ms / 1000, picoseconds: Number((parts![3] ?? '').padEnd(12, '0')) + (leap ? 1e12 : 0) };
}

function key(value: unknown, place: string, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused(place, `expected Object, but encountered ${typeName(value)}`);
  if (!Object.hasOwn(value, name)) throw new Refused(place, `key ${JSON.stringify(name)} not found`);
  return (value as Record<string, unknown>)[name];
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string')
    throw new Refused(place, `expected String, but encountered ${typeName(value)}`);
  return value;
}

function typeName(value: unknown): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  const names: Record<string, string> = { string: 'String', number: 'Number', boolean: 'Boolean' };
  return names[typeof value] ?? 'Object';
}
