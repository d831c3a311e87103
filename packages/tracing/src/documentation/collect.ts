import type { MessageType } from '../message.ts';
import type { Tracer } from '../tracer.ts';
import type { Tracing } from '../tracing.ts';

/**
 * The messages for which `build` makes tracers: a program passes the functions that it makes them with when it runs,
 * so that its documentation cannot tell of others. Each message once, in the order of the calls.
 */
export function collectMessages(build: (tracing: Pick<Tracing, 'tracer'>) => void): MessageType<never>[] {
  const messages = new Map<string, MessageType<never>>();
  const silent: Tracer<unknown> = Object.assign(() => {}, { enabled: false });
  build({
    tracer<P>(message: MessageType<P>): Tracer<P> {
      messages.set(message.namespace, message);
      return silent;
    },
  });
  return [...messages.values()];
}
