import type { BlockFetchMessage, Peer } from '@slotbench/wire';
import type { ChainDatabase } from '../chain/database.ts';
import type { BlockFetchTracers } from '../traces/block-fetch.ts';
import type { PeerLabel } from '../traces/render.ts';

export interface BlockFetchServer {
  readonly database: ChainDatabase;
  readonly trace: BlockFetchTracers;
  readonly label: PeerLabel;
  onBlockSent(hash: string): void;
}

/** Serves ranges of blocks of the current chain or of a fork that is still stored, until the peer is done. */
export async function serveBlocks(peer: Peer<BlockFetchMessage>, o: BlockFetchServer): Promise<void> {
  for (;;) {
    const message = await peer.receive();
    if (message.kind !== 'RequestRange') return;
    const { from, to } = message;
    const range =
      from.kind === 'block' && to.kind === 'block' ? o.database.range(from.hash, to.hash) : undefined;
    if (range === undefined) {
      await peer.send({ kind: 'NoBlocks' });
      continue;
    }
    await peer.send({ kind: 'StartBatch' });
    for (const { hash, blockNo, place } of range) {
      const bytes = await o.database.blockBytes(hash, place);
      o.trace.sendBlock({ hash, blockNo, peer: o.label });
      await peer.send({ kind: 'Block', bytes });
      o.onBlockSent(hash);
    }
    await peer.send({ kind: 'BatchDone' });
  }
}
