import { type TraceDeclarations, traceDeclarations } from '@slotbench/tracing';
import { createSelfTraces } from './self-traces.ts';

/** Everything the collector can trace, from the function that makes its tracers. */
export function collectorDeclarations(): TraceDeclarations {
  return traceDeclarations({
    program: 'slotbench-collector',
    resources: true,
    build: (tracing) => createSelfTraces(tracing, () => 'Maximum'),
    dataPoints: [],
  });
}
