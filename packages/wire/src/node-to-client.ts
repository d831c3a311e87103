import type { Socket } from 'node:net';
import { openPeer } from './driver/peer.ts';
import type { Peer } from './driver/protocol.ts';
import { nodeToClientOffer } from './handshake/node-to-client.ts';
import { runHandshake } from './handshake/peer.ts';
import type { LocalChainSyncMessage } from './local-chain-sync/codec.ts';
import { localChainSyncProtocol } from './local-chain-sync/state.ts';
import type { LocalStateQueryMessage } from './local-state-query/messages.ts';
import { localStateQueryProtocol, RESULT_BYTES } from './local-state-query/state.ts';
import type { LocalTxMonitorMessage } from './local-tx-monitor/messages.ts';
import { localTxMonitorProtocol } from './local-tx-monitor/state.ts';
import type { LocalTxSubmissionMessage } from './local-tx-submission/messages.ts';
import { localTxSubmissionProtocol } from './local-tx-submission/state.ts';
import { type EndReason, Mux, type Side } from './mux/mux.ts';

/** A connection between a node (the responder) and a client on its own machine, over the node's socket. */
export interface NodeToClient {
  /** The node-to-client version, without its bit 15. */
  readonly version: number;
  readonly chainSync: Peer<LocalChainSyncMessage>;
  readonly txSubmission: Peer<LocalTxSubmissionMessage>;
  readonly stateQuery: Peer<LocalStateQueryMessage>;
  readonly txMonitor: Peer<LocalTxMonitorMessage>;
  readonly ended: Promise<EndReason>;
  /** Sends what is queued, then closes; `ended` gives `reason` as an error, or `closed`. */
  close(reason?: Error): void;
}

/** What may wait unread, in bytes: a few messages of each protocol's largest. */
const INGRESS_BYTES = {
  chainSync: 22_000_000,
  txSubmission: 721_424,
  stateQuery: RESULT_BYTES,
  txMonitor: 721_424,
};

/**
 * Runs the handshake (versions 16 to 20) on a connected socket and opens the four protocols. Rejects with a WireError
 * (WIRE_REFUSED, WIRE_TIMEOUT, WIRE_DECODE, WIRE_ENDED ...) after closing the socket.
 */
export async function openNodeToClient(
  socket: Socket,
  { side, magic, signal }: { side: Side; magic: number; signal?: AbortSignal },
): Promise<NodeToClient> {
  const mux = new Mux(socket, { side });
  const onAbort = () => mux.close();
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  mux.ended.then(() => signal?.removeEventListener('abort', onAbort));
  const { version } = await runHandshake(mux, nodeToClientOffer({ magic, query: false }), [
    { ...localChainSyncProtocol, ingressBytes: INGRESS_BYTES.chainSync },
    { ...localTxSubmissionProtocol, ingressBytes: INGRESS_BYTES.txSubmission },
    { ...localStateQueryProtocol, ingressBytes: INGRESS_BYTES.stateQuery },
    { ...localTxMonitorProtocol, ingressBytes: INGRESS_BYTES.txMonitor },
  ]);
  const role = side === 'initiator' ? 'client' : 'server';
  return {
    version: version & 0x7fff,
    chainSync: openPeer(mux, localChainSyncProtocol, role),
    txSubmission: openPeer(mux, localTxSubmissionProtocol, role),
    stateQuery: openPeer(mux, localStateQueryProtocol, role),
    txMonitor: openPeer(mux, localTxMonitorProtocol, role),
    ended: mux.ended,
    close: (reason) => mux.close(reason),
  };
}
