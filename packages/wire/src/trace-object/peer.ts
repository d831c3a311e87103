import type { Peer } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import type { TraceObject, TraceObjectBatch, TraceObjectMessage } from './messages.ts';

/** Where a forwarder's objects come from. */
export interface ObjectSource {
  /** Removes and returns at most `max` objects, oldest first; [] if there is none. */
  takeObjects(max: number): TraceObject[];
  /** Resolves once at least one object is queued, or when the signal aborts. */
  untilObjects(signal: AbortSignal): Promise<void>;
}

/**
 * Forwarder: answers requests until Done, the end of the connection (rejects) or `signal` (resolves).
 * Objects are taken only when they can be sent at once; a connection that breaks then loses that reply.
 */
export async function serveObjects(
  peer: Peer<TraceObjectMessage>,
  source: ObjectSource,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const request = await peer.receive();
    if (request.kind !== 'Request') return;
    const { blocking, count } = request;
    // A blocking request for nothing has no legal answer; the reference spins on it (trap 18).
    if (blocking && count === 0)
      throw illegalMessage('trace-object', 'Idle', request.kind, 'a blocking request of at least one object');
    if (signal.aborted) return;
    let objects = source.takeObjects(count);
    while (blocking && objects.length === 0) {
      await source.untilObjects(signal);
      if (signal.aborted) return;
      objects = source.takeObjects(count);
    }
    await peer.send({ kind: 'Reply', objects });
  }
}

/**
 * Acceptor: asks for `count` objects, hands each reply to `onObjects` and waits for it before it asks again,
 * so that slow handling reaches the forwarder's queue. Rejects when the connection ends.
 */
export async function pullObjects(
  peer: Peer<TraceObjectMessage<TraceObjectBatch>>,
  count: number,
  onObjects: (batch: TraceObjectBatch) => void | Promise<void>,
): Promise<never> {
  for (;;) {
    await peer.send({ kind: 'Request', blocking: true, count });
    const reply = await peer.receive();
    if (reply.kind !== 'Reply') continue;
    const handling = onObjects(reply.objects);
    if (handling !== undefined) await handling;
  }
}
