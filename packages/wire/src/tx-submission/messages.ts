/** `era` as for headers: conway 6. `id` is 32 bytes in hex. */
export type TxId = { era: number; id: string };

/** The initiator (client) provides transactions, the responder asks for them: ids first, then bodies. */
export type TxSubmissionMessage =
  | { kind: 'Init' }
  /** `ack` ids are done with, `req` more are wanted. Blocking only with nothing unacknowledged. */
  | { kind: 'RequestTxIds'; blocking: boolean; ack: number; req: number }
  /** `sizeBytes` must be within 32 bytes of the size on the wire, or a real peer drops the connection. */
  | { kind: 'ReplyTxIds'; ids: { txId: TxId; sizeBytes: number }[] }
  | { kind: 'RequestTxs'; ids: TxId[] }
  /** `bytes` is what tag 24 holds: the transaction's CBOR. */
  | { kind: 'ReplyTxs'; txs: { era: number; bytes: Uint8Array }[] }
  | { kind: 'Done' };
