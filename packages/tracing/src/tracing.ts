import { threadId } from 'node:worker_threads';
import { type Address, connectForwarder, type ForwarderSource } from '@slotbench/wire';
import { Catalogue, type Declarations } from './catalogue.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Trace } from './combinators/trace.ts';
import { complainOnStderr } from './complain.ts';
import { printTraceConfig } from './configuration/print.ts';
import { defaultForwarder, type TraceConfig } from './configuration/trace-config.ts';
import { configurationWarnings } from './configuration/warnings.ts';
import { renderValue } from './format/data.ts';
import { TimeStamps } from './format/time-stamp.ts';
import { hostName } from './host.ts';
import { createLegacyTracing } from './legacy/create-legacy-tracing.ts';
import { libraryMessages } from './library-messages.ts';
import { LimiterBook } from './limiter/limiter-book.ts';
import type { MessageType } from './message.ts';
import type { MessageGroup } from './message-group.ts';
import { MetricStore } from './metrics/store.ts';
import { plainNodeInfo } from './node-info.ts';
import type { Outlet } from './outlet.ts';
import { PrometheusServers } from './prometheus/servers.ts';
import { configurationTaken, configurationWarned, tracerInfo } from './reflection.ts';
import { Registry } from './registry.ts';
import { plainRules, type Route, routeOf } from './route.ts';
import { countErrors, selfTraces } from './self-traces.ts';
import { severityRank } from './severity.ts';
import { type ByteSink, fdSink } from './sink/byte-sink.ts';
import { flushAtExit } from './sink/exit-flush.ts';
import { ForwardQueue } from './sink/forward-queue.ts';
import { LineSink } from './sink/line-sink.ts';
import { type ForwardingThread, openForwardingThread } from './sink/open-forwarding-thread.ts';
import { createTracer, type DataPlane, type Traced, type Tracer } from './tracer.ts';

/** How long `close` waits for an acceptor to fetch what is queued. */
const DRAIN_MS = 2000;

/** Traces that did not arrive where they should. All zero in a good run. */
export interface TraceLosses {
  /** Objects that the forwarder's queue dropped. */
  readonly forwarderDropped: number;
  /** Lines that stdout or the file did not take. */
  readonly linesLost: number;
  /** Why, as the system says it (ENOSPC, EPIPE); undefined if none was lost. */
  readonly lineFailure: string | undefined;
  /** Messages and metrics whose declaration threw. */
  readonly renderErrors: number;
  /** Metric updates under a name that another kind of metric has. */
  readonly metricConflicts: number;
}

/** The tracers of a group, by the names that the group gives them. */
export type TracersOf<Payloads> = { readonly [K in keyof Payloads]: Tracer<Payloads[K]> };

export interface ForwardingOptions {
  /** Network magic of the collector. */
  readonly magic: number;
  /**
   * Forwards from a thread of its own, so that what is queued arrives even at `process.exit` and while the program is busy;
   * its metrics are up to a second old. Default: only where a full queue blocks, which cannot be without.
   */
  readonly thread?: boolean;
}

/** What a program traces by, whatever carries the traces. */
export interface Tracing {
  /** The tracer of a message; its configuration is resolved now and whenever it changes. */
  tracer<P>(message: MessageType<P>): Tracer<P>;
  /** Sets a data point that a collector may ask for; `json` is rendered now. */
  dataPoint(name: string, json: unknown): void;
  /** What a forwarder hands out. */
  readonly source: ForwarderSource;
  /**
   * Connects to a collector, and again whenever the connection ends, until `close`. A data point `NodeInfo` that the
   * program has not set is set first: a collector waits for it.
   */
  startForwarding(address: Address, options: ForwardingOptions): void;
  /** The tracers of all messages of a group. */
  tracers<Payloads>(group: MessageGroup<string, Payloads>): TracersOf<Payloads>;
  /** The end of a chain of combinators: severity, privacy and detail that they noted go before what is declared. */
  trace<P>(message: MessageType<P>): Trace<P>;
  /** The configuration that is in force. */
  readonly config: TraceConfig;
  /**
   * Takes a new configuration: severities, details, back ends, limits, the forwarder's queue and the Prometheus endpoints
   * change at once. Returns the settings that differ and need a new start to take effect.
   */
  configure(config: TraceConfig): readonly (keyof TraceConfig)[];
  /** Traces what the configuration lets through, what is suspicious about it, and itself (`Reflection.Tracer…`). */
  traceConfiguration(): void;
  losses(): TraceLosses;
  /** Writes out what is buffered and gives the collector up to 2 s to fetch what is queued. */
  close(): Promise<void>;
}

const restartSettings = [
  'metricsPrefix',
  'nodeName',
  'resourceFrequencyMs',
  'ledgerMetricsFrequencySlots',
  'legacy',
] as const satisfies readonly (keyof TraceConfig)[];

export interface TracingOptions {
  /** In every line; default: the environment's or the system's short host name. */
  readonly host?: string;
  /** In every line; default: this thread's number. */
  readonly thread?: string;
  /** Where the Stdout back ends write; default: descriptor 1. */
  readonly stdout?: ByteSink;
  readonly clock?: Clock;
  /** What the program can trace. Given, a message that is not among them is told of (`Reflection.UnknownNamespace`). */
  readonly messages?: Declarations;
  /** Further back ends. */
  readonly outlets?: readonly Outlet[];
  /** Does as upstream where we do better on purpose; docs/tracing.md lists what. */
  readonly compat?: 'trace-dispatcher' | undefined;
  /** Takes what tracing has to say about itself; default: stderr. */
  complain?(text: string): void;
}

export function createTracing(config: TraceConfig, options: TracingOptions = {}): Tracing {
  if (config.legacy !== undefined) return createLegacyTracing(config, config.legacy, options);
  const clock = options.clock ?? systemClock();
  const complain = options.complain ?? complainOnStderr;
  const host = options.host ?? hostName();
  const compat = options.compat !== undefined;
  const outlets = options.outlets ?? [];
  const declarations = options.messages ?? [];
  const catalogue = new Catalogue(declarations, { compat, known: libraryMessages });
  const errors = countErrors(clock, complain);
  const metrics = new MetricStore(config.metricsPrefix ?? '', { compat });
  const lines = new LineSink(options.stdout ?? fdSink(1), clock, (count, reason) => {
    if (!compat) self.lost('stdout', count, reason);
  });
  const { queueSize, overflow } = config.forwarder ?? defaultForwarder;
  const queue = new ForwardQueue(queueSize, complain, {
    overflow,
    onLoss: ({ count, from, to }) => {
      if (!compat) self.lost('forwarder', count, `queue full, messages from ${from} to ${to}`);
    },
  });
  const limiters = new LimiterBook(clock, {
    compat,
    tell: (name, notice) => {
      if (!compat) self.notice(name, notice);
    },
  });
  const plane: DataPlane = {
    clock,
    stamps: new TimeStamps(),
    lines,
    queue,
    metrics,
    host,
    thread: options.thread ?? String(threadId),
    onError: errors.note,
    onNotice: (name, notice) => {
      if (!compat) self.notice(name, notice);
    },
    onUndeclared: (name) => {
      if (!compat) self.undeclared(name);
    },
  };
  let current = config;
  const registry = new Registry();
  const dataPoints = new Map<string, string>();
  const stop = new AbortController();
  const forwarders: Promise<void>[] = [];
  const threads: ForwardingThread[] = [];

  const routeFor = <P>(message: MessageType<P>): Route<P> => {
    const resolved = catalogue.resolve(message.namespace, current.options);
    return routeOf(resolved, {
      limiter: limiters.limiterOf(message.namespace, resolved.maxFrequency),
      outlets: outlets.flatMap((outlet) => outlet.open(message, resolved) ?? []),
      rules: catalogue.rulesFor(message as MessageType<never>, current.options),
    });
  };
  const make = <P>(message: MessageType<P>, route: (message: MessageType<P>) => Route<P>): Traced<P> => {
    const traced = createTracer(message, plane, route(message));
    registry.add(traced.tracer, () => traced.configure(route(message)));
    return traced;
  };
  const tracer = <P>(message: MessageType<P>): Tracer<P> => make(message, routeFor).tracer;
  const self = selfTraces(tracer, clock);
  const servers = new PrometheusServers(metrics, clock, tracer, (name) =>
    catalogue.helpOf(name.slice(config.metricsPrefix?.length ?? 0).replace(/_(int|counter|real)$/, '')),
  );
  servers.configure(config);
  const forget = flushAtExit(
    () => {
      lines.close();
      for (const outlet of outlets) outlet.flush?.();
      for (const thread of threads) thread.flush();
      if (forwarders.length > 0 || threads.length > 0) queue.close();
    },
    () => drain(),
  );
  const drain = async (): Promise<void> => {
    if (forwarders.length > 0) await queue.untilDelivered(AbortSignal.timeout(DRAIN_MS));
  };

  const source: ForwarderSource = {
    takeObjects: (max) => queue.take(max),
    untilObjects: (signal) => queue.untilSome(signal),
    metrics: () => metrics.metrics(),
    dataPoint: (name) => dataPoints.get(name),
  };

  return {
    tracer,
    source,
    tracers: (group) => tracersOf(group, tracer),
    trace(message) {
      const traced = make(message, routeFor);
      return { emit: (payload, context) => traced.emit(payload, context) };
    },
    dataPoint(name, json) {
      try {
        const text = renderValue(json);
        dataPoints.set(name, text);
        for (const thread of threads) thread.dataPoint(name, text);
      } catch (error) {
        errors.note(`evaluating datapoint ${JSON.stringify(name)}`, error);
      }
    },
    startForwarding(address, { magic, thread }) {
      const { maxReconnectDelaySeconds, verbosity, overflow } = current.forwarder ?? defaultForwarder;
      if (!dataPoints.has('NodeInfo')) this.dataPoint('NodeInfo', plainNodeInfo(current.nodeName || host));
      const tellState = (state: string): void => {
        if (verbosity === 'Maximum') complain(`trace forwarding: ${state}`);
      };
      if (thread ?? overflow === 'block') {
        const opened = openForwardingThread({
          address,
          magic,
          maxReconnectDelaySeconds,
          queue,
          metrics: () => metrics.metrics(),
          onState: tellState,
          complain,
        });
        for (const [name, json] of dataPoints) opened.dataPoint(name, json);
        threads.push(opened);
        return;
      }
      const connected = connectForwarder(address, {
        magic,
        source,
        signal: stop.signal,
        maxReconnectDelaySeconds,
        onState: (state) => tellState(JSON.stringify(state)),
      });
      forwarders.push(connected.catch((error: Error) => complain(`trace forwarding: ${error.message}`)));
    },
    get config() {
      return current;
    },
    configure(next) {
      const changed = restartSettings.filter((name) => next[name] !== current[name]);
      current = next;
      const forwarder = next.forwarder ?? defaultForwarder;
      queue.configure(forwarder.queueSize, forwarder.overflow);
      registry.configureAll();
      servers.configure(next);
      return changed;
    },
    traceConfiguration() {
      const trace = <P>(message: MessageType<P>, payload: P): void =>
        make(message, compat ? () => reflectionRoute : routeFor).tracer(payload);
      trace(tracerInfo, catalogue.info(current.options));
      const warnings = catalogue.empty
        ? []
        : configurationWarnings(current.options.keys(), catalogue.namespaces());
      if (compat || warnings.length > 0) trace(configurationWarned, { warnings });
      trace(configurationTaken, { configuration: printTraceConfig(current, options) });
    },
    losses: () => ({
      forwarderDropped: queue.dropped,
      linesLost: lines.lostLines,
      lineFailure: lines.failure,
      renderErrors: errors.count(),
      metricConflicts: metrics.conflicts,
    }),
    async close() {
      lines.flush();
      await servers.close();
      await drain();
      await Promise.all(threads.map((thread) => thread.close()));
      stop.abort();
      queue.close();
      await Promise.all(forwarders);
      await Promise.all(outlets.map((outlet) => outlet.close?.()));
      lines.close();
      forget();
      if (lines.lostLines > 0)
        complain(`${lines.lostLines} trace lines could not be written: ${lines.failure}`);
    },
  };
}

/** Upstream prints what it says of the configuration in this form whatever the configuration says. */
const reflectionRoute: Route<unknown> = {
  threshold: severityRank.Debug,
  detail: 'DNormal',
  stdout: 'MachineFormat',
  forwarder: true,
  limiter: undefined,
  outlets: [],
  rules: plainRules,
};

function tracersOf<Payloads>(
  { messages }: MessageGroup<string, Payloads>,
  tracer: Tracing['tracer'],
): TracersOf<Payloads> {
  const all = Object.entries(messages as Record<string, MessageType<never>>);
  return Object.fromEntries(all.map(([name, message]) => [name, tracer(message)])) as TracersOf<Payloads>;
}
