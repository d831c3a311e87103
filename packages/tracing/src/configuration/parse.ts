import { type ConfigFault, TraceConfigError } from '../errors.ts';
import { details, severityFilters } from '../severity.ts';
import { type Backend, type BackendFault, backendNames, parseBackend } from './backend.ts';
import { Place } from './place.ts';
import type { NamespaceOptions } from './resolve.ts';
import {
  defaultForwarder,
  defaultPrometheusLimits,
  type ForwarderOptions,
  type PrometheusLimits,
  type TraceConfig,
} from './trace-config.ts';

/** What the root takes where a configuration leaves it open (`readConfiguration` of trace-dispatcher 2.13). */
const rootFallback = {
  severity: 'Notice',
  detail: 'DNormal',
  backends: [{ kind: 'Stdout', format: 'MachineFormat' }],
} as const satisfies NamespaceOptions;

/** The names of the same settings in the two layouts; `undefined` where a layout cannot express one. */
const legacy = {
  options: 'TraceOptions',
  forwarder: 'TraceOptionForwarder',
  nodeName: 'TraceOptionNodeName',
  metricsPrefix: 'TraceOptionMetricsPrefix',
  resourceFrequency: 'TraceOptionResourceFrequency',
  ledgerFrequency: 'TraceOptionLedgerMetricsFrequency',
  prometheus: 'TracePrometheusSimpleRun',
} as const;
const hermod = {
  options: 'Options',
  forwarder: 'Forwarder',
  nodeName: 'ApplicationName',
  metricsPrefix: 'MetricsPrefix',
  resourceFrequency: undefined,
  ledgerFrequency: undefined,
  prometheus: 'PrometheusSimpleRun',
} as const;
type Layout = typeof legacy | typeof hermod;

/** Settings of earlier versions that are still found in node configurations and mean nothing today. */
const retired = ['TraceOptionPeerFrequency'];

/**
 * Reads the tracing part of a configuration that is already parsed from JSON or YAML: the keys `TraceOptions…` among
 * the other settings of a node, a `HermodTracing` object, or the inside of one. Without any of these, everything at
 * Notice goes to stdout. Unlike upstream, a wrong value or a key that means nothing is an error that names its place.
 * Throws TraceConfigError with every fault found.
 */
export function parseTraceConfig(configuration: unknown): TraceConfig {
  const faults: ConfigFault[] = [];
  const config = readConfig(configuration, new Place([], faults));
  if (faults.length > 0) throw new TraceConfigError(faults);
  return config;
}

function readConfig(configuration: unknown, top: Place): TraceConfig {
  const settings = top.object(configuration) ?? new Map<string, unknown>();
  const legacyKeys = Object.values(legacy);
  for (const key of settings.keys()) {
    if (legacyKeys.includes(key as never) || retired.includes(key)) continue;
    if (key.startsWith('TraceOption')) top.at(key).unknownKey(key, legacyKeys);
  }
  if (legacyKeys.some((key) => settings.has(key))) return readSettings(settings, legacy, top);
  if (settings.has('HermodTracing')) {
    const place = top.at('HermodTracing');
    const value = settings.get('HermodTracing');
    if (typeof value === 'string') {
      place.fault('the settings themselves (a file reference is not followed here)', value);
      return readSettings(new Map(), hermod, place);
    }
    return readSettings(place.object(value, Object.values(hermod)) ?? new Map(), hermod, place);
  }
  return settings.has('Options') ? readSettings(settings, hermod, top) : readSettings(new Map(), legacy, top);
}

function readSettings(settings: ReadonlyMap<string, unknown>, names: Layout, top: Place): TraceConfig {
  const read = <T>(key: string | undefined, reader: (value: unknown, place: Place) => T | undefined) => {
    const value = key === undefined ? undefined : settings.get(key);
    return key === undefined || value === undefined ? undefined : reader(value, top.at(key));
  };
  const text = (value: unknown, place: Place) => place.text(value);
  const whole = (value: unknown, place: Place) => place.whole(value);
  const prefix = read(names.metricsPrefix, text) ?? '';
  return {
    options: read(names.options, readOptions) ?? new Map([['', rootFallback]]),
    forwarder: read(names.forwarder, readForwarder) ?? defaultForwarder,
    nodeName: read(names.nodeName, text) || undefined,
    metricsPrefix: prefix === '' || prefix.endsWith('.') ? prefix : `${prefix}.`,
    resourceFrequencyMs: read(names.resourceFrequency, whole),
    ledgerMetricsFrequencySlots: read(names.ledgerFrequency, whole),
    prometheusLimits: read(names.prometheus, readPrometheusLimits) ?? defaultPrometheusLimits,
  };
}

/** `_root_` is another name of the root and wins over `""`, option by option. */
function readOptions(value: unknown, place: Place): ReadonlyMap<string, NamespaceOptions> {
  const options = new Map<string, NamespaceOptions>();
  for (const [name, entry] of place.object(value) ?? [])
    options.set(name, readNamespaceOptions(entry, place.at(name)));
  options.set('', { ...rootFallback, ...options.get(''), ...options.get('_root_') });
  options.delete('_root_');
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
  const keys = ['queueSize', 'connQueueSize', 'disconnQueueSize', 'verbosity', 'maxReconnectDelay'];
  const entry = place.object(value, keys) ?? new Map<string, unknown>();
  const size = (key: string, least: number) =>
    entry.has(key) ? place.at(key).whole(entry.get(key), least) : undefined;
  const old = Math.max(size('connQueueSize', 0) ?? 128, size('disconnQueueSize', 0) ?? 192);
  const verbosity = entry.has('verbosity')
    ? place.at('verbosity').oneOf(entry.get('verbosity'), ['Minimum', 'Maximum'] as const)
    : undefined;
  return {
    queueSize: size('queueSize', 1) ?? Math.max(1, old),
    verbosity: verbosity ?? defaultForwarder.verbosity,
    maxReconnectDelaySeconds: size('maxReconnectDelay', 1) ?? defaultForwarder.maxReconnectDelaySeconds,
  };
}

function readPrometheusLimits(value: unknown, place: Place): PrometheusLimits {
  const keys = ['connTimeout', 'connCountGlobal', 'connCountPerHost', 'connPerSecond'];
  const entry = place.object(value, keys) ?? new Map<string, unknown>();
  const read = (key: string, ifAbsent: number) =>
    (entry.has(key) ? place.at(key).positive(entry.get(key)) : undefined) ?? ifAbsent;
  return {
    idleSeconds: read('connTimeout', defaultPrometheusLimits.idleSeconds),
    connections: read('connCountGlobal', defaultPrometheusLimits.connections),
    connectionsPerHost: read('connCountPerHost', defaultPrometheusLimits.connectionsPerHost),
    connectionsPerSecond: read('connPerSecond', defaultPrometheusLimits.connectionsPerSecond),
  };
}
