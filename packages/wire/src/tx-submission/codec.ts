import { type Codec, fromHex, type Reader, type Writer } from '@slotbench/cbor';
import { readEmbedded, readHash, writeEmbedded } from '../chain-sync/point.ts';
import { unexpected } from '../serialise.ts';
import type { TxId, TxSubmissionMessage } from './messages.ts';

/** Elements of each message, by key; source: tx-submission2.cddl. */
const LENGTHS = [4, 2, 2, 2, 1, undefined, 1] as const;

/** The lists of keys 1, 2 and 3 are indefinite, empty ones too; a definite one is refused (§11.2). */
export const txSubmissionCodec: Codec<TxSubmissionMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'RequestTxIds':
        w.array(4).uint(0).bool(message.blocking).uint(message.ack).uint(message.req);
        break;
      case 'ReplyTxIds':
        w.array(2).uint(1).beginArray();
        for (const { txId, sizeBytes } of message.ids) {
          writeTxId(w.array(2), txId);
          w.uint(sizeBytes);
        }
        w.end();
        break;
      case 'RequestTxs':
        w.array(2).uint(2).beginArray();
        for (const id of message.ids) writeTxId(w, id);
        w.end();
        break;
      case 'ReplyTxs':
        w.array(2).uint(3).beginArray();
        for (const { era, bytes } of message.txs) writeEmbedded(w.array(2).uint(era), bytes);
        w.end();
        break;
      case 'Done':
        w.array(1).uint(4);
        break;
      case 'Init':
        w.array(1).uint(6);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (LENGTHS[key] !== length)
      throw unexpected(start, 'a tx-submission message', `array(${length}) with key ${key}`);
    switch (key) {
      case 0:
        return { kind: 'RequestTxIds', blocking: r.bool(), ack: r.uint(0xffff), req: r.uint(0xffff) };
      case 1:
        return { kind: 'ReplyTxIds', ids: indefiniteList(r, readIdAndSize) };
      case 2:
        return { kind: 'RequestTxs', ids: indefiniteList(r, readTxId) };
      case 3:
        return { kind: 'ReplyTxs', txs: indefiniteList(r, readTx) };
      case 4:
        return { kind: 'Done' };
      default:
        return { kind: 'Init' };
    }
  },
};

/** `[era, bytes32]`. */
function writeTxId(w: Writer, { era, id }: TxId): void {
  w.array(2).uint(era).bytes(fromHex(id));
}

/** Byron ids (era 0) have a form of their own and are refused, as Byron transactions are. */
function readTxId(r: Reader): TxId {
  r.expectArray(2);
  return { era: readEra(r), id: readHash(r) };
}

/** `[era, #6.24(bytes)]`. */
function readTx(r: Reader): { era: number; bytes: Uint8Array } {
  r.expectArray(2);
  return { era: readEra(r), bytes: readEmbedded(r) };
}

function readIdAndSize(r: Reader): { txId: TxId; sizeBytes: number } {
  r.expectArray(2);
  return { txId: readTxId(r), sizeBytes: r.uint(0xffff_ffff) };
}

function readEra(r: Reader): number {
  const at = r.offset;
  const era = r.uint(255);
  if (era === 0) throw unexpected(at, 'an era of Shelley or later', 'Byron');
  return era;
}

function indefiniteList<T>(r: Reader, element: (reader: Reader) => T): T[] {
  if (!r.peekIndefinite('array', 4)) throw unexpected(r.offset, 'an indefinite list', 'a definite one');
  return r.list(element);
}
