import { hostname, uptime } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { threadId } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { complainOnStderr } from '../complain.ts';
import { defaultPrometheusLimits, type TraceConfig } from '../configuration/trace-config.ts';
import type { MessageType } from '../message.ts';
import { servePrometheus } from '../prometheus/server.ts';
import { countErrors } from '../self-traces.ts';
import { fdSink } from '../sink/byte-sink.ts';
import { flushAtExit } from '../sink/exit-flush.ts';
import type { Tracer } from '../tracer.ts';
import { nothingToForward, type Tracing, type TracingOptions, tracersOf } from '../tracing.ts';
import { startAcceptor } from './acceptor.ts';
import { EkgView } from './ekg-view.ts';
import { startForwarding } from './forwarder.ts';
import type { LegacyBackend, LegacyConfig } from './legacy-config.ts';
import { createLegacyTracer, type LegacyPlane } from './legacy-tracer.ts';
import { LogFiles } from './log-files.ts';
import type { LogObject, LogTime } from './log-object.ts';
import { nodeConfig } from './read-config.ts';
import { LegacyRouting } from './routing.ts';
import { openScribe } from './scribe.ts';
import { Switchboard } from './switchboard.ts';

/**
 * Traces as iohk-monitoring does: one queue, back ends by logger name, lines to scribes, values to the EKG view, and its own
 * forwarder. Throws what the system says if the folder of a log cannot be read.
 */
export function createLegacyTracing(
  given: TraceConfig,
  legacy: LegacyConfig,
  options: TracingOptions,
): Tracing {
  const config = nodeConfig(legacy);
  const clock = options.clock ?? systemClock();
  const complain = options.complain ?? complainOnStderr;
  const host = options.host ?? legacyHostName();
  const thread = options.thread ?? String(threadId);
  const stdout = options.stdout ?? fdSink(1);
  const outlets = options.outlets ?? [];
  for (const warning of config.warnings) complain(`legacy tracing: ${warning}`);

  const mark = { env: '<unknown>:00000', pid: String(process.pid) };
  const files = new LogFiles((text) => stdout.write(Buffer.from(text)));
  const scribes = config.turnedOn
    ? config.setupScribes.map((definition) => openScribe(definition, { clock, mark, files, stdout }))
    : [];
  const now = (): LogTime => {
    clock.read();
    return { seconds: clock.seconds, picoseconds: clock.nanoseconds * 1000 };
  };
  let digest: [string, string][] = [];
  const forwarder =
    config.turnedOn && config.forwarder !== undefined
      ? startForwarding(config.forwarder, {
          clock,
          complain,
          digest: () =>
            digest.map(([name, message]) => ({
              name: `basicInfo.${name}`,
              host,
              thread,
              severity: 'Notice',
              privacy: 'Public',
              time: now(),
              content: { kind: 'LogMessage', message },
            })),
        })
      : undefined;
  const view = config.hasEkg === undefined ? undefined : new EkgView();
  const routing = new LegacyRouting(config);

  const handlers: { readonly [B in LegacyBackend]?: (object: LogObject) => void } = {
    KatipBK: (object) => {
      for (const index of routing.scribes(object)) scribes[index]!.write(object);
    },
    ...(view && { EKGViewBK: (object) => view.put(object) }),
    ...(forwarder && { TraceForwarderBK: (object) => forwarder.put(object) }),
  };
  const errors = countErrors(clock, complain);
  const switchboard = new Switchboard({
    deliver(object) {
      try {
        for (const backend of routing.backends(object)) handlers[backend]?.(object);
      } catch (error) {
        errors.note(`delivering an object of ${object.name}`, error);
      }
      const copy = routing.teeName(object.name);
      if (copy !== undefined) switchboard.put({ ...object, name: copy });
    },
    delivered() {
      for (const scribe of scribes) scribe.flush();
    },
    complain,
  });
  const finish = (): void => {
    switchboard.flush();
    for (const scribe of scribes) scribe.close();
  };
  const forget = flushAtExit(
    () => {
      finish();
      for (const outlet of outlets) outlet.flush?.();
      forwarder?.end();
    },
    async () => {
      switchboard.flush();
      await forwarder?.drain();
    },
  );

  clock.read();
  const startNs = uptime() * 1e9 - clock.nanoseconds;
  const startSeconds = clock.seconds;
  const plane: LegacyPlane = {
    config,
    routing,
    elisions: new Map(),
    counters: new Map(),
    now,
    monotonicNs() {
      clock.read();
      return Math.round(startNs + (clock.seconds - startSeconds) * 1e9 + clock.nanoseconds);
    },
    put({ name, withoutHost, severity, privacy, content }) {
      switchboard.put({
        name,
        host: withoutHost ? '' : host,
        thread,
        severity,
        privacy,
        time: now(),
        content,
      });
    },
    outlets,
    host,
    thread,
    onError: errors.note,
  };
  const acceptors = config.turnedOn
    ? config.acceptors.map((acceptor) =>
        startAcceptor(acceptor, {
          clock,
          thread,
          complain,
          trace(object) {
            const severity = routing.admit(object);
            if (severity !== undefined) switchboard.put({ ...object, severity });
          },
        }),
      )
    : [];
  const { hasPrometheus } = config;
  const servers =
    config.turnedOn && view !== undefined && hasPrometheus !== undefined
      ? [
          servePrometheus({
            backend: { kind: 'PrometheusSimple', noSuffix: false, ...hasPrometheus },
            limits: defaultPrometheusLimits,
            page: () => view.page(),
            after: (ms, run) => clock.after(ms, run),
            onStart() {},
            onStop: (message) => complain(`legacy tracing: hasPrometheus: ${message}`),
          }),
        ]
      : [];
  const lostLines = (): number =>
    scribes.reduce((sum, scribe) => sum + scribe.lostLines, switchboard.dropped);

  const tracer = <P>(message: MessageType<P>): Tracer<P> => createLegacyTracer(message, plane).tracer;

  return {
    tracer,
    tracers: (group) => tracersOf(group, tracer),
    trace: (message) => ({ emit: createLegacyTracer(message, plane).emit }),
    source: nothingToForward,
    config: given,
    configure: (next) => restartSettings.filter((name) => !isDeepStrictEqual(next[name], given[name])),
    // The library has no words for its configuration; what is suspicious about it was told at the start.
    traceConfiguration() {},
    dataPoint(name, json) {
      if (name !== 'NodeInfo' || typeof json !== 'object' || json === null) return;
      const { niVersion, niCommit } = json as Record<string, unknown>;
      if (typeof niVersion === 'string' && niVersion !== '')
        mark.env = `${niVersion}:${String(niCommit ?? '').slice(0, 5)}`;
      digest = digestOf(json as Record<string, unknown>);
    },
    startForwarding() {
      complain(
        'legacy tracing: nothing goes to a cardano-tracer; the forwarder of this system is traceForwardTo',
      );
    },
    losses: () => ({
      forwarderDropped: forwarder?.dropped ?? 0,
      linesLost: lostLines(),
      lineFailure: scribes.find(({ failure }) => failure !== undefined)?.failure,
      renderErrors: errors.count(),
      metricConflicts: 0,
    }),
    async close() {
      await Promise.all(acceptors.map((stop) => stop()));
      finish();
      forget();
      await Promise.all([forwarder?.close(), ...servers.map((stop) => stop())]);
      await Promise.all(outlets.map((outlet) => outlet.close?.()));
      if (lostLines() > 0) complain(`${lostLines()} trace lines could not be written`);
    },
  };
}

/** Everything takes effect with a new start only. */
const restartSettings = [
  'nodeName',
  'resourceFrequencyMs',
  'legacy',
] as const satisfies readonly (keyof TraceConfig)[];

/** `CARDANO_NODE_LOGGING_HOSTNAME`, else the system's up to the first dot, at most eight characters. */
function legacyHostName(): string {
  return process.env.CARDANO_NODE_LOGGING_HOSTNAME ?? hostname().split('.')[0]!.slice(0, 8);
}

/** What a new acceptor gets to know about this node, as names below `basicInfo`. */
function digestOf(nodeInfo: Record<string, unknown>): [string, string][] {
  const names = {
    protocol: 'niProtocol',
    version: 'niVersion',
    commit: 'niCommit',
    nodeStartTime: 'niStartTime',
    systemStartTime: 'niSystemStartTime',
  };
  return Object.entries(names).flatMap(([name, key]): [string, string][] => {
    const value = nodeInfo[key];
    return typeof value === 'string' ? [[name, value]] : [];
  });
}
