import { libraryMessages } from '../library-messages.ts';
import { resources } from '../resources/sampling.ts';
import type { Tracing } from '../tracing.ts';
import { collectMessages } from './collect.ts';
import { type DataPointDescription, describeMessages, type TraceDeclarations } from './description.ts';

export interface DeclarationsOptions {
  readonly program: string;
  /** Calls the functions that make the program's tracers. */
  build(tracing: Pick<Tracing, 'tracer'>): void;
  /** The program traces `Resources`. */
  readonly resources: boolean;
  readonly dataPoints: readonly DataPointDescription[];
}

/** Everything a program can emit: its own messages and those of this library. */
export function traceDeclarations(options: DeclarationsOptions): TraceDeclarations {
  const own = collectMessages(options.build);
  const library = libraryMessages.filter((message) => options.resources || message !== resources);
  const messages = [...own, ...library];
  return {
    program: options.program,
    messages: describeMessages([...new Map(messages.map((m) => [m.namespace, m])).values()]),
    dataPoints: options.dataPoints,
  };
}
