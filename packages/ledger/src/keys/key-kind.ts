/** A kind of key file: the type that names it, its description, and the length of the byte string that it holds. */
export interface KeyKind {
  readonly type: string;
  readonly description: string;
  readonly lengthBytes: number;
  /** Other types that hold the same key and are read as well, never written. */
  readonly alsoReads?: readonly string[];
}

/**
 * The key files of a cluster, with cardano-cli's words (cardano-api `HasTextEnvelope` instances). Ed25519 signing
 * keys are seeds; the VRF signing key is seed ‖ verification key; the KES signing key is the raw Sum6 key of period 0.
 */
export const keyKinds = {
  paymentSigning: ed25519Key('PaymentSigningKeyShelley_ed25519', 'Payment Signing Key', [
    'GenesisUTxOSigningKey_ed25519',
  ]),
  paymentVerification: ed25519Key('PaymentVerificationKeyShelley_ed25519', 'Payment Verification Key', [
    'GenesisUTxOVerificationKey_ed25519',
  ]),
  genesisUtxoSigning: ed25519Key('GenesisUTxOSigningKey_ed25519', 'Genesis Initial UTxO Signing Key', [
    'PaymentSigningKeyShelley_ed25519',
  ]),
  genesisUtxoVerification: ed25519Key(
    'GenesisUTxOVerificationKey_ed25519',
    'Genesis Initial UTxO Verification Key',
    ['PaymentVerificationKeyShelley_ed25519'],
  ),
  stakeSigning: ed25519Key('StakeSigningKeyShelley_ed25519', 'Stake Signing Key'),
  stakeVerification: ed25519Key('StakeVerificationKeyShelley_ed25519', 'Stake Verification Key'),
  poolColdSigning: ed25519Key('StakePoolSigningKey_ed25519', 'Stake Pool Operator Signing Key'),
  poolColdVerification: ed25519Key(
    'StakePoolVerificationKey_ed25519',
    'Stake Pool Operator Verification Key',
  ),
  drepSigning: ed25519Key('DRepSigningKey_ed25519', 'Delegated Representative Signing Key'),
  drepVerification: ed25519Key('DRepVerificationKey_ed25519', 'Delegated Representative Verification Key'),
  vrfSigning: { type: 'VrfSigningKey_PraosVRF', description: 'VRF Signing Key', lengthBytes: 64 },
  vrfVerification: {
    type: 'VrfVerificationKey_PraosVRF',
    description: 'VRF Verification Key',
    lengthBytes: 32,
  },
  kesSigning: { type: 'KesSigningKey_ed25519_kes_2^6', description: 'KES Signing Key', lengthBytes: 608 },
  kesVerification: {
    type: 'KesVerificationKey_ed25519_kes_2^6',
    description: 'KES Verification Key',
    lengthBytes: 32,
  },
} as const satisfies Record<string, KeyKind>;

/** Seed or verification key: both are 32 bytes. */
function ed25519Key(type: string, description: string, alsoReads: readonly string[] = []): KeyKind {
  return { type, description, lengthBytes: 32, alsoReads };
}
