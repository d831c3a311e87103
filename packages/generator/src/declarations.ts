import { type TraceDeclarations, traceDeclarations } from '@slotbench/tracing';
import { createGeneratorTraces } from './traces.ts';

/** Everything the generator can trace, from the function that makes its tracers. */
export function generatorDeclarations(): TraceDeclarations {
  return traceDeclarations({
    program: 'slotbench-generator',
    resources: false,
    build: createGeneratorTraces,
    dataPoints: [{ name: 'NodeInfo', doc: 'Who the generator is, in the fields of a node.' }],
  });
}
