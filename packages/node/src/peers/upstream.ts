import type { NodeToNode } from '@slotbench/wire';
import { slotAt } from '../slot-clock.ts';
import type { PeerLabel } from '../traces/render.ts';
import { followChain } from './chain-sync-client.ts';
import { keepAlive } from './keep-alive.ts';
import type { PeerServices } from './services.ts';
import { provideTxs } from './tx-outbound.ts';

/** Headers of so many blocks are taken ahead of the blocks: about 1 MB a peer. */
const MAX_LEAD_BLOCKS = 1_000;

/** Follows the chain of a peer that we connected to and offers it our transactions, until the connection ends. */
export async function followUpstream(
  connection: NodeToNode,
  o: { services: PeerServices; label: PeerLabel; signal: AbortSignal },
): Promise<void> {
  const { services, label, signal } = o;
  const { database, mempool, fetchLogic, clock, genesis, trace } = services;
  const fetching = fetchLogic.addPeer({
    peer: connection.blockFetch,
    label,
    fail: (error) => connection.close(error),
  });
  try {
    await Promise.all([
      followChain(connection.chainSync, {
        database,
        trace: trace.chainSync,
        label,
        maxLead: MAX_LEAD_BLOCKS,
        signal,
        currentSlot: () => slotAt(genesis, clock.nowMs()),
        onCandidate: fetching.setCandidate,
      }),
      provideTxs(connection.txSubmission, { mempool, trace: trace.transactions, label, signal }),
      keepAlive(connection.keepAlive, { clock, trace: trace.network, address: connection.remote, signal }),
    ]);
  } finally {
    fetching.remove();
  }
}
