import type { Tx } from '@slotbench/ledger';

/** What is left of a transaction once it is signed. */
export interface SignedTx {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** The ledger's size. */
  readonly sizeBytes: number;
  /** Lovelace. */
  readonly fee: number;
}

/** Builds and signs transactions of the load somewhere else. */
export interface Signer {
  /** Transactions `from` to `from + count - 1`; answers come in the order of the questions. */
  sign(from: number, count: number): Promise<SignedTx[]>;
  close(): Promise<void>;
}

/** A batch as it crosses between threads: one buffer for all transactions, which moves instead of being copied. */
export interface SignedBatch {
  readonly ids: readonly string[];
  readonly sizes: readonly number[];
  readonly fees: readonly number[];
  /** Where each transaction ends in `bytes`. */
  readonly ends: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function slim(tx: Pick<Tx, 'id' | 'bytes' | 'sizeBytes' | 'fee'>): SignedTx {
  return { id: tx.id, bytes: tx.bytes, sizeBytes: tx.sizeBytes, fee: Number(tx.fee) };
}

export function packBatch(txs: readonly SignedTx[]): SignedBatch {
  let end = 0;
  const ends = txs.map((tx) => {
    end += tx.bytes.length;
    return end;
  });
  const bytes = new Uint8Array(end);
  txs.forEach((tx, i) => {
    bytes.set(tx.bytes, ends[i]! - tx.bytes.length);
  });
  return {
    ids: txs.map((tx) => tx.id),
    sizes: txs.map((tx) => tx.sizeBytes),
    fees: txs.map((tx) => tx.fee),
    ends,
    bytes,
  };
}

export function unpackBatch({ ids, sizes, fees, ends, bytes }: SignedBatch): SignedTx[] {
  return ids.map((id, i) => ({
    id,
    bytes: bytes.subarray(i === 0 ? 0 : ends[i - 1]!, ends[i]!),
    sizeBytes: sizes[i]!,
    fee: fees[i]!,
  }));
}
