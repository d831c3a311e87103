export {
  type Address,
  addressToBech32,
  baseAddress,
  type Credential,
  decodeAddress,
  enterpriseAddress,
  type NetworkId,
  parseAddressText,
  scriptAddress,
} from './address/address.ts';
export { type Block, decodeBlock } from './block/block.ts';
export { fitTxs, forgeBlock } from './block/forge.ts';
export { blockHeader, blockTxIds } from './block/tx-ids.ts';
export { blake2b224, blake2b256 } from './crypto/blake2b.ts';
export { ed25519 } from './crypto/ed25519.ts';
export type { KesSigner } from './crypto/kes-signer.ts';
export { type Era, eraOfBlockTag, eraOfIndex } from './era/era.ts';
export { decodeEraBlock, type EraBlock, encodeEraBlock } from './era/era-block.ts';
export { decodeEraHeader, type EraHeader } from './era/era-header.ts';
export { decodeEraTx, type EraTx } from './era/era-tx.ts';
export { type Fault, LedgerError, type LedgerFault } from './errors.ts';
export type { Anchor } from './genesis/anchor.ts';
export { createAnchor, headerOfEpochBefore } from './genesis/create-anchor.ts';
export { createGenesis, type GenesisFile, type GenesisFiles } from './genesis/create-genesis.ts';
export { currentParameters } from './genesis/current-parameters.ts';
export type { Genesis, PoolStake, ProtocolParameters } from './genesis/genesis.ts';
export { initialFundInput } from './genesis/initial-funds.ts';
export { startFrom } from './genesis/initial-state.ts';
export { seedOfText } from './genesis/key-material.ts';
export { type GenesisText, loadGenesis } from './genesis/load-genesis.ts';
export { writeNewEpochState } from './genesis/new-epoch-state.ts';
export type { EraSpec, GenesisSpec } from './genesis/spec.ts';
export { stampSystemStart } from './genesis/system-start.ts';
export {
  genesisCacheFolder,
  type WriteGenesisOptions,
  type WrittenGenesis,
  writeGenesis,
} from './genesis/write-genesis.ts';
export { writeInitialState } from './genesis/write-initial-state.ts';
export { readKey } from './keys/key-file.ts';
export { type KeyKind, keyKinds } from './keys/key-kind.ts';
export { type NamedText, readPoolCredentials } from './keys/pool-credentials.ts';
export { type ChainTip, preferCandidate } from './praos/chain-order.ts';
export { decodeHeader, type Header, type HeaderBody, type ProtocolVersion } from './praos/header.ts';
export { describeHeaderError, type HeaderError } from './praos/header-error.ts';
export { isLeader, type LeaderProof } from './praos/leadership.ts';
export {
  applyHeaderToPraos,
  initialPraosState,
  type Nonce,
  type NonceConstants,
  type PraosState,
  tickPraos,
} from './praos/nonce.ts';
export type { OperationalCertificate } from './praos/operational-certificate.ts';
export type { PoolCredentials } from './praos/pool-credentials.ts';
export type { Rational } from './praos/rational.ts';
export {
  type HeaderContext,
  type HeaderLimits,
  type StakeDistribution,
  validateHeader,
} from './praos/validate-header.ts';
export { unitsOf } from './scripts/check-scripts.ts';
export { projectScriptTx } from './scripts/project.ts';
export type { ScriptDraft } from './scripts/script-draft.ts';
export { type ScriptRules, scriptRulesOf } from './scripts/script-rules.ts';
export { buildTx, minFee, previewMinFee, previewTxSize, type TxDraft } from './transaction/build.ts';
export { decodeTx } from './transaction/decode.ts';
export { type NewOutput, readOutput, writeLedgerOutput } from './transaction/output.ts';
export { type Tx, type TxIn, type TxOut, txInKey, type VkeyWitness } from './transaction/transaction.ts';
export { type BlockFailure, describeFailure, type PredicateFailure, type TxFailure } from './utxo/failure.ts';
export {
  type ApplyResult,
  applyBlock,
  type BlockUndo,
  initialLedger,
  type LedgerState,
  type LedgerTip,
  undoBlock,
} from './utxo/ledger-state.ts';
export { overlayUtxo, type UtxoOverlay } from './utxo/overlay.ts';
export { minUtxoValue, type TxContext, type UtxoView, validateTx } from './utxo/validate-tx.ts';
export { createVerifiedTxs, type VerifiedTxs } from './utxo/verified-txs.ts';
