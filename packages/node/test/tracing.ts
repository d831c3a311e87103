import { createTracing, parseTraceConfig, type Tracing } from '@slotbench/tracing';

export interface Traced {
  readonly ns: string;
  readonly data: Record<string, unknown>;
}

/** Real tracing into a queue; `take` gives what was traced since the last call, in order. */
export function recordedTracing(): { tracing: Tracing; take(): Traced[] } {
  const config = parseTraceConfig({
    TraceOptions: { '': { severity: 'Debug', detail: 'DNormal', backends: ['Forwarder'] } },
    TraceOptionForwarder: { queueSize: 100_000 },
  });
  const tracing = createTracing(config, { host: 'test' });
  return {
    tracing,
    take: () => tracing.source.takeObjects(100_000).map(({ toMachine }) => JSON.parse(toMachine)),
  };
}
