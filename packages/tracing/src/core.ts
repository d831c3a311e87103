/** What works without Node, in a browser too: declarations, resolution of options, the limiter, and tracing to a function. */
export { type NamespaceOptions, type Resolved, resolve } from './configuration/resolve.ts';
export type { Field, Fields } from './fields.ts';
export {
  createRecordTracing,
  type RecordTracingOptions,
  type TraceRecord,
} from './interop/record-tracing.ts';
export { Limiter, type LimiterNotice } from './limiter/limiter.ts';
export { defineMessage, type MessageType, type MetricUpdate } from './message.ts';
export {
  type Detail,
  details,
  type Severity,
  type SeverityFilter,
  severities,
  severityRank,
} from './severity.ts';
export type { Tracer } from './tracer.ts';
