export type { Declarations } from './catalogue.ts';
export type { Clock } from './clock.ts';
export {
  filterByPrivacy,
  filterBySeverity,
  filterTrace,
  foldTrace,
  foldTraceWhere,
  joinTraces,
  mapTrace,
  mapTraceSome,
  prependInner,
  prependPrefix,
  privately,
  routeTrace,
  setDetail,
  setPrivacy,
  setSeverity,
  withContext,
  withDetail,
  withInnerNames,
  withNames,
  withPrivacy,
  withSeverity,
} from './combinators/combinators.ts';
export type { Context } from './combinators/context.ts';
export { limitFrequency } from './combinators/limit-frequency.ts';
export { type ConfigurationChange, configureTraces, type Trace, traceWith } from './combinators/trace.ts';
export { nearest } from './configuration/nearest.ts';
export { type ParseOptions, parseTraceConfig, type RootFallback } from './configuration/parse.ts';
export { printTraceConfig } from './configuration/print.ts';
export { type ReadConfigOptions, readTraceConfig } from './configuration/read.ts';
export { type ReloadOptions, reconfigureOnSignal } from './configuration/reload.ts';
export type { NamespaceOptions, Resolved } from './configuration/resolve.ts';
export { emptyTraceConfig, type ForwarderOptions, type TraceConfig } from './configuration/trace-config.ts';
export { configurationWarnings, type DeclaredNamespace } from './configuration/warnings.ts';
export { parseYaml } from './configuration/yaml.ts';
export { createTracing } from './create-tracing.ts';
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
export { describeFaults, type Fault } from './fault.ts';
export type { Field, Fields } from './fields.ts';
export { Decimal } from './format/decimal.ts';
export { type ForwardedLines, type ForwardLinesOptions, forwardLines } from './forward-lines.ts';
export { type ContextFields, contextual, withTraceContext } from './interop/async-context.ts';
export { diagnosticsOutlet, type PublishedTrace, traceChannel } from './interop/diagnostics-channel.ts';
export type { LimiterNotice } from './limiter/limiter.ts';
export { defineMessage, type MessageType, type MetricUpdate } from './message.ts';
export {
  type AnyGroup,
  defineMessages,
  type MessageBody,
  type MessageGroup,
  type NamespaceOf,
  type PrefixOf,
  traceOptions,
  type WrittenOptions,
} from './message-group.ts';
export type { Outlet, TraceEvent } from './outlet.ts';
export { pause } from './pause.ts';
export { type Program, runProgram } from './program.ts';
export { type ResourceSample, type ResourceStats, sampleResources } from './resources/sample.ts';
export { startResourceSampling } from './resources/sampling.ts';
export type { Detail, Severity } from './severity.ts';
export { type ByteSink, fdSink } from './sink/byte-sink.ts';
export { ForwardQueue, type OverflowPolicy } from './sink/forward-queue.ts';
export type { Tracer } from './tracer.ts';
export type {
  ForwardingOptions,
  TraceLosses,
  TracersOf,
  Tracing,
  TracingOptions,
} from './tracing.ts';
