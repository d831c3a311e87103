import { threadId } from 'node:worker_threads';
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
import { createForwarding } from './sink/forwarding.ts';
import { LineSink } from './sink/line-sink.ts';
import { createTracer, type DataPlane, type Traced, type Tracer } from './tracer.ts';
import { nothingToForward, type Tracing, type TracingOptions, tracersOf } from './tracing.ts';

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
  const forwarding = createForwarding({ queue, metrics: () => metrics.metrics(), complain });

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
  const forget = flushAtExit(() => {
    lines.close();
    for (const outlet of outlets) outlet.flush?.();
    forwarding.end();
  }, forwarding.drain);

  return {
    tracer,
    source: isOff ? nothingToForward : forwarding.source,
    tracers: (group) => tracersOf(group, tracer),
    trace(message) {
      const traced = make(message, routeFor);
      return { emit: (payload, context) => traced.emit(payload, context) };
    },
    dataPoint(name, json) {
      try {
        forwarding.setDataPoint(name, renderValue(json));
      } catch (error) {
        errors.note(`evaluating datapoint ${JSON.stringify(name)}`, error);
      }
    },
    startForwarding(address, { magic, thread }) {
      if (isOff) return;
      const forwarder = current.forwarder ?? defaultForwarder;
      if (!forwarding.dataPoints.has('NodeInfo'))
        this.dataPoint('NodeInfo', plainNodeInfo(current.nodeName || host));
      forwarding.start({ address, magic, thread: thread ?? forwarder.overflow === 'block' }, forwarder);
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
      await forwarding.close();
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
