import { toHex } from '@slotbench/cbor';
import { PlutusError } from '@slotbench/plutus/script';
import { decodeAddress } from '../address/address.ts';
import { blake2b224, blake2b256 } from '../crypto/blake2b.ts';
import { ed25519 } from '../crypto/ed25519.ts';
import { LedgerError } from '../errors.ts';
import type { Genesis } from '../genesis/genesis.ts';
import { checkScripts, totalUnits } from '../scripts/check-scripts.ts';
import { scriptHashOf } from '../scripts/evaluate-scripts.ts';
import { hasScriptParts, readScriptParts, type ScriptParts } from '../scripts/script-parts.ts';
import { minFee } from '../transaction/build.ts';
import { type Tx, type TxOut, txInKey } from '../transaction/transaction.ts';
import type { TxFailure } from './failure.ts';
import { unsupportedFeature } from './unsupported.ts';
import type { VerifiedTxs } from './verified-txs.ts';

/** Outputs that can be spent, by `txid#ix`. A plain Map is one; so is an overlay over it. */
export interface UtxoView {
  get(key: string): TxOut | undefined;
}

export interface TxContext extends Pick<Genesis, 'protocolParameters' | 'networkId'> {
  /** Slot of the block that would hold the transaction. */
  readonly slot: number;
  /** Transactions whose signatures were found right before: not verified again. A transaction that passes is added. */
  readonly verified?: VerifiedTxs;
}

/** Serialised output plus the overhead of its entry. Babbage `utxoEntrySize`. */
const UTXO_ENTRY_OVERHEAD_BYTES = 160;

/**
 * The first rule that a transaction breaks on `utxo`, or undefined if it is valid. Cheap rules come first, signatures
 * and scripts last. Source: cardano-ledger Conway UTXO and UTXOW. Certificates, withdrawals, minting and governance are
 * refused as UnsupportedTx.
 */
export function validateTx(utxo: UtxoView, tx: Tx, context: TxContext): TxFailure | undefined {
  return (
    checkForm(tx, context) ??
    checkSize(tx, context) ??
    checkOutputs(tx, context) ??
    checkAuxiliary(tx) ??
    checkSpending(utxo, tx) ??
    checkSignatures(tx, context) ??
    (hasScriptParts(tx) || spendsLocked(utxo, tx) ? checkScripts(utxo, tx, context) : undefined)
  );
}

/** Lovelace that an output of this size must hold at least. */
export function minUtxoValue(
  { coinsPerUtxoByte }: { coinsPerUtxoByte: bigint },
  outputSizeBytes: number,
): bigint {
  return coinsPerUtxoByte * BigInt(UTXO_ENTRY_OVERHEAD_BYTES + outputSizeBytes);
}

function checkForm(tx: Tx, { slot, networkId }: TxContext): TxFailure | undefined {
  const feature = unsupportedFeature(tx);
  if (feature !== undefined) return { code: 'UnsupportedTx', feature };
  const { validityStart, ttl } = tx;
  if (slot < (validityStart ?? 0) || slot >= (ttl ?? Number.POSITIVE_INFINITY))
    return {
      code: 'OutsideValidityIntervalUTxO',
      slot,
      ...(validityStart !== undefined && { validityStart }),
      ...(ttl !== undefined && { ttl }),
    };
  if (tx.inputs.length === 0) return { code: 'InputSetEmptyUTxO' };
  if (tx.networkId !== undefined && tx.networkId !== networkId)
    return { code: 'WrongNetworkInTxBody', expected: networkId, got: tx.networkId };
  return undefined;
}

function checkSize(tx: Tx, { protocolParameters }: TxContext): TxFailure | undefined {
  const { sizeBytes, fee } = tx;
  const maxBytes = protocolParameters.maxTxSize;
  if (sizeBytes > maxBytes) return { code: 'MaxTxSizeUTxO', sizeBytes, maxBytes };
  const units = tx.otherWitnesses.has(5) ? totalUnits(partsOf(tx)?.redeemers ?? []) : undefined;
  const minimum = minFee(protocolParameters, sizeBytes, units);
  return fee < minimum ? { code: 'FeeTooSmallUTxO', fee, minimum } : undefined;
}

/** Undefined for parts that cannot be read: the rules for scripts refuse them with a reason. */
function partsOf(tx: Tx): ScriptParts | undefined {
  try {
    return readScriptParts(tx);
  } catch (error) {
    if (error instanceof LedgerError || error instanceof PlutusError) return undefined;
    throw error;
  }
}

function checkOutputs(tx: Tx, { protocolParameters, networkId }: TxContext): TxFailure | undefined {
  for (const [output, { address, lovelace, sizeBytes }] of tx.outputs.entries()) {
    const got = networkOf(address);
    if (got === undefined)
      return { code: 'UnsupportedTx', feature: `the address of output ${output} (${toHex(address)})` };
    if (got !== networkId) return { code: 'WrongNetwork', output, expected: networkId, got };
    const minimum = minUtxoValue(protocolParameters, sizeBytes);
    if (lovelace < minimum) return { code: 'OutputTooSmallUTxO', output, lovelace, minimum };
  }
  return undefined;
}

/** Network of an address that can be paid to; undefined for Byron, reward and malformed ones. */
function networkOf(address: Uint8Array): number | undefined {
  try {
    const decoded = decodeAddress(address);
    return decoded.kind === 'byron' || decoded.kind === 'reward' ? undefined : decoded.network;
  } catch (error) {
    if (error instanceof LedgerError) return undefined;
    throw error;
  }
}

function checkAuxiliary({ auxiliaryBytes, auxiliaryDataHash }: Tx): TxFailure | undefined {
  if (auxiliaryBytes === undefined)
    return auxiliaryDataHash === undefined
      ? undefined
      : { code: 'MissingTxMetadata', expectedHash: auxiliaryDataHash };
  const auxiliaryHash = toHex(blake2b256(auxiliaryBytes));
  if (auxiliaryDataHash === undefined) return { code: 'MissingTxBodyMetadataHash', auxiliaryHash };
  return auxiliaryHash === auxiliaryDataHash
    ? undefined
    : { code: 'ConflictingMetadataHash', expectedHash: auxiliaryDataHash, auxiliaryHash };
}

/** Inputs exist and differ, value is conserved, and every owner is among the signers. */
function checkSpending(utxo: UtxoView, tx: Tx): TxFailure | undefined {
  const spent = new Set<string>();
  const missing: string[] = [];
  const owners = new Set(tx.requiredSigners);
  let consumed = 0n;
  for (const input of tx.inputs) {
    const key = txInKey(input);
    if (spent.has(key)) return { code: 'DuplicateInputs', input };
    spent.add(key);
    const output = utxo.get(key);
    if (output === undefined) {
      missing.push(key);
      continue;
    }
    const owner = paymentKeyHash(output);
    if (owner === undefined && !isLocked(output))
      return { code: 'UnsupportedTx', feature: `spending ${key}, which no key or script alone locks` };
    if (owner !== undefined) owners.add(owner);
    consumed += output.lovelace;
  }
  if (missing.length > 0) return { code: 'BadInputsUTxO', inputs: missing };
  for (const owner of collateralOwners(utxo, tx)) owners.add(owner);
  const produced = tx.outputs.reduce((sum, { lovelace }) => sum + lovelace, tx.fee);
  if (consumed !== produced) return { code: 'ValueNotConservedUTxO', consumed, produced };
  for (const { publicKey } of tx.witnesses) owners.delete(toHex(blake2b224(publicKey)));
  return owners.size === 0 ? undefined : { code: 'MissingVKeyWitnessesUTXOW', keyHashes: [...owners] };
}

const spendsLocked = (utxo: UtxoView, tx: Tx): boolean =>
  tx.inputs.some((input) => isLocked(utxo.get(txInKey(input))!));

/** Whether a script guards it; with other assets it is refused. */
const isLocked = (output: TxOut): boolean =>
  output.carried?.assets === undefined && scriptHashOf(output) !== undefined;

/** Who must sign for the collateral; outputs that are not there are refused with the other rules for scripts. */
function collateralOwners(utxo: UtxoView, tx: Tx): string[] {
  if (!tx.otherBody.has(13)) return [];
  return (partsOf(tx)?.collateral ?? []).flatMap((input) => {
    const output = utxo.get(txInKey(input));
    return (output && paymentKeyHash(output)) ?? [];
  });
}

function paymentKeyHash({ address, carried }: TxOut): string | undefined {
  if (carried?.assets !== undefined) return undefined;
  const decoded = decodeAddress(address);
  if (decoded.kind === 'byron' || decoded.kind === 'reward') return undefined;
  return decoded.payment.kind === 'key' ? decoded.payment.hash : undefined;
}

function checkSignatures(tx: Tx, { verified }: TxContext): TxFailure | undefined {
  if (verified?.has(tx)) return undefined;
  const id = Buffer.from(tx.id, 'hex');
  const wrong = tx.witnesses.filter(({ publicKey, signature }) => !ed25519.verify(publicKey, id, signature));
  if (wrong.length > 0)
    return { code: 'InvalidWitnessesUTXOW', publicKeys: wrong.map(({ publicKey }) => toHex(publicKey)) };
  verified?.add(tx);
  return undefined;
}
