import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { Place } from '../../src/configuration/place.ts';
import type { ConfigFault } from '../../src/errors.ts';
import type { LegacyConfig } from '../../src/legacy/legacy-config.ts';
import type { LogContent, Privacy } from '../../src/legacy/log-object.ts';
import { readLegacyConfig } from '../../src/legacy/read-config.ts';
import { LegacyRouting } from '../../src/legacy/routing.ts';
import { type Severity, severities } from '../../src/severity.ts';
import { isLeftOut, leftOut } from '../left-out.ts';
import { needsRecordings, recording } from './recorded.ts';

interface Recorded {
  id: string;
  yaml: string;
  error?: string;
  realizeError?: string;
  exported?: Exported;
  outcomes?: string[][];
  delivery?: Record<string, string | Record<string, string>>;
}

interface Exported {
  minSeverity: string;
  setupScribes: { scRotation: object | null }[];
  defaultScribes: string[][];
  setupBackends: unknown[];
  defaultBackends: unknown[];
  hasEKG: unknown;
  hasPrometheus: unknown;
  traceForwardTo: RemoteAddress | null;
  forwardDelay: number | null;
  traceAcceptAt: { nodeName: string; remoteAddr: RemoteAddress }[] | null;
}

type RemoteAddress =
  | { tag: 'RemotePipe'; contents: string }
  | { tag: 'RemoteSocket'; contents: [string, string] };

function read(yaml: string): { config: LegacyConfig; faults: ConfigFault[] } {
  const faults: ConfigFault[] = [];
  const top = new Place([], faults, false);
  const settings = top.object(parse(yaml, { uniqueKeys: false })) ?? new Map<string, unknown>();
  return { config: readLegacyConfig(settings, top), faults };
}

const configurations =
  needsRecordings.skip === undefined
    ? recording<{ configurations: Recorded[]; kinds: string[] }>('configuration.json')
    : undefined;

test('recorded configurations: after reading and completion', needsRecordings, () => {
  assert.equal(configurations!.configurations.length, 117);
  let compared = 0;
  for (const { id, yaml, exported } of configurations!.configurations) {
    if (exported === undefined || isLeftOut('legacy-golden/configuration.json', id)) continue;
    const { config, faults } = read(yaml);
    assert.deepEqual(faults, [], id);
    assert.deepEqual(shown(config), expected(exported), id);
    compared++;
  }
  assert.equal(compared, 74 - Object.keys(leftOut['legacy-golden/configuration.json']).length);
});

/** The exported form, in the words of the configuration file. */
function shown(config: LegacyConfig): Record<string, unknown> {
  const pair = (hostPort: { host: string; port: number } | undefined) =>
    hostPort && [hostPort.host, hostPort.port];
  return {
    minSeverity: config.minSeverity,
    setupScribes: config.setupScribes.map(
      ({ kind, format, name, privacy, rotation, minSeverity, maxSeverity }) => ({
        scKind: kind,
        scFormat: format,
        scName: name,
        scPrivacy: privacy,
        scMinSev: minSeverity,
        scMaxSev: maxSeverity,
        scRotation: rotation && {
          rpKeepFilesNum: rotation.keepFiles,
          rpLogLimitBytes: rotation.limitBytes,
          rpMaxAgeHours: rotation.maxAgeHours,
        },
      }),
    ),
    defaultScribes: config.defaultScribes.map((scribe) => scribe.split('::')),
    setupBackends: config.setupBackends,
    defaultBackends: config.defaultBackends,
    hasEKG: pair(config.hasEkg),
    hasPrometheus: pair(config.hasPrometheus),
    forwardTo: config.forwarder?.address,
    forwardDelay: config.forwarder?.delayMs,
    acceptAt: config.acceptors,
  };
}

function expected(exported: Exported): Record<string, unknown> {
  const address = ({ tag, contents }: RemoteAddress) =>
    tag === 'RemotePipe'
      ? { kind: 'unix', path: contents }
      : { kind: 'tcp', host: contents[0], port: Number(contents[1]) };
  const { traceForwardTo, forwardDelay, traceAcceptAt } = exported;
  return {
    minSeverity: exported.minSeverity,
    setupScribes: exported.setupScribes.map((scribe) => ({
      ...scribe,
      scRotation: scribe.scRotation ?? undefined,
    })),
    defaultScribes: exported.defaultScribes,
    setupBackends: exported.setupBackends.map(backendName),
    defaultBackends: exported.defaultBackends.map(backendName),
    hasEKG: exported.hasEKG ?? undefined,
    hasPrometheus: exported.hasPrometheus ?? undefined,
    forwardTo: traceForwardTo === null ? undefined : address(traceForwardTo),
    forwardDelay: traceForwardTo === null ? undefined : (forwardDelay ?? 1000),
    acceptAt: (traceAcceptAt ?? []).map((a) => ({ nodeName: a.nodeName, address: address(a.remoteAddr) })),
  };
}

const backendName = (backend: unknown): string =>
  typeof backend === 'string' ? backend : `UserDefinedBK:${(backend as { name: string }).name}`;

test('recorded errors: what the library refuses is a fault at the same place', needsRecordings, () => {
  let refused = 0;
  for (const { id, yaml, error } of configurations!.configurations) {
    if (error === undefined || error.startsWith('InvalidYaml')) continue; // the YAML parser's part
    refused++;
    const { faults } = read(yaml);
    assert.ok(faults.length > 0, id);
    const [, path, text] = /Error in \$([^:]*): (.*)"$/s.exec(error)!;
    const missing = /key \\?"(\w+)\\?" not found/.exec(text!)?.[1];
    const place = [path!.replace(/^\./, ''), ...(missing === undefined ? [] : [missing])]
      .filter((p) => p !== '')
      .join('.');
    const places = faults.map((fault) => fault.path);
    const found =
      place === ''
        ? places.includes('the configuration')
        : places.some((p) => p.replace(/\.\[/g, '[').startsWith(place.replace(/\[\d+\]$/, '')));
    assert.ok(found, `${id}: ${place} is not among ${places}`);
  }
  assert.equal(refused, 41);
});

test('recorded deliveries: names, kinds, severities', needsRecordings, () => {
  let cells = 0;
  for (const { id, yaml, outcomes, delivery } of configurations!.configurations) {
    if (outcomes === undefined || isLeftOut('legacy-golden/configuration.json', id)) continue;
    const { config } = read(yaml);
    const routing = new LegacyRouting(config);
    for (const [name, row] of Object.entries(delivery!))
      for (const kind of configurations!.kinds.map((text) => text.split(' ')[0]!)) {
        const cell = typeof row === 'string' ? row : (row[kind] ?? row['*']!);
        const indices = cell.includes(',') ? cell.split(',') : severities.map(() => cell);
        for (const [i, severity] of severities.entries()) {
          cells++;
          assert.deepEqual(
            delivered(routing, config, objectOf(kind, name, severity)),
            outcomes[Number(indices[i])],
            `${id} ${JSON.stringify(name)} ${kind} ${severity}`,
          );
        }
      }
  }
  assert.ok(cells > 20_000, `${cells} cells`);
});

function objectOf(kind: string, name: string, severity: Severity) {
  const [content, privacy] = kind.split('/') as [string, Privacy];
  const contents: Record<string, LogContent> = {
    LogMessage: { kind: 'LogMessage', message: 'm' },
    LogStructured: { kind: 'LogStructured', data: {} },
    LogValue: { kind: 'LogValue', name: 'val', value: { tag: 'PureI', contents: 1 } },
    LogError: { kind: 'LogError', message: 'e' },
    ObserveOpen: { kind: 'ObserveOpen', counters: { csCounters: [] } },
    ObserveClose: { kind: 'ObserveClose', counters: { csCounters: [] } },
    ObserveDiff: { kind: 'ObserveDiff', counters: { csCounters: [] } },
  };
  assert.ok(contents[content], content);
  return { name, severity, privacy, content: contents[content]! };
}

/** Sinks that an object reaches, in the words of the recording. */
function delivered(
  routing: LegacyRouting,
  config: LegacyConfig,
  traced: ReturnType<typeof objectOf>,
): string[] {
  const severity = routing.admit(traced);
  if (severity === undefined) return [];
  const sinks: string[] = [];
  const visit = (object: typeof traced): void => {
    const changes =
      (object.name === traced.name ? '' : ` name=${object.name}`) +
      (object.severity === traced.severity ? '' : ` sev=${object.severity}`);
    for (const backend of routing.backends(object)) {
      if (backend === 'KatipBK')
        for (const index of routing.scribes(object)) {
          const { kind, name, format } = config.setupScribes[index]!;
          const file = { StdoutSK: 'stdout.log', StderrSK: 'stderr.log' }[kind as string] ?? name;
          const colour = format === 'ScText' && file !== name ? ':colour' : '';
          if (kind !== 'DevNullSK' && kind !== 'JournalSK')
            sinks.push(`scribe:${file}:${format === 'ScText' ? 'text' : 'json'}${colour}${changes}`);
        }
      else if (backend !== 'LogBufferBK') sinks.push(`backend:${backend}${changes}`);
    }
    const tee = routing.teeName(object.name);
    if (tee !== undefined) visit({ ...object, name: tee });
  };
  visit({ ...traced, severity });
  return sinks.sort();
}
