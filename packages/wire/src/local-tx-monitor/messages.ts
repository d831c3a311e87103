/** The client looks at one state of the mempool after the other. Ids are 32 bytes in hex, `era` as for headers. */
export type LocalTxMonitorMessage =
  | { kind: 'Done' }
  /** While a state is acquired: waits for another one. */
  | { kind: 'Acquire' }
  | { kind: 'Acquired'; slot: number }
  | { kind: 'Release' }
  | { kind: 'NextTx' }
  /** Undefined: the whole mempool was told. */
  | { kind: 'ReplyNextTx'; tx: { era: number; bytes: Uint8Array } | undefined }
  | { kind: 'HasTx'; era: number; id: string }
  | { kind: 'ReplyHasTx'; has: boolean }
  | { kind: 'GetSizes' }
  | { kind: 'ReplyGetSizes'; capacityBytes: number; sizeBytes: number; txCount: number };
