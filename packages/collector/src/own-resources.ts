import { startResourceSampling, type Tracing } from '@slotbench/tracing';

/** Traces the collector's own resources now and every `periodMs`: `Tracer.Resources`, as a node's are `Resources`. */
export function createOwnSampling(tracing: Pick<Tracing, 'tracer'>): {
  /** undefined and 0 are off. */
  every(periodMs: number | undefined): void;
  stop(): void;
} {
  const underTracer: Pick<Tracing, 'tracer'> = {
    tracer: (message) => tracing.tracer({ ...message, namespace: `Tracer.${message.namespace}` }),
  };
  let stop = () => {};
  return {
    every(periodMs) {
      stop();
      stop = startResourceSampling(underTracer, periodMs ?? 0);
    },
    stop: () => stop(),
  };
}
