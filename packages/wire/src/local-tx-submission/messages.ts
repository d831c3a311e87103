/** The client submits one transaction after the other and hears of each. */
export type LocalTxSubmissionMessage =
  /** `era` as for headers: conway 6; `bytes` is what tag 24 holds. */
  | { kind: 'SubmitTx'; era: number; bytes: Uint8Array }
  | { kind: 'AcceptTx' }
  /** `reason` is one CBOR item; each implementation has its own. */
  | { kind: 'RejectTx'; reason: Uint8Array }
  | { kind: 'Done' };
