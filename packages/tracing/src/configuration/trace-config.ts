import type { LegacyConfig } from '../legacy/legacy-config.ts';
import type { OverflowPolicy } from '../sink/forward-queue.ts';
import type { NamespaceOptions } from './resolve.ts';

/** A tracing configuration as the rest of the package reads it; undefined: it does not say. */
export interface TraceConfig {
  /** By dotted prefix; `""` is the root. */
  readonly options: ReadonlyMap<string, NamespaceOptions>;
  readonly forwarder: ForwarderOptions | undefined;
  /** The name this program gives itself to the collector; undefined: the host name. */
  readonly nodeName: string | undefined;
  /** Stands before every metric name; empty or ending in a dot. */
  readonly metricsPrefix: string | undefined;
  /** Period of resource samples in ms; 0 = none, undefined = the program's choice. */
  readonly resourceFrequencyMs: number | undefined;
  /** Ledger metrics every so many slots; 0 = none, undefined = the program's choice. */
  readonly ledgerMetricsFrequencySlots: number | undefined;
  readonly prometheusLimits: Partial<PrometheusLimits> | undefined;
  /** `TurnOnLogging: false`: nothing is traced, measured or forwarded. */
  readonly turnedOff?: boolean;
  /** Another tracing system: if it is there, nothing else here counts but the name and the resources. */
  readonly legacy?: LegacyConfig;
}

export interface ForwarderOptions {
  /** Trace objects that wait for the acceptor. */
  readonly queueSize: number;
  /** What happens to one more. */
  readonly overflow: OverflowPolicy;
  /** Maximum: changes of the connection are told on stderr. */
  readonly verbosity: 'Minimum' | 'Maximum';
  readonly maxReconnectDelaySeconds: number;
}

export interface PrometheusLimits {
  readonly idleSeconds: number;
  readonly connections: number;
  readonly connectionsPerHost: number;
  readonly connectionsPerSecond: number;
}

/** Upstream's defaults (trace-dispatcher 2.13); the queue is about six seconds of a benchmark node's messages. */
export const defaultForwarder: ForwarderOptions = {
  queueSize: 192,
  overflow: 'drop-all',
  verbosity: 'Minimum',
  maxReconnectDelaySeconds: 45,
};

export const defaultPrometheusLimits: PrometheusLimits = {
  idleSeconds: 22,
  connections: 16,
  connectionsPerHost: 5,
  connectionsPerSecond: 8,
};

/** Says nothing: every message at Debug goes to the last resorts of `resolve`. */
export const emptyTraceConfig: TraceConfig = {
  options: new Map(),
  forwarder: undefined,
  nodeName: undefined,
  metricsPrefix: undefined,
  resourceFrequencyMs: undefined,
  ledgerMetricsFrequencySlots: undefined,
  prometheusLimits: undefined,
};
