import { decodeHeader, type Header } from '@slotbench/ledger';
import type { ChainSyncMessage, Peer, Point } from '@slotbench/wire';
import type { ChainDatabase } from '../chain/database.ts';
import type { ChainSyncTracers } from '../traces/chain-sync.ts';
import type { PeerLabel } from '../traces/render.ts';
import { wirePoint } from './chain-sync-server.ts';
import { CONWAY_ERA } from './era.ts';
import { PeerFault } from './peer-fault.ts';

export interface ChainSyncClient {
  readonly database: ChainDatabase;
  readonly trace: ChainSyncTracers;
  readonly label: PeerLabel;
  /** The slot now: headers of slots that are yet to come are refused. */
  currentSlot(): number;
  /** Headers may be this many blocks ahead of our tip; then we wait for the blocks. */
  readonly maxLead: number;
  readonly signal: AbortSignal;
  /** The validated chain of the peer has this tip now (undefined: the genesis). */
  onCandidate(tip: string | undefined): void;
}

/** Clocks of different machines may differ; a header may be this many slots early. Source: cardano-node allows 2 s. */
const EARLY_SLOTS = 2;

/**
 * Follows the chain of one upstream peer and validates its headers. Throws when the connection is over, or when the
 * peer sends what breaks a rule.
 */
export async function followChain(peer: Peer<ChainSyncMessage>, o: ChainSyncClient): Promise<void> {
  const { database } = o;
  let candidate = await findIntersection(peer, o);
  o.trace.foundIntersection({ peer: o.label });
  o.onCandidate(candidate);
  for (;;) {
    await peer.send({ kind: 'RequestNext' });
    let message = await peer.receive();
    if (message.kind === 'AwaitReply') message = await peer.receive();
    if (message.kind === 'RollForward') {
      const { hash, blockNo } = acceptHeader(message.header, candidate, o);
      candidate = hash;
      o.onCandidate(candidate);
      while (blockNo > database.chain.tipBlockNo + o.maxLead && !o.signal.aborted)
        await database.changed.wait(o.signal);
    } else if (message.kind === 'RollBackward') {
      const { point } = message;
      const hash = point.kind === 'origin' ? undefined : point.hash;
      if (!database.knows(hash))
        throw new PeerFault(
          `rolled back to a block that is not known or older than k blocks: ${showPoint(point)}`,
        );
      candidate = hash;
      o.trace.rolledBack({ point: point.kind === 'origin' ? undefined : point, peer: o.label });
      o.onCandidate(candidate);
    }
  }
}

async function findIntersection(
  peer: Peer<ChainSyncMessage>,
  { database }: ChainSyncClient,
): Promise<string | undefined> {
  const { chain } = database;
  const points: Point[] = chain.intersectionPoints().map(wirePoint);
  await peer.send({ kind: 'FindIntersect', points });
  const answer = await peer.receive();
  if (answer.kind !== 'IntersectFound')
    throw new PeerFault(`the chains share no block, not even ${showPoint(wirePoint(chain.origin))}`);
  const { point } = answer;
  const hash = point.kind === 'origin' ? undefined : point.hash;
  if (!database.knows(hash))
    throw new PeerFault(
      `the chains part more than k = ${database.securityParam} blocks below our tip, at ${showPoint(point)}`,
    );
  return hash;
}

function acceptHeader(
  sent: { era: number; bytes: Uint8Array },
  parent: string | undefined,
  o: ChainSyncClient,
): Header {
  if (sent.era !== CONWAY_ERA)
    throw new PeerFault(`a header of era ${sent.era}; this node knows only Conway (${CONWAY_ERA})`);
  const header = decodeHeader(sent.bytes);
  const { slot, hash, blockNo } = header;
  o.trace.downloadedHeader({ slot, hash, blockNo, peer: o.label });
  if (header.prevHash !== parent)
    throw new PeerFault(
      `header ${hash} follows ${header.prevHash ?? 'the genesis'}, not ${parent ?? 'the genesis'}`,
    );
  if (slot > o.currentSlot() + EARLY_SLOTS)
    throw new PeerFault(`header ${hash} is of slot ${slot}, but now is slot ${o.currentSlot()}`);
  // A peer that is far behind sends what our chain has had for long.
  const fault = o.database.chain.numberOf(hash) === undefined ? o.database.headers.admit(header) : undefined;
  if (fault !== undefined) throw new PeerFault(`header ${hash} is invalid: ${fault}`);
  o.trace.validatedHeader({ hash, peer: o.label });
  return header;
}

function showPoint(point: Point): string {
  return point.kind === 'origin' ? 'the genesis' : `${point.hash}@${point.slot}`;
}
