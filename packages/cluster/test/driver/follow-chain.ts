import { type Block, decodeBlock } from '@slotbench/ledger';
import { connectSocket, openNodeToClient } from '@slotbench/wire';

/** Calls for every change of the chain of a node's socket, until `stop`. `anchor` is the block that the node's chain goes on from. */
export async function followChain(
  path: string,
  o: {
    magic: number;
    anchor: { slot: number; hash: string };
    onBlock: (block: Block) => void;
    /** The blocks after this slot are gone. */
    onRollback: (slot: number) => void;
  },
): Promise<{ stop(): void; readonly ended: Promise<void> }> {
  const client = await openNodeToClient(await connectSocket({ kind: 'unix', path }), {
    side: 'initiator',
    magic: o.magic,
  });
  const { chainSync } = client;
  await chainSync.send({
    kind: 'FindIntersect',
    points: [{ kind: 'block', slot: o.anchor.slot, hash: o.anchor.hash }],
  });
  const found = await chainSync.receive();
  if (found.kind !== 'IntersectFound') throw new Error(`the node does not know the anchor: ${found.kind}`);
  const follow = async () => {
    for (;;) {
      await chainSync.send({ kind: 'RequestNext' });
      let next = await chainSync.receive();
      if (next.kind === 'AwaitReply') next = await chainSync.receive();
      if (next.kind === 'RollForward') o.onBlock(decodeBlock(next.block));
      else if (next.kind === 'RollBackward' && next.point.kind === 'block') o.onRollback(next.point.slot);
    }
  };
  return { stop: () => client.close(), ended: follow().catch(() => {}) };
}
