/** One proposed version: its number and the CBOR item of its version data, not interpreted yet. */
export interface ProposedVersion {
  readonly version: number;
  readonly data: Uint8Array;
}

/** Match on the kind: the texts are free-form and differ between releases (§3.3, trap 24). */
export type RefuseReason =
  | { kind: 'VersionMismatch'; versions: readonly number[] }
  | { kind: 'HandshakeDecodeError'; version: number; text: string }
  | { kind: 'Refused'; version: number; text: string };

export type HandshakeMessage =
  | { kind: 'ProposeVersions'; versions: readonly ProposedVersion[] }
  | { kind: 'AcceptVersion'; version: number; data: Uint8Array }
  | { kind: 'Refuse'; reason: RefuseReason }
  | { kind: 'QueryReply'; versions: readonly ProposedVersion[] };
