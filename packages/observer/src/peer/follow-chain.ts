import { decodeEraHeader, eraOfIndex } from '@slotbench/ledger';
import type { ChainSyncMessage, Peer, Tip, WireHeader } from '@slotbench/wire';
import type { Clock } from '../clock.ts';
import type { PeerObservation } from '../log/observation.ts';
import { type Allowance, createAllowance } from './allowance.ts';
import type { ChainLink, ObservedChain } from './observed-chain.ts';
import { PeerFault } from './peer-fault.ts';

export interface ChainFollower {
  readonly node: string;
  readonly chain: ObservedChain;
  readonly k: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  record(ns: number, observation: PeerObservation): void;
  /** A header that the node has just offered. */
  onHeader(link: ChainLink): void;
}

/** A node that follows from an anchor may not have a point yet that it gives as its tip. */
const INTERSECT_ATTEMPTS = 10;
const INTERSECT_PAUSE_MS = 1_000;
/** How long a tip may be ahead of what the node offers before it counts as a lie. */
const TIP_PATIENCE_MS = 10_000;
/** Headers that came while we did not follow: asked for at this pace, and not more than so many. */
const CATCH_UP_PER_SECOND = 1_000;
const CATCH_UP_HEADERS = 20_000;
/** Messages at the tip, beyond a switch of k blocks: no network has a block in less than 0.05 s all the time. */
const TIP_PER_SECOND = 20;

/**
 * Follows what a node offers, from its tip on or from where an interruption left off. One request is always open: what is offered
 * at the tip is pushed. Never resolves; rejects with WireError or PeerFault.
 */
export async function followChain(peer: Peer<ChainSyncMessage>, o: ChainFollower): Promise<never> {
  const { chain, clock, node } = o;
  let tip = await findIntersect(peer, o);
  const { head } = chain;
  o.record(clock.nowNs(), {
    kind: 'following',
    node,
    slot: head?.slot ?? null,
    block: head?.block ?? null,
    hash: head?.hash ?? null,
  });
  let atTip = false;
  let late = 0;
  let pace: Allowance = createAllowance({ perSecond: CATCH_UP_PER_SECOND, burst: CATCH_UP_PER_SECOND });
  for (;;) {
    const askedNs = clock.nowNs();
    await peer.send({ kind: 'RequestNext' });
    let message = await peer.receive();
    const pushed = message.kind === 'AwaitReply';
    if (pushed) {
      if (!atTip) pace = createAllowance({ perSecond: TIP_PER_SECOND, burst: 2 * o.k + 200 });
      atTip = true;
      message = await receiveAtTip(peer, o, tip);
    }
    const ns = clock.nowNs();
    if (message.kind === 'RollForward') {
      const { link, prev, pool, bodyBytes } = readHeader(message.header);
      tip = message.tip;
      chain.forward(link, prev, tip.blockNo);
      const how = pushed ? 'pushed' : atTip ? 'asked' : 'late';
      if (how === 'late' && ++late > CATCH_UP_HEADERS) {
        throw new PeerFault('flood', `it offers more than ${CATCH_UP_HEADERS} headers to catch up with`);
      }
      o.record(ns, { kind: 'header', node, ...link, how, askedNs, pool, bodyBytes, tipBlock: tip.blockNo });
      if (how !== 'late') o.onHeader(link);
    } else if (message.kind === 'RollBackward') {
      const { point } = message;
      tip = message.tip;
      const depth = chain.backward(point);
      const [slot, hash] = point.kind === 'origin' ? [null, null] : [point.slot, point.hash];
      // The first answer after an intersection is the order to go back to it.
      if (depth > 0) o.record(ns, { kind: 'rollback', node, slot, hash, depth, tipBlock: tip.blockNo });
    }
    const waitMs = pace.take(ns);
    if (waitMs > 0 && atTip)
      throw new PeerFault('flood', `more than ${TIP_PER_SECOND} headers and rollbacks a second at its tip`);
    if (waitMs > 0) await clock.sleep(waitMs, o.signal);
  }
}

async function findIntersect(
  peer: Peer<ChainSyncMessage>,
  { chain, clock, signal }: ChainFollower,
): Promise<Tip> {
  const known = chain.points();
  if (known.length > 0) {
    await peer.send({ kind: 'FindIntersect', points: known });
    const answer = await peer.receive();
    if (answer.kind === 'IntersectFound') {
      chain.backward(answer.point);
      return answer.tip;
    }
  }
  await peer.send({ kind: 'FindIntersect', points: [{ kind: 'origin' }] });
  for (let attempt = 0; ; attempt++) {
    const answer = await peer.receive();
    if (answer.kind !== 'IntersectFound' && answer.kind !== 'IntersectNotFound')
      throw new PeerFault('protocol', `it answers ${answer.kind} to a search for an intersection`);
    const { point, blockNo } = answer.tip;
    if (answer.kind === 'IntersectFound' && same(answer.point, point)) {
      chain.startAt(
        point.kind === 'origin' ? undefined : { slot: point.slot, hash: point.hash, block: blockNo },
      );
      return answer.tip;
    }
    if (attempt === INTERSECT_ATTEMPTS)
      throw new PeerFault('tip', 'it does not know the point that it gives as its tip');
    if (attempt > 0) await clock.sleep(INTERSECT_PAUSE_MS, signal);
    await peer.send({ kind: 'FindIntersect', points: [point] });
  }
}

/** The next message of a node that has nothing more to offer: then its tip is what it offered last. */
async function receiveAtTip(
  peer: Peer<ChainSyncMessage>,
  { chain, clock, signal }: ChainFollower,
  tip: Tip,
): Promise<ChainSyncMessage> {
  const offered = chain.head?.block ?? 0;
  const waiting = peer.receive();
  if (tip.blockNo <= offered) return await waiting;
  const came = new AbortController();
  const patience = clock.sleep(TIP_PATIENCE_MS, AbortSignal.any([signal, came.signal])).then(() => {
    if (came.signal.aborted || signal.aborted) return;
    throw new PeerFault(
      'tip',
      `it says that its tip is block ${tip.blockNo} and offers nothing after ${offered}`,
    );
  });
  // The loser of the race is told off when the connection ends.
  waiting.catch(() => {});
  const first = await Promise.race([waiting, patience.then(() => waiting)]).finally(() => came.abort());
  return first;
}

function readHeader({ era, bytes }: WireHeader): {
  link: ChainLink;
  prev: string | undefined;
  pool: string;
  bodyBytes: number;
} {
  const name = eraOfIndex(era);
  try {
    const read = name === undefined ? undefined : decodeEraHeader(name, bytes);
    if (read?.kind !== 'read') throw new Error(`era ${name ?? era} is not read`);
    const { slot, blockNo, hash, prevHash, poolId, bodySize } = read.header;
    return { link: { slot, block: blockNo, hash }, prev: prevHash, pool: poolId, bodyBytes: bodySize };
  } catch (error) {
    throw new PeerFault('garbage', `it offers a header that cannot be read: ${(error as Error).message}`);
  }
}

function same(a: Tip['point'], b: Tip['point']): boolean {
  return a.kind === 'origin' ? b.kind === 'origin' : b.kind === 'block' && a.hash === b.hash;
}
