import { Writer } from '@slotbench/cbor';
import { decodeTx } from '@slotbench/ledger';
import type { LocalTxSubmissionMessage, Peer } from '@slotbench/wire';
import type { Mempool } from '../mempool.ts';
import { CONWAY_ERA } from '../peers/era.ts';
import { isPeersFault } from '../peers/peer-fault.ts';

/**
 * Takes the transactions of one local client into the mempool; one that waits there already is accepted again. While the mempool is
 * full the client waits for its answer. A rejection is `[6, text]`: this ledger's own words, not cardano-ledger's encoding of them.
 */
export async function serveTxSubmission(
  peer: Peer<LocalTxSubmissionMessage>,
  { mempool, signal }: { mempool: Mempool; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const message = await peer.receive();
    if (message.kind !== 'SubmitTx') return;
    const fault = await submit(message, mempool, signal);
    if (fault === undefined) await peer.send({ kind: 'AcceptTx' });
    else {
      const reason = new Writer().array(2).uint(CONWAY_ERA).text(fault).finish();
      await peer.send({ kind: 'RejectTx', reason });
    }
  }
}

async function submit(
  { era, bytes }: { era: number; bytes: Uint8Array },
  mempool: Mempool,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (era !== CONWAY_ERA) return `a transaction of era ${era}; the ledger is in Conway (${CONWAY_ERA})`;
  let fault: string | undefined;
  try {
    const tx = decodeTx(bytes);
    const result = await mempool.addWhenRoom(tx, signal, (error) => {
      fault = error;
    });
    if (result === 'known' && mempool.get(tx.id) === undefined)
      return 'inputs already spent: a block of the chain holds this transaction';
  } catch (error) {
    if (!isPeersFault(error)) throw error;
    return error.message;
  }
  return fault;
}
