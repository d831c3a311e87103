import type { Peer, TxSubmissionMessage } from '@slotbench/wire';
import type { Mempool } from '../mempool.ts';
import type { PeerLabel } from '../traces/render.ts';
import type { TransactionTracers } from '../traces/transactions.ts';
import { CONWAY_ERA } from './era.ts';
import { PeerFault } from './peer-fault.ts';

export interface TxOutbound {
  readonly mempool: Mempool;
  readonly trace: TransactionTracers;
  readonly label: PeerLabel;
  readonly signal: AbortSignal;
}

/** At most this many ids may be unacknowledged. Source: ouroboros-network, `txSubmissionMaxUnacked`. */
const MAX_UNACKNOWLEDGED = 10;

/** Offers the transactions of the own mempool, each once, to a peer that we follow; ends with the connection. */
export async function provideTxs(peer: Peer<TxSubmissionMessage>, o: TxOutbound): Promise<void> {
  const unacknowledged: string[] = [];
  let ticket = -1;
  await peer.send({ kind: 'Init' });
  for (;;) {
    const message = await peer.receive();
    if (message.kind === 'RequestTxIds') {
      if (message.ack > unacknowledged.length)
        throw new PeerFault(`${message.ack} ids acknowledged, but only ${unacknowledged.length} are open`);
      unacknowledged.splice(0, message.ack);
      if (unacknowledged.length + message.req > MAX_UNACKNOWLEDGED)
        throw new PeerFault(`${message.req} more ids asked for, at most ${MAX_UNACKNOWLEDGED} may be open`);
      if (message.blocking !== (unacknowledged.length === 0))
        throw new PeerFault('a request must block if, and only if, no id is open');
      o.trace.outboundRequest({ ids: [], peer: o.label });
      let offered = o.mempool.after(ticket, message.req);
      while (message.blocking && offered.length === 0) {
        await o.mempool.added.wait(o.signal);
        if (o.signal.aborted) return;
        offered = o.mempool.after(ticket, message.req);
      }
      ticket = offered.at(-1)?.ticket ?? ticket;
      unacknowledged.push(...offered.map(({ tx }) => tx.id));
      await peer.send({
        kind: 'ReplyTxIds',
        ids: offered.map(({ tx }) => ({
          txId: { era: CONWAY_ERA, id: tx.id },
          sizeBytes: wireSize(tx.bytes.length),
        })),
      });
    } else if (message.kind === 'RequestTxs') {
      const ids = message.ids.map(({ id }) => id);
      o.trace.outboundRequest({ ids, peer: o.label });
      const txs = ids.flatMap((id) => o.mempool.get(id) ?? []);
      await peer.send({ kind: 'ReplyTxs', txs: txs.map(({ bytes }) => ({ era: CONWAY_ERA, bytes })) });
      o.trace.outboundReply({ ids: txs.map(({ id }) => id), peer: o.label });
    }
  }
}

/** `[era, #6.24(bytes)]`: two heads of one byte, the tag's two, and the head of the byte string. */
function wireSize(txBytes: number): number {
  return 4 + (txBytes < 24 ? 1 : txBytes < 0x100 ? 2 : txBytes < 0x1_0000 ? 3 : 5) + txBytes;
}
