import { AsyncLocalStorage } from 'node:async_hooks';
import type { MessageType } from '../message.ts';
import type { Tracing } from '../tracing.ts';

/** What is known about the work in progress: a request, a peer, a run. */
export type ContextFields = Readonly<Record<string, unknown>>;

const storage = new AsyncLocalStorage<ContextFields>();

/**
 * Runs `run` with `fields` known to all that is traced in it, also after an `await`, by a tracer of `contextual`.
 * Inner fields are added to outer ones.
 */
export function withTraceContext<T>(fields: ContextFields, run: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, run);
}

/**
 * Tracers whose lines have the fields of `withTraceContext` as `context` in their data, where there are some. They
 * are looked up when a line is rendered: a message that is filtered out costs no more than without.
 */
export function contextual(tracing: Pick<Tracing, 'tracer'>): Pick<Tracing, 'tracer'> {
  return { tracer: (message) => tracing.tracer(withContext(message)) };
}

function withContext<P>(message: MessageType<P>): MessageType<P> {
  return {
    ...message,
    forMachine(payload, detail) {
      const data = message.forMachine(payload, detail);
      const context = storage.getStore();
      return context === undefined ? data : { ...data, context };
    },
    ...(message.fields !== undefined && {
      fields: { ...message.fields, context: 'object?: what is known about the work in progress' },
    }),
  };
}
