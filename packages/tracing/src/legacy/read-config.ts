import type { Address } from '@slotbench/wire';
import type { Place } from '../configuration/place.ts';
import { byCodePoint } from '../format/key-order.ts';
import { type Detail, type Severity, severities } from '../severity.ts';
import {
  backendKinds,
  type HostPort,
  type LegacyAcceptor,
  type LegacyBackend,
  type LegacyConfig,
  type LegacyForwarder,
} from './legacy-config.ts';
import { readBackend, readOptions, type Warn } from './read-options.ts';
import { ascending, readDefaultScribes, readRotation, readScribes, severityAt } from './read-scribes.ts';
import { readSwitches } from './switches.ts';

const verbosities: Readonly<Record<string, Detail>> = {
  MinimalVerbosity: 'DMinimal',
  NormalVerbosity: 'DNormal',
  MaximalVerbosity: 'DMaximum',
};

/** The library forwards what waits this often. */
const FORWARD_DELAY_MS = 1000;

/** Loggers whose objects a node forwards if `traceForwardTo` says where to. */
const forwarded = ['cardano.node', 'cardano.node.metrics'];

/**
 * Reads the keys of the legacy system out of a node's configuration and completes them as the library does. What the library
 * refuses is a fault at its place; what it reads otherwise than it looks is a warning.
 */
export function readLegacyConfig(settings: ReadonlyMap<string, unknown>, top: Place): LegacyConfig {
  const warnings: string[] = [];
  const warn: Warn = (text) => warnings.push(text);
  const required = <T>(key: string, read: (value: unknown, place: Place) => T | undefined): T | undefined => {
    const place = top.at(key);
    return settings.has(key)
      ? read(settings.get(key), place)
      : place.fault('this key (the legacy system has no default)', undefined);
  };
  const optional = <T>(key: string, read: (value: unknown, place: Place) => T | undefined): T | undefined =>
    settings.has(key) ? read(settings.get(key), top.at(key)) : undefined;

  const rotation = optional('rotation', readRotation);
  const setupScribes = required('setupScribes', (value, place) => readScribes(value, place, warn)) ?? [];
  const setup = required('setupBackends', readBackends) ?? [];
  const defaults = required('defaultBackends', readBackends) ?? [];
  const rawOptions = required('options', (value, place) => place.object(value)) ?? new Map<string, unknown>();
  const options = readOptions(rawOptions, top.at('options'), warn);
  const hasEkg = optional('hasEKG', readEkg);
  const kept = (backends: readonly LegacyBackend[]) =>
    backends.filter((backend) => backend !== 'EKGViewBK' || hasEkg !== undefined);
  const completed = [
    ...setup,
    ...defaults,
    ...(setupScribes.length > 0 ? (['KatipBK'] as const) : []),
    ...(hasEkg === undefined ? [] : (['EKGViewBK'] as const)),
  ];
  const forwarder = optional('traceForwardTo', readAddress);
  return {
    turnedOn: optional('TurnOnLogging', (value, place) => place.boolean(value)) ?? true,
    switches: readSwitches(settings, top, warn),
    detail:
      verbosities[
        optional('TracingVerbosity', (v, at) => at.oneOf(v, Object.keys(verbosities))) ?? 'NormalVerbosity'
      ]!,
    minSeverity:
      required('minSeverity', (value, place) => severityAt(value, place, 'minSeverity', warn)) ?? 'Info',
    setupScribes: ascending(
      setupScribes.map((scribe) => ({
        ...scribe,
        rotation: scribe.kind === 'FileSK' ? (scribe.rotation ?? rotation) : undefined,
      })),
    ),
    defaultScribes: required('defaultScribes', readDefaultScribes) ?? [],
    setupBackends: sortBackends(kept(completed)),
    defaultBackends: kept(defaults),
    options,
    hasEkg,
    hasPrometheus: optional('hasPrometheus', readHostPort),
    forwarder: readForwarder(
      forwarder,
      optional('forwardDelay', (v, at) => at.whole(v)),
      rawOptions.get('forwarderMinSeverity'),
      warn,
    ),
    acceptors: optional('traceAcceptAt', readAcceptors) ?? [],
    warnings,
  };
}

/**
 * What a node adds to its configuration: with `traceForwardTo`, its objects and metrics go to the forwarder as well.
 */
export function nodeConfig(config: LegacyConfig): LegacyConfig {
  if (config.forwarder === undefined) return config;
  const backends = new Map(config.options.backends);
  for (const name of forwarded) {
    const before = nearestEntry(config.options.backends, name) ?? config.defaultBackends;
    backends.set(name, [...before, 'TraceForwarderBK']);
  }
  return {
    ...config,
    setupBackends: sortBackends([...config.setupBackends, 'TraceForwarderBK']),
    options: { ...config.options, backends },
  };
}

/** The entry of a name, else of its nearest ancestor by dotted segment. */
export function nearestEntry<T>(entries: ReadonlyMap<string, T>, name: string): T | undefined {
  for (let at = name; ; at = at.slice(0, at.lastIndexOf('.'))) {
    const entry = entries.get(at);
    if (entry !== undefined || !at.includes('.')) return entry;
  }
}

function readBackends(value: unknown, place: Place): LegacyBackend[] | undefined {
  return place.list(value, (entry, at) => {
    const backend = readBackend(entry);
    return (
      backend ?? (typeof entry === 'string' ? at.oneOf(entry, backendKinds) : at.fault('a back end', entry))
    );
  });
}

function readEkg(value: unknown, place: Place): HostPort | undefined {
  if (Array.isArray(value)) return readHostPort(value, place);
  const port = place.whole(value);
  return port === undefined ? undefined : { host: '127.0.0.1', port };
}

function readHostPort(value: unknown, place: Place): HostPort | undefined {
  if (!Array.isArray(value) || value.length !== 2) return place.fault('a pair of host and port', value);
  const host = place.at(0).text(value[0]);
  const port = place.at(1).whole(value[1]);
  return host === undefined || port === undefined ? undefined : { host, port };
}

function readAddress(value: unknown, place: Place): Address | undefined {
  const entry = place.object(value);
  if (entry === undefined) return undefined;
  const tag = place.at('tag').oneOf(entry.get('tag'), ['RemotePipe', 'RemoteSocket'] as const);
  const contents = entry.get('contents');
  const at = place.at('contents');
  if (tag === undefined) return undefined;
  if (tag === 'RemotePipe') {
    const path = at.text(contents);
    return path === undefined ? undefined : { kind: 'unix', path };
  }
  const [host, port] = Array.isArray(contents) ? contents : [];
  if (typeof host !== 'string' || !/^\d+$/.test(String(port)) || Number(port) > 65535)
    return at.fault('a pair of host and port, both as text', contents);
  return { kind: 'tcp', host, port: Number(port) };
}

function readForwarder(
  address: Address | undefined,
  delayMs: number | undefined,
  minSeverity: unknown,
  warn: Warn,
): LegacyForwarder | undefined {
  if (address === undefined) return undefined;
  const known = minSeverity === undefined || severities.includes(minSeverity as Severity);
  if (!known)
    warn(`options.forwarderMinSeverity: ${JSON.stringify(minSeverity)} is no severity and reads as Debug`);
  return {
    address,
    delayMs: delayMs ?? FORWARD_DELAY_MS,
    minSeverity: known ? ((minSeverity as Severity | undefined) ?? 'Debug') : 'Debug',
  };
}

function readAcceptors(value: unknown, place: Place): LegacyAcceptor[] | undefined {
  return place.list(value, (entry, at) => {
    const acceptor = at.object(entry);
    if (acceptor === undefined) return undefined;
    const nodeName = at.at('nodeName').text(acceptor.get('nodeName'));
    const address = readAddress(acceptor.get('remoteAddr'), at.at('remoteAddr'));
    return nodeName === undefined || address === undefined ? undefined : { nodeName, address };
  });
}

function sortBackends(backends: readonly LegacyBackend[]): LegacyBackend[] {
  const rank = (backend: LegacyBackend): number =>
    backend.startsWith('UserDefinedBK:') ? backendKinds.length - 1.5 : backendKinds.indexOf(backend as never);
  return [...new Set(backends)].sort((a, b) => rank(a) - rank(b) || byCodePoint(a, b));
}
