import type { NodeToNode } from '@slotbench/wire';
import type { PeerLabel } from '../traces/render.ts';
import { serveBlocks } from './block-fetch-server.ts';
import { serveChainSync } from './chain-sync-server.ts';
import { serveKeepAlive } from './keep-alive.ts';
import type { PeerServices } from './services.ts';
import { collectTxs } from './tx-inbound.ts';

/** How far one downstream peer is: the node ends only when its tip has reached them. */
export interface Served {
  /** The last header that it was sent and asked beyond. */
  header: string | undefined;
  /** The last block that it was sent. */
  block: string | undefined;
}

/** Serves chain and blocks to a peer that connected to us, and takes its transactions, until the connection ends. */
export async function serveDownstream(
  connection: NodeToNode,
  o: { services: PeerServices; label: PeerLabel; served: Served; signal: AbortSignal },
): Promise<void> {
  const { services, label, served, signal } = o;
  const { database, mempool, underway, trace } = services;
  await Promise.all([
    serveChainSync(connection.chainSync, {
      database,
      trace: trace.chainSync,
      label,
      signal,
      onHeaderTaken: ({ hash }) => {
        served.header = hash;
      },
    }),
    serveBlocks(connection.blockFetch, {
      database,
      trace: trace.blockFetch,
      label,
      onBlockSent: (hash) => {
        served.block = hash;
      },
    }),
    serveKeepAlive(connection.keepAlive),
    collectTxs(connection.txSubmission, { mempool, underway, trace: trace.transactions, label, signal }),
  ]);
}
