import { type ConfigFault, TraceConfigError } from '../errors.ts';
import { readLegacySettings } from '../legacy/parse-legacy.ts';
import { type Detail, details, type SeverityFilter, severityFilters } from '../severity.ts';
import { overflowPolicies } from '../sink/forward-queue.ts';
import { type Backend, type BackendFault, backendNames, parseBackend } from './backend.ts';
import { Place } from './place.ts';
import type { NamespaceOptions } from './resolve.ts';
import {
  defaultForwarder,
  emptyTraceConfig,
  type ForwarderOptions,
  type PrometheusLimits,
  type TraceConfig,
} from './trace-config.ts';

/** What the root takes where a configuration leaves it open. */
export interface RootFallback {
  readonly severity: SeverityFilter;
  readonly detail: Detail;
  readonly backends: readonly Backend[];
}

/** `readConfiguration` of trace-dispatcher 2.13. */
const rootFallback: RootFallback = {
  severity: 'Notice',
  detail: 'DNormal',
  backends: [{ kind: 'Stdout', format: 'MachineFormat' }],
};

export interface ParseOptions {
  /**
   * Reads as upstream does: unknown keys are passed over, `PrometheusSimple` below the root does nothing, a layout with a
   * fault gives way to the next one, and no options at all are a fault.
   */
  readonly compat?: 'trace-dispatcher' | undefined;
  readonly fallback?: RootFallback | undefined;
  /** Takes effect where the configuration is silent; its options only if the configuration has none at all. */
  readonly default?: TraceConfig | undefined;
}

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

/** `TracePrometheusSimpleRun`, in both layouts. */
export const limitNames = {
  connTimeout: 'idleSeconds',
  connCountGlobal: 'connections',
  connCountPerHost: 'connectionsPerHost',
  connPerSecond: 'connectionsPerSecond',
} as const satisfies Record<string, keyof PrometheusLimits>;

/** Settings of earlier versions that are still found in node configurations and mean nothing today. */
const retired = ['TraceOptionPeerFrequency'];

/**
 * Reads the tracing part of a configuration that is already parsed from JSON or YAML: the keys `TraceOptions…` among
 * the other settings of a node, a `HermodTracing` object, or the inside of one. Without any of these, everything at
 * Notice goes to stdout. Unlike upstream, a wrong value or a key that means nothing is an error that names its place.
 * Throws TraceConfigError with every fault found.
 */
export function parseTraceConfig(configuration: unknown, options: ParseOptions = {}): TraceConfig {
  const lenient = options.compat !== undefined;
  const first: ConfigFault[] = [];
  const other = readLegacySettings(configuration, new Place([], first, false));
  if (first.length > 0) throw new TraceConfigError(first);
  if (other !== undefined) return { ...complete(emptyTraceConfig, options), ...other };
  for (const layout of layoutsOf(configuration, lenient)) {
    const faults: ConfigFault[] = [];
    const config = readLayout(configuration, layout, new Place([], faults, lenient));
    if (faults.length === 0) return complete(config, options);
    if (first.length === 0) first.push(...faults);
  }
  throw new TraceConfigError(first);
}

/** The file that `HermodTracing` names instead of saying anything itself. */
export function redirectOf(configuration: unknown): string | undefined {
  const settings = settingsOf(configuration);
  const { HermodTracing: target } = settings;
  return typeof target === 'string' && !Object.values(legacy).some((key) => settings[key] != null)
    ? target
    : undefined;
}

type LayoutName = 'legacy' | 'HermodTracing' | 'inner';

/** The layouts in which something stands, in upstream's order; all but the first are for `compat`. */
function layoutsOf(configuration: unknown, lenient: boolean): readonly LayoutName[] {
  const settings = settingsOf(configuration);
  const there = (key: string): boolean => settings[key] !== undefined && settings[key] !== null;
  const legacyKeys = lenient ? [legacy.options] : Object.values(legacy);
  const found: LayoutName[] = [];
  if (legacyKeys.some(there)) found.push('legacy');
  if (there('HermodTracing')) found.push('HermodTracing');
  if (there('Options')) found.push('inner');
  if (found.length === 0) found.push('legacy');
  return lenient ? found : found.slice(0, 1);
}

function settingsOf(configuration: unknown): Readonly<Record<string, unknown>> {
  return typeof configuration === 'object' && configuration !== null
    ? (configuration as Record<string, unknown>)
    : {};
}

/** What a configuration says; an absent setting is undefined, absent options are an empty map. */
function readLayout(configuration: unknown, layout: LayoutName, top: Place): TraceConfig {
  const settings = top.object(configuration);
  if (settings === undefined) return emptyTraceConfig;
  if (layout === 'HermodTracing') {
    const place = top.at('HermodTracing');
    const value = settings.get('HermodTracing');
    if (typeof value === 'string')
      place.fault('the settings themselves (only files can refer to files)', value);
    const inner = typeof value === 'string' ? undefined : place.object(value, Object.values(hermod));
    return readSettings(inner ?? new Map(), hermod, place);
  }
  if (layout === 'inner') return readSettings(settings, hermod, top);
  const legacyKeys = Object.values(legacy);
  for (const key of settings.keys()) {
    if (legacyKeys.includes(key as never) || retired.includes(key)) continue;
    if (key.startsWith('TraceOption')) top.at(key).unknownKey(key, legacyKeys);
  }
  return readSettings(settings, legacy, top);
}

function readSettings(settings: ReadonlyMap<string, unknown>, names: Layout, top: Place): TraceConfig {
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

function complete(config: TraceConfig, { default: base, fallback }: ParseOptions): TraceConfig {
  const options = new Map(config.options.size === 0 && base !== undefined ? base.options : config.options);
  options.set('', { ...(fallback ?? rootFallback), ...options.get('') });
  return {
    options,
    forwarder: config.forwarder ?? base?.forwarder,
    nodeName: config.nodeName ?? base?.nodeName,
    metricsPrefix: config.metricsPrefix ?? base?.metricsPrefix,
    resourceFrequencyMs: config.resourceFrequencyMs ?? base?.resourceFrequencyMs,
    ledgerMetricsFrequencySlots: config.ledgerMetricsFrequencySlots ?? base?.ledgerMetricsFrequencySlots,
    prometheusLimits: config.prometheusLimits ?? base?.prometheusLimits,
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
