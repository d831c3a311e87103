import type { LocalChainSyncMessage, Peer } from '@slotbench/wire';
import type { ChainDatabase } from '../chain/database.ts';
import { nextInstruction } from '../chain/follower.ts';
import { firstOnChain, wirePoint, wireTip } from '../peers/chain-sync-server.ts';

/** Tells one local client of every change of the current chain, with whole blocks, until it is done or gone. */
export async function serveLocalChain(
  peer: Peer<LocalChainSyncMessage>,
  { database, signal }: { database: ChainDatabase; signal: AbortSignal },
): Promise<void> {
  const follower = database.addFollower();
  try {
    for (;;) {
      const message = await peer.receive();
      if (message.kind === 'Done') return;
      if (message.kind === 'FindIntersect') {
        const shared = firstOnChain(database, message.points);
        if (shared === undefined) {
          await peer.send({ kind: 'IntersectNotFound', tip: wireTip(database) });
          continue;
        }
        follower.position = shared.blockNo;
        follower.rollBack = true;
        await peer.send({ kind: 'IntersectFound', point: shared.point, tip: wireTip(database) });
      } else if (message.kind === 'RequestNext') {
        let instruction = nextInstruction(follower, database.chain);
        if (instruction === undefined) await peer.send({ kind: 'AwaitReply' });
        while (instruction === undefined) {
          await database.changed.wait(signal);
          if (signal.aborted) return;
          instruction = nextInstruction(follower, database.chain);
        }
        const tip = wireTip(database);
        if (instruction.kind === 'rollBackward')
          await peer.send({ kind: 'RollBackward', point: wirePoint(instruction.to), tip });
        else {
          const { hash, place } = instruction.link;
          await peer.send({ kind: 'RollForward', block: await database.blockBytes(hash, place), tip });
        }
      }
    }
  } finally {
    database.removeFollower(follower);
  }
}
