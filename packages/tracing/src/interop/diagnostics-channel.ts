import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Outlet, TraceEvent } from '../outlet.ts';
import type { Tracer } from '../tracer.ts';

/** What a subscriber of `diagnosticsOutlet` gets. The payload is the program's own object: it must not be changed. */
export interface PublishedTrace extends TraceEvent {
  readonly payload: unknown;
}

/**
 * Publishes each message on the channel `PREFIX.NAMESPACE` of `node:diagnostics_channel`. Nothing is rendered, and a
 * channel without subscribers costs one test.
 */
export function diagnosticsOutlet(prefix = 'slotbench.trace'): Outlet {
  return {
    open({ namespace }) {
      const own = channel(`${prefix}.${namespace}`);
      return (payload, event) => {
        if (own.hasSubscribers) own.publish({ ...event, payload } satisfies PublishedTrace);
      };
    },
  };
}

/**
 * Traces what others publish on a channel, for example `http.client.request.start` of Node itself; `tracer` gets the
 * published object. Traces until the returned function is called.
 */
export function traceChannel<P>(name: string | symbol, tracer: Tracer<P>): () => void {
  const listen = (published: unknown): void => tracer(published as P);
  subscribe(name, listen);
  return () => {
    unsubscribe(name, listen);
  };
}
