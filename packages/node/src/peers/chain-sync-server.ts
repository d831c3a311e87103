import type { ChainSyncMessage, Peer, Point, Tip } from '@slotbench/wire';
import type { BlockPoint, ChainLink } from '../chain/chain.ts';
import type { ChainDatabase } from '../chain/database.ts';
import { type Instruction, nextInstruction } from '../chain/follower.ts';
import type { ChainSyncTracers } from '../traces/chain-sync.ts';
import type { PeerLabel } from '../traces/render.ts';
import { CONWAY_ERA } from './era.ts';

export interface ChainSyncServer {
  readonly database: ChainDatabase;
  readonly trace: ChainSyncTracers;
  readonly label: PeerLabel;
  readonly signal: AbortSignal;
  /** Called once the peer asks for what follows this header: it has judged it and knows where the block is. */
  onHeaderTaken(link: ChainLink): void;
}

/** Tells one downstream peer of every change of the current chain, until it is done or the connection ends. */
export async function serveChainSync(peer: Peer<ChainSyncMessage>, o: ChainSyncServer): Promise<void> {
  const follower = o.database.addFollower();
  let sent: ChainLink | undefined;
  try {
    for (;;) {
      const message = await peer.receive();
      if (message.kind === 'Done') return;
      if (message.kind === 'FindIntersect') {
        const shared = firstOnChain(o.database, message.points);
        if (shared === undefined) {
          await peer.send({ kind: 'IntersectNotFound', tip: wireTip(o.database) });
          continue;
        }
        follower.position = shared.blockNo;
        follower.rollBack = true;
        await peer.send({ kind: 'IntersectFound', point: shared.point, tip: wireTip(o.database) });
      } else if (message.kind === 'RequestNext') {
        if (sent !== undefined) o.onHeaderTaken(sent);
        let instruction = nextInstruction(follower, o.database.chain);
        const blockingRead = instruction === undefined;
        if (blockingRead) await peer.send({ kind: 'AwaitReply' });
        while (instruction === undefined) {
          await o.database.changed.wait(o.signal);
          if (o.signal.aborted) return;
          instruction = nextInstruction(follower, o.database.chain);
        }
        await sendInstruction(peer, o, instruction, blockingRead);
        sent = instruction.kind === 'rollForward' ? instruction.link : undefined;
      }
    }
  } finally {
    o.database.removeFollower(follower);
  }
}

async function sendInstruction(
  peer: Peer<ChainSyncMessage>,
  o: ChainSyncServer,
  instruction: Instruction,
  blockingRead: boolean,
): Promise<void> {
  const { database, label } = o;
  const link = instruction.kind === 'rollForward' ? instruction.link : undefined;
  const header = link === undefined ? undefined : await database.headerBytes(link);
  const update = {
    tip: { point: database.chain.head, blockNo: database.chain.tipBlockNo },
    change:
      instruction.kind === 'rollForward'
        ? ({ kind: 'addBlock', point: instruction.link } as const)
        : ({ kind: 'rollBackTo', point: instruction.to } as const),
    blockingRead,
    peer: label,
  };
  o.trace.serverUpdate({ ...update, risingEdge: true });
  if (header !== undefined)
    await peer.send({
      kind: 'RollForward',
      header: { era: CONWAY_ERA, bytes: header },
      tip: wireTip(database),
    });
  else if (instruction.kind === 'rollBackward')
    await peer.send({ kind: 'RollBackward', point: wirePoint(instruction.to), tip: wireTip(database) });
  o.trace.serverUpdate({ ...update, risingEdge: false });
}

export function firstOnChain(
  database: ChainDatabase,
  points: readonly Point[],
): { point: Point; blockNo: number } | undefined {
  const { chain } = database;
  for (const point of points) {
    const blockNo = chain.numberOf(point.kind === 'origin' ? undefined : point.hash);
    if (blockNo === undefined) continue;
    if (point.kind === 'origin' || chain.pointAt(blockNo)?.slot === point.slot) return { point, blockNo };
  }
  return undefined;
}

export function wirePoint(point: BlockPoint | undefined): Point {
  return point === undefined ? { kind: 'origin' } : { kind: 'block', slot: point.slot, hash: point.hash };
}

export function wireTip({ chain: { head } }: ChainDatabase): Tip {
  return { point: wirePoint(head), blockNo: head?.blockNo ?? 0 };
}
