export type { Clock } from './clock.ts';
export { parseTraceConfig } from './configuration/parse.ts';
export type { ForwarderOptions, TraceConfig } from './configuration/trace-config.ts';
export { type DeclarationsOptions, traceDeclarations } from './documentation/declarations.ts';
export {
  type DataPointDescription,
  type MessageDescription,
  mergeDeclarations,
  type TraceDeclarations,
} from './documentation/description.ts';
export { renderMetricsHelp, renderNamespaces } from './documentation/lists.ts';
export { type DocumentationInput, renderTraceDocumentation } from './documentation/markdown.ts';
export { traceSchema } from './documentation/schema.ts';
export { type ConfigFault, TraceConfigError } from './errors.ts';
export { EXIT, ProgramError } from './exit.ts';
export type { Field, Fields } from './fields.ts';
export { type ForwardedLines, type ForwardLinesOptions, forwardLines } from './forward-lines.ts';
export { type ContextFields, contextual, withTraceContext } from './interop/async-context.ts';
export { diagnosticsOutlet, type PublishedTrace, traceChannel } from './interop/diagnostics-channel.ts';
export { defineMessage, type MessageType, type MetricUpdate } from './message.ts';
export { type Program, runProgram } from './program.ts';
export { type ResourceSample, type ResourceStats, sampleResources } from './resources/sample.ts';
export { startResourceSampling } from './resources/sampling.ts';
export type { Detail, Severity } from './severity.ts';
export { type ByteSink, fdSink } from './sink/byte-sink.ts';
export { ForwardQueue } from './sink/forward-queue.ts';
export type { Tracer } from './tracer.ts';
export { createTracing, type TraceLosses, type Tracing, type TracingOptions } from './tracing.ts';
