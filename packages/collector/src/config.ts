import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CollectorError, type Fault } from './errors.ts';

/**
 * The configuration of cardano-tracer 0.5 as far as this collector serves it (cardano-tracer documentation,
 * keys by keys). `null` equals absent. A key that upstream knows and this version does not serve is refused:
 * a silently missing journal or time series would be found out too late.
 */
const endpoint = z.strictObject({
  epHost: z.string().min(1),
  epPort: z.int().min(0).max(65535),
  epForceSSL: z.literal(false).optional(),
});

const logging = z.strictObject({
  logRoot: z.string().min(1),
  logMode: z.literal('FileMode'),
  logFormat: z.enum(['ForMachine', 'ForHuman']),
});

const rotation = z.strictObject({
  rpFrequencySecs: z.int().min(1).max(86_400).default(60),
  rpLogLimitBytes: z.int().min(1),
  rpKeepFilesNum: z.int().min(0),
  rpMaxAgeMinutes: z.int().min(0).optional(),
  rpMaxAgeHours: z.int().min(0).optional(),
});

const schema = z.strictObject({
  networkMagic: z.int().min(0).max(0xffff_ffff),
  network: z.strictObject({ tag: z.literal('AcceptAt'), contents: z.string().min(1) }),
  // 0 would make current forwarders spin (trace-forward: a blocking reply may not be empty).
  loRequestNum: z.int().min(1).max(0xffff).default(100),
  /** Seconds between the end of one metrics request and the next. */
  ekgRequestFreq: z.number().min(0.001).default(1),
  ekgRequestFull: z.boolean().default(false),
  logging: z.array(logging).min(1),
  rotation: rotation.optional(),
  hasPrometheus: endpoint.optional(),
  prometheusLabels: z.record(z.string(), z.string()).default({}),
  metricsNoSuffix: z.boolean().default(false),
  metricsHelp: z.union([z.string().min(1), z.record(z.string(), z.string())]).optional(),
  verbosity: z.enum(['Minimum', 'ErrorsOnly', 'Maximum']).default('ErrorsOnly'),
  /** Milliseconds between two traces of the collector's own resources. */
  resourceFreq: z.int().min(1).optional(),
});

export type CollectorConfig = z.output<typeof schema>;
export type RotationParams = z.output<typeof rotation>;
export type LoggingParams = z.output<typeof logging>;

/** Keys of cardano-tracer, old and new, that are refused here, with the reason. */
const UNSERVED: Record<string, string> = {
  hasEKG: 'no EKG server yet; hasPrometheus serves the same metrics',
  hasForwarding: 'no re-forwarding yet',
  hasTimeseries: 'no time series store yet',
  hasRTView: 'RTView was removed from cardano-tracer 0.5.0',
  tlsCertificate: 'no TLS yet; put a proxy in front of hasPrometheus',
  metricsComp: 'metric aliases were removed from cardano-tracer 0.3.2',
  alarms: 'no alarms',
};

/**
 * Reads a configuration from JSON or YAML text. `file` only names the place in errors.
 * Throws a CollectorError of code COLLECTOR_CONFIG that lists every fault.
 */
export function parseConfig(text: string, file: string): CollectorConfig {
  const data = withoutNulls(parseText(text, file));
  const unserved = isObject(data) ? Object.keys(data).filter((key) => Object.hasOwn(UNSERVED, key)) : [];
  const faults: Fault[] = unserved.map((key) => ({
    path: `$.${key}`,
    expected: `absent (${UNSERVED[key]})`,
    got: show((data as Record<string, unknown>)[key]),
  }));
  const known = isObject(data)
    ? Object.fromEntries(Object.entries(data).filter(([key]) => !unserved.includes(key)))
    : data;
  const result = schema.safeParse(known);
  if (!result.success) faults.push(...result.error.issues.flatMap((issue) => faultsOf(issue, known)));
  if (result.success && faults.length === 0)
    return { ...result.data, logging: distinct(result.data.logging) };
  throw new CollectorError({ code: 'COLLECTOR_CONFIG', place: file, problem: 'not usable as it is', faults });
}

/** Minutes win over hours; a day if neither is given (cardano-tracer's order). */
export function maxAgeMs(params: RotationParams): number {
  return (params.rpMaxAgeMinutes ?? (params.rpMaxAgeHours ?? 24) * 60) * 60_000;
}

function parseText(text: string, file: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error === undefined) return document.toJS({ maxAliasCount: 100 });
  const at = error.linePos?.[0];
  throw new CollectorError({
    code: 'COLLECTOR_CONFIG',
    place: at === undefined ? file : `${file}:${at.line}:${at.col}`,
    problem: `neither JSON nor YAML: ${error.message.split('\n')[0]}`,
    cause: error,
  });
}

function faultsOf(issue: z.core.$ZodIssue, data: unknown): Fault[] {
  const path = jsonPath(issue.path);
  const value = at(data, issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: `${path}.${key}`,
      expected: `one of the keys ${keysAt(issue.path)}`,
      got: 'an unknown key',
    }));
  return [{ path, expected: expectation(issue, path), got: show(value) }];
}

/** What to write instead, where the schema alone would not say why. */
function expectation(issue: z.core.$ZodIssue, path: string): string {
  if (path === '$.network.tag') return '"AcceptAt" (ConnectTo is not served yet)';
  if (path.endsWith('.logMode')) return '"FileMode" (JournalMode is not served yet)';
  if (path.endsWith('.epForceSSL')) return 'false (no TLS yet)';
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_type':
      return issue.expected === 'int' ? 'an integer' : `${article(issue.expected)} ${issue.expected}`;
    case 'too_small':
      return `${issue.origin === 'string' || issue.origin === 'array' ? `a non-empty ${issue.origin}` : `at least ${issue.minimum}`}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return 'a file name or an object of texts';
    default:
      return issue.message;
  }
}

function keysAt(path: readonly PropertyKey[]): string {
  const shape =
    { network: schema.shape.network, logging, rotation, hasPrometheus: endpoint }[String(path[0])] ?? schema;
  return Object.keys(shape.shape).join(', ');
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

function jsonPath(path: readonly PropertyKey[]): string {
  return `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}`;
}

function at(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutNulls(entry)]));
}

/** Exact duplicates would write every line twice into one file. */
function distinct(entries: readonly LoggingParams[]): LoggingParams[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
