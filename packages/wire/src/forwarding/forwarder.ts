import type { Socket } from 'node:net';
import { serveDataPoints } from '../data-point/peer.ts';
import { openPeer } from '../driver/peer.ts';
import type { Metric } from '../ekg/messages.ts';
import { serveMetrics } from '../ekg/peer.ts';
import { forwardingOffer } from '../handshake/forwarding.ts';
import { runHandshake } from '../handshake/peer.ts';
import { type EndReason, Mux, type Side } from '../mux/mux.ts';
import { type ObjectSource, serveObjects } from '../trace-object/peer.ts';
import { forwarderProtocols } from './protocols.ts';

/** What a forwarder hands out. `NodeInfo` must be among the data points before the first connection (§4.5). */
export interface ForwarderSource extends ObjectSource {
  /** Every metric with its current value. */
  metrics(): Iterable<Metric>;
  /** JSON text, or undefined for a name that is not known. */
  dataPoint(name: string): string | undefined;
}

export interface ForwarderOptions {
  readonly side: Side;
  /** Network magic; both sides must have the same. */
  readonly magic: number;
  readonly source: ForwarderSource;
  /** `legacy` for an acceptor of cardano-node 8.2 or older: neither side reads the other's objects (§8). */
  readonly objectLayout?: 'current' | 'legacy';
  /** Ends the connection; what was sent before still goes out. */
  readonly signal: AbortSignal;
}

/**
 * Serves one acceptor on a connected socket until either side ends. Never rejects. An acceptor's Done counts
 * as the peer's end. Source: trace-forward protocol §4.6.
 */
export function runForwarder(socket: Socket, options: ForwarderOptions): Promise<EndReason> {
  return serveAcceptor(socket, options, () => {});
}

/** `runForwarder` that says when the handshake has succeeded. */
export async function serveAcceptor(
  socket: Socket,
  { side, magic, source, signal, objectLayout }: ForwarderOptions,
  onReady: () => void,
): Promise<EndReason> {
  const mux = new Mux(socket, { side });
  const over = new AbortController();
  mux.ended.then(() => over.abort());
  const onAbort = () => mux.close();
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const protocols = forwarderProtocols({ layout: objectLayout ?? 'current' });
    await runHandshake(mux, forwardingOffer(magic), protocols.mux);
    onReady();
    await Promise.race([
      serveObjects(openPeer(mux, protocols.traceObject, 'server'), source, over.signal),
      serveMetrics(openPeer(mux, protocols.ekg, 'server'), () => source.metrics()),
      serveDataPoints(openPeer(mux, protocols.dataPoint, 'server'), (name) => source.dataPoint(name)),
    ]);
    if (mux.reason === undefined) {
      mux.close();
      return { kind: 'eof' };
    }
  } catch (error) {
    mux.fail(error as Error);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return mux.ended;
}
