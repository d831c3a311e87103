import { threadId } from 'node:worker_threads';
import { type Address, connectForwarder, type ForwarderSource } from '@slotbench/wire';
import { type Clock, systemClock } from './clock.ts';
import { complainOnStderr } from './complain.ts';
import type { PrometheusBackend } from './configuration/backend.ts';
import { resolve } from './configuration/resolve.ts';
import type { TraceConfig } from './configuration/trace-config.ts';
import { renderValue } from './format/data.ts';
import { TimeStamps } from './format/time-stamp.ts';
import { hostName } from './host.ts';
import { Limiter, type LimiterNotice } from './limiter.ts';
import type { MessageType } from './message.ts';
import { MetricStore } from './metrics/store.ts';
import { plainNodeInfo } from './node-info.ts';
import { renderExposition } from './prometheus/exposition.ts';
import { prometheusStart, prometheusStop, servePrometheus } from './prometheus/server.ts';
import { rememberLimiting, startLimiting, stopLimiting } from './reflection.ts';
import { type ByteSink, fdSink } from './sink/byte-sink.ts';
import { flushAtExit } from './sink/exit-flush.ts';
import { ForwardQueue } from './sink/forward-queue.ts';
import { LineSink } from './sink/line-sink.ts';
import { createTracer, type DataPlane, routeOf, type Tracer } from './tracer.ts';

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
  /** Messages whose declaration threw. */
  readonly renderErrors: number;
  /** Metric updates under a name that another kind of metric has. */
  readonly metricConflicts: number;
}

export interface Tracing {
  /** The tracer of a message; resolves the configuration once. */
  tracer<P>(message: MessageType<P>): Tracer<P>;
  /** Sets a data point that a collector may ask for; `json` is rendered now. */
  dataPoint(name: string, json: unknown): void;
  /** What a forwarder hands out. */
  readonly source: ForwarderSource;
  /**
   * Connects to a collector, and again whenever the connection ends, until `close`. A data point `NodeInfo` that the
   * program has not set is set first: a collector waits for it.
   */
  startForwarding(address: Address, options: { magic: number }): void;
  losses(): TraceLosses;
  /** Writes out what is buffered and gives the collector up to 2 s to fetch what is queued. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** In every line; default: the environment's or the system's short host name. */
  readonly host?: string;
  /** In every line; default: this thread's number. */
  readonly thread?: string;
  /** Where the Stdout back ends write; default: descriptor 1. */
  readonly stdout?: ByteSink;
  readonly clock?: Clock;
  /** Takes what tracing has to say about itself; default: stderr. */
  complain?(text: string): void;
}

export function createTracing(config: TraceConfig, options: TracingOptions = {}): Tracing {
  const clock = options.clock ?? systemClock();
  const complain = options.complain ?? complainOnStderr;
  const host = options.host ?? hostName();
  const queue = new ForwardQueue(config.forwarder.queueSize, complain);
  const metrics = new MetricStore(config.metricsPrefix);
  const lines = new LineSink(options.stdout ?? fdSink(1), clock);
  const forget = flushAtExit(lines);
  const renderErrors = countErrors(clock, complain);
  const dataPoints = new Map<string, string>();
  const limiters = new Map<string, Limiter>();
  const stop = new AbortController();
  const forwarders: Promise<void>[] = [];

  const plane: DataPlane = {
    clock,
    stamps: new TimeStamps(),
    lines,
    queue,
    metrics,
    host,
    thread: options.thread ?? String(threadId),
    onRenderError: renderErrors.note,
    onNotice: (name, notice) => tellNotice(name, notice),
  };
  const tracer = <P>(message: MessageType<P>): Tracer<P> => {
    const resolved = resolve(config.options, message.namespace);
    return createTracer(
      message,
      routeOf(resolved, message, limiterOf(message.namespace, resolved.maxFrequency)),
      plane,
    );
  };
  const limiterOf = (namespace: string, frequencyHz: number | undefined): Limiter | undefined => {
    if (frequencyHz === undefined || frequencyHz === 0) return undefined;
    let limiter = limiters.get(namespace);
    if (limiter === undefined) {
      clock.read();
      limiter = new Limiter(frequencyHz, clock.seconds + clock.nanoseconds * 1e-9);
      limiters.set(namespace, limiter);
    }
    return limiter;
  };
  const tellNotice = noticeTeller(tracer);
  const servers = resolve(config.options, '').backends.flatMap((backend) =>
    backend.kind === 'PrometheusSimple' ? [serveMetrics(backend, config, metrics, clock, tracer)] : [],
  );

  const source: ForwarderSource = {
    takeObjects: (max) => queue.take(max),
    untilObjects: (signal) => queue.untilSome(signal),
    metrics: () => metrics.metrics(),
    dataPoint: (name) => dataPoints.get(name),
  };

  return {
    tracer,
    source,
    dataPoint(name, json) {
      dataPoints.set(name, renderValue(json));
    },
    startForwarding(address, { magic }) {
      if (!dataPoints.has('NodeInfo')) this.dataPoint('NodeInfo', plainNodeInfo(config.nodeName ?? host));
      const verbose = config.forwarder.verbosity === 'Maximum';
      const forwarder = connectForwarder(address, {
        magic,
        source,
        signal: stop.signal,
        maxReconnectDelaySeconds: config.forwarder.maxReconnectDelaySeconds,
        ...(verbose && { onState: (state) => complain(`trace forwarding: ${JSON.stringify(state)}`) }),
      });
      forwarders.push(forwarder.catch((error: Error) => complain(`trace forwarding: ${error.message}`)));
    },
    losses: () => ({
      forwarderDropped: queue.dropped,
      linesLost: lines.lostLines,
      lineFailure: lines.failure,
      renderErrors: renderErrors.count(),
      metricConflicts: metrics.conflicts,
    }),
    async close() {
      lines.close();
      forget();
      await Promise.all(servers.map((stopServer) => stopServer()));
      if (forwarders.length > 0) await queue.untilDelivered(AbortSignal.timeout(DRAIN_MS));
      stop.abort();
      queue.close();
      await Promise.all(forwarders);
      if (lines.lostLines > 0)
        complain(`${lines.lostLines} trace lines could not be written: ${lines.failure}`);
    },
  };
}

/** Tells the first error at once and then at most one a second; all are counted. */
function countErrors(clock: Clock, complain: (text: string) => void) {
  let count = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    count: () => count,
    note(namespace: string, error: unknown): void {
      count++;
      clock.read();
      if (clock.seconds - toldAt < 1) return;
      toldAt = clock.seconds;
      complain(`Error rendering trace message ${namespace}: ${String(error)}`);
    },
  };
}

/** The tracers of the notices are made when the first notice comes: a program without limiters has none. */
function noticeTeller(tracer: <P>(message: MessageType<P>) => Tracer<P>) {
  const make = () => ({
    start: tracer(startLimiting),
    remember: tracer(rememberLimiting),
    stop: tracer(stopLimiting),
  });
  let tracers: ReturnType<typeof make> | undefined;
  return (name: string, notice: LimiterNotice): void => {
    // A limited notice would tell about itself.
    if (name.startsWith('Reflection.')) return;
    tracers ??= make();
    if (notice.kind === 'StartLimiting') tracers.start({ name });
    else if (notice.kind === 'RememberLimiting') tracers.remember({ name, suppressed: notice.suppressed });
    else tracers.stop({ name, suppressed: notice.suppressed });
  };
}

function serveMetrics(
  backend: PrometheusBackend,
  config: TraceConfig,
  metrics: MetricStore,
  clock: Clock,
  tracer: Tracing['tracer'],
): () => Promise<void> {
  const traceStart = tracer(prometheusStart);
  const traceStop = tracer(prometheusStop);
  return servePrometheus({
    backend,
    limits: config.prometheusLimits,
    page: () => renderExposition(metrics.metrics(), backend),
    after: (ms, run) => clock.after(ms, run),
    onStart: (port) => traceStart({ port }),
    onStop: (message) => traceStop({ message }),
  });
}
