import type { Address, ForwarderSource } from '@slotbench/wire';
import type { Declarations } from './catalogue.ts';
import type { Clock } from './clock.ts';
import type { Trace } from './combinators/trace.ts';
import type { TraceConfig } from './configuration/trace-config.ts';
import type { MessageType } from './message.ts';
import type { MessageGroup } from './message-group.ts';
import type { Outlet } from './outlet.ts';
import type { ByteSink } from './sink/byte-sink.ts';
import type { Tracer } from './tracer.ts';

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

export function tracersOf<Payloads>(
  { messages }: MessageGroup<string, Payloads>,
  tracer: Tracing['tracer'],
): TracersOf<Payloads> {
  const all = Object.entries(messages as Record<string, MessageType<never>>);
  return Object.fromEntries(all.map(([name, message]) => [name, tracer(message)])) as TracersOf<Payloads>;
}

/** What a forwarder hands out that has nothing. */
export const nothingToForward: ForwarderSource = {
  takeObjects: () => [],
  untilObjects: (signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    }),
  metrics: () => [],
  dataPoint: () => undefined,
};
