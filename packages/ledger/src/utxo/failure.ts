import type { Budget } from '@slotbench/plutus/script';
import type { TxIn } from '../transaction/transaction.ts';

/**
 * Why a transaction or a block is refused: data with cardano-ledger's names for its predicate failures, so that
 * a log reader knows them. The last group has no name there, because a node would go on where this ledger stops.
 * Key hashes and ids are hex, amounts lovelace, sizes bytes.
 */
export type PredicateFailure = TxFailure | BlockFailure;

export type TxFailure =
  // UTXO
  | { code: 'InputSetEmptyUTxO' }
  | { code: 'BadInputsUTxO'; inputs: readonly string[] }
  | { code: 'OutsideValidityIntervalUTxO'; slot: number; validityStart?: number; ttl?: number }
  | { code: 'MaxTxSizeUTxO'; sizeBytes: number; maxBytes: number }
  | { code: 'FeeTooSmallUTxO'; fee: bigint; minimum: bigint }
  | { code: 'ValueNotConservedUTxO'; consumed: bigint; produced: bigint }
  | { code: 'OutputTooSmallUTxO'; output: number; lovelace: bigint; minimum: bigint }
  | { code: 'WrongNetwork'; output: number; expected: number; got: number }
  | { code: 'WrongNetworkInTxBody'; expected: number; got: number }
  // UTXOW
  | { code: 'MissingVKeyWitnessesUTXOW'; keyHashes: readonly string[] }
  | { code: 'InvalidWitnessesUTXOW'; publicKeys: readonly string[] }
  | { code: 'MissingTxBodyMetadataHash'; auxiliaryHash: string }
  | { code: 'MissingTxMetadata'; expectedHash: string }
  | { code: 'ConflictingMetadataHash'; expectedHash: string; auxiliaryHash: string }
  // scripts, phase 1
  | { code: 'MalformedScriptWitnesses'; reason: string }
  | { code: 'MissingScriptWitnessesUTXOW'; scriptHashes: readonly string[] }
  | { code: 'ExtraneousScriptWitnessesUTXOW'; scriptHashes: readonly string[] }
  | { code: 'UnspendableUTxONoDatumHash'; inputs: readonly string[] }
  | { code: 'MissingRequiredDatums'; datumHashes: readonly string[] }
  | { code: 'NotAllowedSupplementalDatums'; datumHashes: readonly string[] }
  | { code: 'MissingRedeemers'; redeemers: readonly string[] }
  | { code: 'ExtraRedeemers'; redeemers: readonly string[] }
  | { code: 'PPViewHashesDontMatch'; expectedHash: string | undefined; got: string | undefined }
  | { code: 'NoCostModel'; language: string }
  | { code: 'ExUnitsTooBigUTxO'; units: Budget; maximum: Budget }
  | { code: 'NoCollateralInputs' }
  | { code: 'TooManyCollateralInputs'; got: number; maximum: number }
  | { code: 'ScriptsNotPaidUTxO'; inputs: readonly string[] }
  | { code: 'CollateralContainsNonADA' }
  | { code: 'InsufficientCollateral'; lovelace: bigint; minimum: bigint }
  | { code: 'IncorrectTotalCollateralField'; lovelace: bigint; stated: bigint }
  // scripts, phase 2
  | { code: 'ValidationTagMismatch'; isValid: boolean; scripts: readonly string[] }
  // cardano-ledger refuses this one while decoding
  | { code: 'DuplicateInputs'; input: TxIn }
  // what this ledger does not know
  | { code: 'UnsupportedTx'; feature: string };

export type BlockFailure =
  | { code: 'WrongBlockBodySizeBBODY'; header: number; actual: number }
  | { code: 'InvalidBodyHashBBODY'; header: string; actual: string }
  | { code: 'MaxBlockBodySize'; sizeBytes: number; maxBytes: number }
  | { code: 'TooManyExUnits'; units: Budget; maximum: Budget }
  | { code: 'BlockNotOnTip'; tip: string | undefined; prevHash: string | undefined }
  | { code: 'LedgerFailure'; tx: number; txId: string; failure: TxFailure };

/** One line for a log or an error text, with the figures. */
export function describeFailure(failure: PredicateFailure): string {
  switch (failure.code) {
    case 'InputSetEmptyUTxO':
      return 'the transaction has no inputs';
    case 'BadInputsUTxO':
      return `inputs unknown or already spent: ${failure.inputs.join(', ')}`;
    case 'OutsideValidityIntervalUTxO':
      return `valid in slots [${failure.validityStart ?? 0}, ${failure.ttl ?? '∞'}), the slot is ${failure.slot}`;
    case 'MaxTxSizeUTxO':
      return `transaction of ${failure.sizeBytes} bytes, at most ${failure.maxBytes} are allowed`;
    case 'FeeTooSmallUTxO':
      return `fee ${failure.fee}, at least ${failure.minimum} lovelace are due`;
    case 'ValueNotConservedUTxO':
      return `consumes ${failure.consumed} lovelace, produces ${failure.produced} (outputs and fee)`;
    case 'OutputTooSmallUTxO':
      return `output ${failure.output} holds ${failure.lovelace}, at least ${failure.minimum} lovelace are due`;
    case 'WrongNetwork':
      return `output ${failure.output} has an address of network ${failure.got}, this is ${failure.expected}`;
    case 'WrongNetworkInTxBody':
      return `body says network ${failure.got}, this is ${failure.expected}`;
    case 'MissingVKeyWitnessesUTXOW':
      return `not signed by ${failure.keyHashes.join(', ')}`;
    case 'InvalidWitnessesUTXOW':
      return `wrong signatures of ${failure.publicKeys.join(', ')}`;
    case 'MissingTxBodyMetadataHash':
      return `auxiliary data ${failure.auxiliaryHash} without its hash in the body`;
    case 'MissingTxMetadata':
      return `body has the hash ${failure.expectedHash}, but there is no auxiliary data`;
    case 'ConflictingMetadataHash':
      return `body has the hash ${failure.expectedHash}, the auxiliary data ${failure.auxiliaryHash}`;
    case 'MalformedScriptWitnesses':
      return `scripts cannot be read: ${failure.reason}`;
    case 'MissingScriptWitnessesUTXOW':
      return `scripts missing: ${failure.scriptHashes.join(', ')}`;
    case 'ExtraneousScriptWitnessesUTXOW':
      return `scripts that nothing needs: ${failure.scriptHashes.join(', ')}`;
    case 'UnspendableUTxONoDatumHash':
      return `locked by a script, without a datum: ${failure.inputs.join(', ')}`;
    case 'MissingRequiredDatums':
      return `datums missing: ${failure.datumHashes.join(', ')}`;
    case 'NotAllowedSupplementalDatums':
      return `datums that nothing names: ${failure.datumHashes.join(', ')}`;
    case 'MissingRedeemers':
      return `redeemers missing: ${failure.redeemers.join(', ')}`;
    case 'ExtraRedeemers':
      return `redeemers that nothing needs: ${failure.redeemers.join(', ')}`;
    case 'PPViewHashesDontMatch':
      return `script data hash ${failure.got ?? 'missing'}, it should be ${failure.expectedHash ?? 'missing'}`;
    case 'NoCostModel':
      return `the network has no cost model of Plutus${failure.language}`;
    case 'ExUnitsTooBigUTxO':
      return `states ${showUnits(failure.units)}, at most ${showUnits(failure.maximum)} are allowed`;
    case 'NoCollateralInputs':
      return 'runs scripts without collateral';
    case 'TooManyCollateralInputs':
      return `${failure.got} collateral inputs, at most ${failure.maximum} are allowed`;
    case 'ScriptsNotPaidUTxO':
      return `collateral locked by scripts: ${failure.inputs.join(', ')}`;
    case 'CollateralContainsNonADA':
      return 'collateral holds more than lovelace';
    case 'InsufficientCollateral':
      return `collateral of ${failure.lovelace}, at least ${failure.minimum} lovelace are due`;
    case 'IncorrectTotalCollateralField':
      return `states collateral of ${failure.stated}, it is ${failure.lovelace} lovelace`;
    case 'ValidationTagMismatch':
      return failure.isValid
        ? `said to be valid, but ${failure.scripts.join('; ')}`
        : 'said to be invalid, but every script succeeds';
    case 'DuplicateInputs':
      return `input ${failure.input.txId}#${failure.input.index} comes twice`;
    case 'UnsupportedTx':
      return `this ledger knows transactions of values and scripts only, not ${failure.feature}`;
    case 'WrongBlockBodySizeBBODY':
      return `header says ${failure.header} bytes of body, there are ${failure.actual}`;
    case 'InvalidBodyHashBBODY':
      return `header says body hash ${failure.header}, it is ${failure.actual}`;
    case 'MaxBlockBodySize':
      return `block body of ${failure.sizeBytes} bytes, at most ${failure.maxBytes} are allowed`;
    case 'TooManyExUnits':
      return `block of ${showUnits(failure.units)}, at most ${showUnits(failure.maximum)} are allowed`;
    case 'BlockNotOnTip':
      return `block follows ${failure.prevHash ?? 'the genesis'}, the tip is ${failure.tip ?? 'the genesis'}`;
    case 'LedgerFailure':
      return `transaction ${failure.tx} (${failure.txId}): ${describeFailure(failure.failure)}`;
  }
}

const showUnits = ({ cpu, memory }: Budget): string => `${cpu} steps and ${memory} memory units`;
