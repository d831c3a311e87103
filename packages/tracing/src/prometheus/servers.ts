import type { Clock } from '../clock.ts';
import type { PrometheusBackend } from '../configuration/backend.ts';
import { resolve } from '../configuration/resolve.ts';
import { defaultPrometheusLimits, type TraceConfig } from '../configuration/trace-config.ts';
import type { MessageType } from '../message.ts';
import type { MetricStore } from '../metrics/store.ts';
import type { Tracer } from '../tracer.ts';
import { renderExposition } from './exposition.ts';
import { prometheusStart, prometheusStop, servePrometheus } from './server.ts';

/** The endpoints that the root namespace's back ends ask for. */
export class PrometheusServers {
  readonly #metrics: MetricStore;
  readonly #clock: Clock;
  readonly #tracer: <P>(message: MessageType<P>) => Tracer<P>;
  readonly #running = new Map<string, () => Promise<void>>();
  #closing: Promise<unknown> = Promise.resolve();

  readonly #help: (internalName: string) => string | undefined;

  constructor(
    metrics: MetricStore,
    clock: Clock,
    tracer: <P>(message: MessageType<P>) => Tracer<P>,
    help: (internalName: string) => string | undefined,
  ) {
    this.#help = help;
    this.#metrics = metrics;
    this.#clock = clock;
    this.#tracer = tracer;
  }

  /** Starts what is new, ends what is gone; an endpoint that did not change keeps its connections. */
  configure(config: TraceConfig): void {
    const limits = { ...defaultPrometheusLimits, ...config.prometheusLimits };
    const wanted = new Map<string, PrometheusBackend>();
    for (const backend of resolve(config.options, '').backends)
      if (backend.kind === 'PrometheusSimple') wanted.set(JSON.stringify([backend, limits]), backend);
    for (const [key, stop] of this.#running)
      if (!wanted.has(key)) {
        this.#running.delete(key);
        this.#closing = Promise.all([this.#closing, stop()]);
      }
    for (const [key, backend] of wanted)
      if (!this.#running.has(key)) this.#running.set(key, this.#serve(backend, limits));
  }

  async close(): Promise<void> {
    await Promise.all([this.#closing, ...[...this.#running.values()].map((stop) => stop())]);
    this.#running.clear();
  }

  #serve(backend: PrometheusBackend, limits: typeof defaultPrometheusLimits): () => Promise<void> {
    const traceStart = this.#tracer(prometheusStart);
    const traceStop = this.#tracer(prometheusStop);
    return servePrometheus({
      backend,
      limits,
      page: () => renderExposition(this.#metrics.metrics(), { noSuffix: backend.noSuffix, help: this.#help }),
      after: (ms, run) => this.#clock.after(ms, run),
      onStart: (port) => traceStart({ port }),
      onStop: (message) => traceStop({ message }),
    });
  }
}
