import { threadId } from 'node:worker_threads';
import { connectForwarder, type ForwarderSource } from '@slotbench/wire';
import { Catalogue } from './catalogue.ts';
import { systemClock } from './clock.ts';
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
import { MetricStore } from './metrics/store.ts';
import { plainNodeInfo } from './node-info.ts';
import { PrometheusServers } from './prometheus/servers.ts';
import { configurationTaken, configurationWarned, tracerInfo } from './reflection.ts';
import { Registry } from './registry.ts';
import { plainRules, type Route, routeOf } from './route.ts';
import { countErrors, selfTraces } from './self-traces.ts';
import { severityRank } from './severity.ts';
import { fdSink } from './sink/byte-sink.ts';
import { flushAtExit } from './sink/exit-flush.ts';
import { ForwardQueue } from './sink/forward-queue.ts';
import { LineSink } from './sink/line-sink.ts';
import { type ForwardingThread, openForwardingThread } from './sink/open-forwarding-thread.ts';
import { createTracer, type DataPlane, type Traced, type Tracer } from './tracer.ts';
import { nothingToForward, type Tracing, type TracingOptions, tracersOf } from './tracing.ts';

/** How long `close` waits for an acceptor to fetch what is queued. */
const DRAIN_MS = 2000;

const restartSettings = [
  'metricsPrefix',
  'nodeName',
  'resourceFrequencyMs',
  'ledgerMetricsFrequencySlots',
  'turnedOff',
  'legacy',
] as const satisfies readonly (keyof TraceConfig)[];

export function createTracing(config: TraceConfig, options: TracingOptions = {}): Tracing {
  if (config.legacy !== undefined) return createLegacyTracing(config, config.legacy, options);
  const isOff = config.turnedOff === true;
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
    if (isOff) return offRoute;
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
  if (!isOff) servers.configure(config);
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

  const source: ForwarderSource = isOff
    ? nothingToForward
    : {
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
      if (isOff) return;
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
      if (!isOff) servers.configure(next);
      return changed;
    },
    traceConfiguration() {
      const trace = <P>(message: MessageType<P>, payload: P): void =>
        make(message, compat && !isOff ? () => reflectionRoute : routeFor).tracer(payload);
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

/** `TurnOnLogging: false`. */
const offRoute: Route<unknown> = {
  threshold: severityRank.Silence,
  detail: 'DMinimal',
  stdout: undefined,
  forwarder: false,
  limiter: undefined,
  outlets: [],
  rules: { ...plainRules, silenced: true, withoutMetrics: true },
};

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
