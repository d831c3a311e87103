import { decodeTx, type Tx } from '@slotbench/ledger';
import type { Peer, TxSubmissionMessage } from '@slotbench/wire';
import type { Mempool } from '../mempool.ts';
import type { PeerLabel } from '../traces/render.ts';
import type { TransactionTracers } from '../traces/transactions.ts';
import { PeerFault } from './peer-fault.ts';

export interface TxInbound {
  readonly mempool: Mempool;
  /** Ids that were asked of some peer and have not arrived yet: each is asked of one peer at a time. */
  readonly underway: Set<string>;
  readonly trace: TransactionTracers;
  readonly label: PeerLabel;
  readonly signal: AbortSignal;
}

/** Ids asked for at once, and open at most. Source: ouroboros-network, `txSubmissionMaxUnacked`. */
const WINDOW = 10;
/** Advertised and real size of a transaction may differ by this much. Source: tx-submission v2, inbound. */
const SIZE_SLACK_BYTES = 32;

/**
 * Collects transactions from a downstream peer: asks for ids, fetches those that are new, validates and adds them.
 * While the mempool is full nothing more is asked for. Returns when the peer is done; throws on a broken rule.
 */
export async function collectTxs(peer: Peer<TxSubmissionMessage>, o: TxInbound): Promise<void> {
  await peer.receive(); // Init; the state machine allows nothing else
  let acknowledge = 0;
  for (;;) {
    await o.mempool.untilRoom(o.signal, {
      onFull: () => o.trace.cannotRequestMoreTxs({ count: acknowledge, peer: o.label }),
      onRoom: () => o.trace.canRequestMoreTxs({ count: WINDOW, peer: o.label }),
    });
    if (o.signal.aborted) return;
    // Every round acknowledges all ids of the one before, so every request blocks.
    await peer.send({ kind: 'RequestTxIds', blocking: true, ack: acknowledge, req: WINDOW });
    const reply = await peer.receive();
    if (reply.kind !== 'ReplyTxIds') {
      o.trace.inboundTerminated({ peer: o.label });
      return;
    }
    if (reply.ids.length > WINDOW)
      throw new PeerFault(`${reply.ids.length} ids where ${WINDOW} were asked for`);
    acknowledge = reply.ids.length;
    const wanted = reply.ids.filter(({ txId: { id } }) => !o.mempool.knows(id) && !o.underway.has(id));
    if (wanted.length > 0) await fetchTxs(peer, wanted, o);
  }
}

type Offer = (TxSubmissionMessage & { kind: 'ReplyTxIds' })['ids'][number];

async function fetchTxs(
  peer: Peer<TxSubmissionMessage>,
  wanted: readonly Offer[],
  o: TxInbound,
): Promise<void> {
  const offers = new Map(wanted.map((offer) => [offer.txId.id, offer]));
  for (const id of offers.keys()) o.underway.add(id);
  try {
    await peer.send({ kind: 'RequestTxs', ids: wanted.map(({ txId }) => txId) });
    const reply = await peer.receive();
    if (reply.kind !== 'ReplyTxs') throw new PeerFault(`${reply.kind} in answer to RequestTxs`);
    const txs = reply.txs.map(({ bytes }) => checkedTx(bytes, offers));
    o.trace.collected({ count: txs.length, peer: o.label });
    let accepted = 0;
    for (const tx of txs) {
      if ((await o.mempool.addWhenRoom(tx, o.signal)) === 'added') accepted++;
      o.underway.delete(tx.id);
    }
    o.trace.processed({ accepted, rejected: txs.length - accepted, peer: o.label });
  } finally {
    for (const id of offers.keys()) o.underway.delete(id);
  }
}

function checkedTx(bytes: Uint8Array, offers: Map<string, Offer>): Tx {
  const tx = decodeTx(bytes);
  const offer = offers.get(tx.id);
  if (offer === undefined) throw new PeerFault(`transaction ${tx.id} was not asked for`);
  if (Math.abs(offer.sizeBytes - bytes.length) > SIZE_SLACK_BYTES)
    throw new PeerFault(`transaction ${tx.id} has ${bytes.length} bytes, ${offer.sizeBytes} were announced`);
  offers.delete(tx.id);
  return tx;
}
