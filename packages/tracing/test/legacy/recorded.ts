import { existsSync, readFileSync } from 'node:fs';
import type { LogContent, LogObject, LogTime, Privacy } from '../../src/legacy/log-object.ts';
import type { Severity } from '../../src/severity.ts';

const folder = new URL('../../../../../shared/data/tracing/legacy-golden/', import.meta.url);

/** Options of `test` for a test that needs recordings outside of the repository. */
export const needsRecordings = existsSync(folder) ? {} : { skip: 'the shared data folder is not here' };

/** One recording of the real library; see its README for the shapes. */
export function recording<T>(name: string): T {
  return parseExact(readFileSync(new URL(name, folder), 'utf8')) as T;
}

export interface RecordedObject {
  loname: string;
  lometa: { tstamp: string; tid: string; hostname: string; severity: Severity; privacy: Privacy };
  locontent: LogContent;
}

export function logObject({ loname, lometa, locontent }: RecordedObject): LogObject {
  return {
    name: loname,
    host: lometa.hostname,
    thread: lometa.tid,
    severity: lometa.severity,
    privacy: lometa.privacy,
    time: logTime(lometa.tstamp),
    content: locontent,
  };
}

/** Times of the recordings, with leap seconds and years of any length. */
export function logTime(text: string): LogTime {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(?:\.(\d+))?Z$/.exec(text)!;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const leap = second === '60';
  date.setUTCHours(Number(hour), Number(minute), leap ? 59 : Number(second));
  const picoseconds = Number(fraction.padEnd(12, '0')) + (leap ? 1e12 : 0);
  return { seconds: date.getTime() / 1000, picoseconds };
}

/** JSON with whole numbers of any size kept exact, and without the sign of zero, as the library reads it. */
export function parseExact(text: string): unknown {
  return JSON.parse(text, function (this: unknown, _key, value: unknown, context?: { source?: string }) {
    if (typeof value !== 'number') return value;
    if (Object.is(value, -0)) return 0;
    const source = context?.source ?? '';
    return /^-?\d{16,}$/.test(source) ? BigInt(source) : value;
  } as (key: string, value: unknown) => unknown);
}
