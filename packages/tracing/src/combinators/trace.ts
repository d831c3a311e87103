import type { TraceConfig } from '../configuration/trace-config.ts';
import { type Context, emptyContext } from './context.ts';

/**
 * Somewhere messages can go, with what combinators have noted about them (`combinators.ts`). Two planes: `emit` carries the
 * messages, `configure` says that the configuration changed, and every combinator hands both on.
 */
export interface Trace<A> {
  emit(message: A, context: Context): void;
  configure?(change: ConfigurationChange): void;
}

/** `reset`: forget what a configuration before had set; `configured`: this one holds from now on. */
export type ConfigurationChange =
  | { readonly kind: 'reset' }
  | { readonly kind: 'configured'; readonly config: TraceConfig };

/** Emits a message about which nothing is noted yet. */
export function traceWith<A>(trace: Trace<A>, message: A): void {
  trace.emit(message, emptyContext);
}

/** Tells traces of a configuration: each the reset first. */
export function configureTraces(config: TraceConfig, traces: readonly Trace<never>[]): void {
  for (const trace of traces) trace.configure?.({ kind: 'reset' });
  for (const trace of traces) trace.configure?.({ kind: 'configured', config });
}
