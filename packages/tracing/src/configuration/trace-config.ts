import type { NamespaceOptions } from './resolve.ts';

/** A tracing configuration as the rest of the package reads it. */
export interface TraceConfig {
  /** By dotted prefix; `""` is the root. */
  readonly options: ReadonlyMap<string, NamespaceOptions>;
  readonly forwarder: ForwarderOptions;
  /** The name this program gives itself to the collector; undefined: the host name. */
  readonly nodeName: string | undefined;
  /** Stands before every metric name; empty or ending in a dot. */
  readonly metricsPrefix: string;
  /** Period of resource samples in ms; 0 = none, undefined = the program's choice. */
  readonly resourceFrequencyMs: number | undefined;
  /** Ledger metrics every so many slots; 0 = none, undefined = the program's choice. */
  readonly ledgerMetricsFrequencySlots: number | undefined;
  readonly prometheusLimits: PrometheusLimits;
}

export interface ForwarderOptions {
  /** Trace objects that wait for the acceptor; one more and all of them are dropped. */
  readonly queueSize: number;
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
  verbosity: 'Minimum',
  maxReconnectDelaySeconds: 45,
};

export const defaultPrometheusLimits: PrometheusLimits = {
  idleSeconds: 22,
  connections: 16,
  connectionsPerHost: 5,
  connectionsPerSecond: 8,
};
