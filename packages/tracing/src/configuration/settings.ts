import { details, severityFilters } from '../severity.ts';
import { overflowPolicies } from '../sink/forward-queue.ts';
import { type Backend, type BackendFault, backendNames, parseBackend } from './backend.ts';
import type { Place } from './place.ts';
import type { NamespaceOptions } from './resolve.ts';
import {
  defaultForwarder,
  type ForwarderOptions,
  type PrometheusLimits,
  type TraceConfig,
} from './trace-config.ts';

/** The names of the same settings among those of a node, and in an object of their own; `undefined` where there is none. */
export const nodeKeys = {
  options: 'TraceOptions',
  forwarder: 'TraceOptionForwarder',
  nodeName: 'TraceOptionNodeName',
  metricsPrefix: 'TraceOptionMetricsPrefix',
  resourceFrequency: 'TraceOptionResourceFrequency',
  ledgerFrequency: 'TraceOptionLedgerMetricsFrequency',
  prometheus: 'TracePrometheusSimpleRun',
} as const;
export const hermodKeys = {
  options: 'Options',
  forwarder: 'Forwarder',
  nodeName: 'ApplicationName',
  metricsPrefix: 'MetricsPrefix',
  resourceFrequency: undefined,
  ledgerFrequency: undefined,
  prometheus: 'PrometheusSimpleRun',
} as const;
type Keys = typeof nodeKeys | typeof hermodKeys;

/** `TracePrometheusSimpleRun`, in both layouts. */
export const limitNames = {
  connTimeout: 'idleSeconds',
  connCountGlobal: 'connections',
  connCountPerHost: 'connectionsPerHost',
  connPerSecond: 'connectionsPerSecond',
} as const satisfies Record<string, keyof PrometheusLimits>;

/** What `settings` say; an absent one is undefined, absent options are an empty map. */
export function readSettings(settings: ReadonlyMap<string, unknown>, names: Keys, top: Place): TraceConfig {
  const read = <T>(key: string | undefined, reader: (value: unknown, place: Place) => T | undefined) => {
    const value = key === undefined ? undefined : settings.get(key);
    return key === undefined || value === undefined ? undefined : reader(value, top.at(key));
  };
  const text = (value: unknown, place: Place) => place.text(value);
  const whole = (value: unknown, place: Place) => place.whole(value);
  const prefix = read(names.metricsPrefix, text);
  const nodeName = read(names.nodeName, text);
  if (top.lenient && !settings.has(names.options)) top.fault(`the key ${names.options}`, undefined);
  return {
    options: read(names.options, readOptions) ?? new Map(),
    forwarder: read(names.forwarder, readForwarder),
    nodeName: top.lenient ? nodeName : nodeName || undefined,
    metricsPrefix: prefix === undefined || prefix === '' || prefix.endsWith('.') ? prefix : `${prefix}.`,
    resourceFrequencyMs: read(names.resourceFrequency, whole),
    ledgerMetricsFrequencySlots: read(names.ledgerFrequency, whole),
    prometheusLimits: read(names.prometheus, readPrometheusLimits),
  };
}

/** `_root_` is another name of the root and wins over `""`, option by option. */
function readOptions(value: unknown, place: Place): ReadonlyMap<string, NamespaceOptions> {
  const options = new Map<string, NamespaceOptions>();
  for (const [name, entry] of place.object(value) ?? [])
    options.set(name, readNamespaceOptions(entry, place.at(name)));
  const root = options.get('_root_');
  if (root !== undefined) options.set('', { ...options.get(''), ...root });
  options.delete('_root_');
  if (place.lenient) return options;
  for (const [name, entry] of options)
    if (name !== '' && entry.backends?.some((backend) => backend.kind === 'PrometheusSimple'))
      place
        .at(name)
        .at('backends')
        .fault('PrometheusSimple at the root namespace "" only', 'it below the root');
  return options;
}

function readNamespaceOptions(value: unknown, place: Place): NamespaceOptions {
  const entry = place.object(value, ['severity', 'detail', 'backends', 'maxFrequency']);
  const options: { -readonly [K in keyof NamespaceOptions]: NamespaceOptions[K] } = {};
  const read = <T>(key: string, reader: (value: unknown, at: Place) => T | undefined) =>
    entry?.has(key) ? reader(entry.get(key), place.at(key)) : undefined;
  const severity = read('severity', (v, at) => at.oneOf(v, severityFilters));
  const detail = read('detail', (v, at) => at.oneOf(v, details));
  const backends = read('backends', readBackends);
  const maxFrequency = read('maxFrequency', (v, at) => at.number(v));
  if (severity !== undefined) options.severity = severity;
  if (detail !== undefined) options.detail = detail;
  if (backends !== undefined) options.backends = backends;
  if (maxFrequency !== undefined) options.maxFrequency = maxFrequency;
  return options;
}

function readBackends(value: unknown, place: Place): readonly Backend[] | undefined {
  if (!Array.isArray(value)) return place.fault(`a list of back ends`, value);
  return value.flatMap((entry, index) => {
    const at = place.at(index);
    const name = at.text(entry);
    if (name === undefined) return [];
    const backend: Backend | BackendFault = parseBackend(name);
    if ('kind' in backend) return [backend];
    if (backend.expected !== undefined) at.fault(backend.expected, backend.got);
    else at.oneOf(name, backendNames);
    return [];
  });
}

/** The two old keys are the capacities of the queue of earlier versions; the greater one holds. */
function readForwarder(value: unknown, place: Place): ForwarderOptions {
  const keys = [
    'queueSize',
    'connQueueSize',
    'disconnQueueSize',
    'overflow',
    'verbosity',
    'maxReconnectDelay',
  ];
  const entry = place.object(value, keys) ?? new Map<string, unknown>();
  const size = (key: string, least: number) =>
    entry.has(key) ? place.at(key).whole(entry.get(key), least) : undefined;
  const old = Math.max(size('connQueueSize', 0) ?? 128, size('disconnQueueSize', 0) ?? 192);
  const verbosity = entry.has('verbosity')
    ? place.at('verbosity').oneOf(entry.get('verbosity'), ['Minimum', 'Maximum'] as const)
    : undefined;
  const overflow = entry.has('overflow')
    ? place.at('overflow').oneOf(entry.get('overflow'), overflowPolicies)
    : undefined;
  return {
    queueSize: size('queueSize', 1) ?? Math.max(1, old),
    overflow: overflow ?? defaultForwarder.overflow,
    verbosity: verbosity ?? defaultForwarder.verbosity,
    maxReconnectDelaySeconds: size('maxReconnectDelay', 1) ?? defaultForwarder.maxReconnectDelaySeconds,
  };
}

function readPrometheusLimits(value: unknown, place: Place): Partial<PrometheusLimits> {
  const entry = place.object(value, Object.keys(limitNames)) ?? new Map<string, unknown>();
  const limits: { -readonly [K in keyof PrometheusLimits]?: PrometheusLimits[K] } = {};
  for (const [key, name] of Object.entries(limitNames)) {
    const limit = entry.has(key) ? place.at(key).positive(entry.get(key)) : undefined;
    if (limit !== undefined) limits[name] = limit;
  }
  return limits;
}
