import { type ConfigFault, TraceConfigError } from '../errors.ts';
import { readLegacySettings } from '../legacy/parse-legacy.ts';
import type { Detail, SeverityFilter } from '../severity.ts';
import type { Backend } from './backend.ts';
import { Place } from './place.ts';
import { hermodKeys, nodeKeys, readSettings } from './settings.ts';
import { emptyTraceConfig, type TraceConfig } from './trace-config.ts';

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
    const turnedOff = !lenient && isTurnedOff(configuration, new Place([], faults));
    if (faults.length === 0) return { ...complete(config, options), ...(turnedOff && { turnedOff }) };
    if (first.length === 0) first.push(...faults);
  }
  throw new TraceConfigError(first);
}

/** A node's switch for all of tracing; the library itself does not know it. */
function isTurnedOff(configuration: unknown, top: Place): boolean {
  const value = settingsOf(configuration).TurnOnLogging ?? true;
  return top.at('TurnOnLogging').boolean(value) === false;
}

/** The file that `HermodTracing` names instead of saying anything itself. */
export function redirectOf(configuration: unknown): string | undefined {
  const settings = settingsOf(configuration);
  const { HermodTracing: target } = settings;
  return typeof target === 'string' && !Object.values(nodeKeys).some((key) => settings[key] != null)
    ? target
    : undefined;
}

type LayoutName = 'node' | 'HermodTracing' | 'inner';

/** The layouts in which something stands, in upstream's order; all but the first are for `compat`. */
function layoutsOf(configuration: unknown, lenient: boolean): readonly LayoutName[] {
  const settings = settingsOf(configuration);
  const there = (key: string): boolean => settings[key] !== undefined && settings[key] !== null;
  const keys = lenient ? [nodeKeys.options] : Object.values(nodeKeys);
  const found: LayoutName[] = [];
  if (keys.some(there)) found.push('node');
  if (there('HermodTracing')) found.push('HermodTracing');
  if (there('Options')) found.push('inner');
  if (found.length === 0) found.push('node');
  return lenient ? found : found.slice(0, 1);
}

function settingsOf(configuration: unknown): Readonly<Record<string, unknown>> {
  return typeof configuration === 'object' && configuration !== null
    ? (configuration as Record<string, unknown>)
    : {};
}

function readLayout(configuration: unknown, layout: LayoutName, top: Place): TraceConfig {
  const settings = top.object(configuration);
  if (settings === undefined) return emptyTraceConfig;
  if (layout === 'HermodTracing') {
    const place = top.at('HermodTracing');
    const value = settings.get('HermodTracing');
    if (typeof value === 'string')
      place.fault('the settings themselves (only files can refer to files)', value);
    const inner = typeof value === 'string' ? undefined : place.object(value, Object.values(hermodKeys));
    return readSettings(inner ?? new Map(), hermodKeys, place);
  }
  if (layout === 'inner') return readSettings(settings, hermodKeys, top);
  const keys = Object.values(nodeKeys);
  for (const key of settings.keys()) {
    if (keys.includes(key as never) || retired.includes(key)) continue;
    if (key.startsWith('TraceOption')) top.at(key).unknownKey(key, keys);
  }
  return readSettings(settings, nodeKeys, top);
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
