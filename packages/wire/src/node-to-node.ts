import type { Socket } from 'node:net';
import type { BlockFetchMessage } from './block-fetch/messages.ts';
import { blockFetchProtocol } from './block-fetch/state.ts';
import type { ChainSyncMessage } from './chain-sync/messages.ts';
import { chainSyncProtocol } from './chain-sync/state.ts';
import { openPeer } from './driver/peer.ts';
import type { Peer } from './driver/protocol.ts';
import { nodeToNodeOffer } from './handshake/node-to-node.ts';
import { runHandshake } from './handshake/peer.ts';
import type { KeepAliveMessage } from './keep-alive/messages.ts';
import { keepAliveProtocol } from './keep-alive/state.ts';
import { type EndReason, Mux, type Side } from './mux/mux.ts';
import type { TxSubmissionMessage } from './tx-submission/messages.ts';
import { txSubmissionProtocol } from './tx-submission/state.ts';

/**
 * A node-to-node connection. Roles follow from `side`: the initiator is the client of chain-sync, block-fetch
 * and keep-alive and provides transactions; the responder serves. What is not used costs nothing: messages of
 * an idle protocol wait, within its bound.
 */
export interface NodeToNode {
  readonly side: Side;
  readonly version: number;
  /** `host:port` of the other side; `unix` on a unix socket. */
  readonly remote: string;
  readonly chainSync: Peer<ChainSyncMessage>;
  readonly blockFetch: Peer<BlockFetchMessage>;
  readonly txSubmission: Peer<TxSubmissionMessage>;
  readonly keepAlive: Peer<KeepAliveMessage>;
  readonly ended: Promise<EndReason>;
  /** Sends what is queued, then closes; `ended` gives `reason` as an error, or `closed`. */
  close(reason?: Error): void;
}

export interface NodeToNodeOptions {
  readonly side: Side;
  readonly magic: number;
  /** Default true: this connection runs one instance of each protocol, so the responder must not start its own. */
  readonly initiatorOnly?: boolean;
  /** Closes the connection. */
  readonly signal?: AbortSignal;
  /** What the peer sends is taken this much later, as if the link were longer; for experiments. */
  readonly inboundDelayMs?: number;
}

/** What may wait unread, in bytes: §11.2 (300 pipelined headers; 100 blocks; 10 transactions; each + 10 %). */
const INGRESS_BYTES = { chainSync: 462_000, blockFetch: 22_000_000, txSubmission: 721_424, keepAlive: 1_548 };

/**
 * Runs the handshake (version 14) on a connected socket and opens the four protocols. Rejects with a WireError
 * (WIRE_REFUSED, WIRE_TIMEOUT, WIRE_DECODE, WIRE_ENDED ...) after closing the socket.
 */
export async function openNodeToNode(socket: Socket, options: NodeToNodeOptions): Promise<NodeToNode> {
  const { side, magic, initiatorOnly = true, signal, inboundDelayMs = 0 } = options;
  const remote = socket.remoteAddress === undefined ? 'unix' : `${socket.remoteAddress}:${socket.remotePort}`;
  const mux = new Mux(socket, { side, inboundDelayMs });
  const onAbort = () => mux.close();
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  mux.ended.then(() => signal?.removeEventListener('abort', onAbort));

  const { version } = await runHandshake(
    mux,
    nodeToNodeOffer({ magic, initiatorOnly, peerSharing: false, query: false }),
    [
      { ...chainSyncProtocol, ingressBytes: INGRESS_BYTES.chainSync },
      { ...blockFetchProtocol, ingressBytes: INGRESS_BYTES.blockFetch },
      { ...txSubmissionProtocol, ingressBytes: INGRESS_BYTES.txSubmission },
      { ...keepAliveProtocol, ingressBytes: INGRESS_BYTES.keepAlive },
    ],
  );
  const role = side === 'initiator' ? 'client' : 'server';
  return {
    side,
    version,
    remote,
    chainSync: openPeer(mux, chainSyncProtocol, role),
    blockFetch: openPeer(mux, blockFetchProtocol, role),
    txSubmission: openPeer(mux, txSubmissionProtocol, role),
    keepAlive: openPeer(mux, keepAliveProtocol, role),
    ended: mux.ended,
    close: (reason) => mux.close(reason),
  };
}
