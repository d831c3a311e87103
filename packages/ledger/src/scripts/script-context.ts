import { fromHex, toHex } from '@slotbench/cbor';
import {
  type Data,
  dataBytes,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
  type Language,
} from '@slotbench/plutus/script';
import { type Credential, decodeAddress } from '../address/address.ts';
import type { Tx, TxIn, TxOut } from '../transaction/transaction.ts';
import { datumOf, type Redeemer, type ScriptParts } from './script-parts.ts';
import type { ScriptRules } from './script-rules.ts';

/** A transaction with what its inputs point to, in the order of the ledger. */
export interface ResolvedTx {
  readonly tx: Tx;
  readonly parts: ScriptParts;
  readonly inputs: readonly (readonly [TxIn, TxOut])[];
  readonly referenceInputs: readonly (readonly [TxIn, TxOut])[];
}

/** Why a transaction cannot be described to a script of a language. */
export class Untranslatable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * What a script that guards `spent` is applied to: datum, redeemer and context (V1, V2), or the context alone (V3).
 * Source: plutus-ledger-api V1, V2, V3 `Contexts`; the translations of cardano-ledger. Throws Untranslatable.
 */
export function scriptArguments(
  language: Language,
  resolved: ResolvedTx,
  { redeemer, spent, datum }: { redeemer: Redeemer; spent: TxIn; datum: Data | undefined },
  rules: ScriptRules,
): readonly Data[] {
  if (language === 'V3') {
    const info = dataConstr(1, [reference(spent, 'V3'), maybe(datum)]);
    return [dataConstr(0, [txInfo(language, resolved, rules), redeemer.data, info])];
  }
  if (datum === undefined) throw new Untranslatable('a script of V1 or V2 needs a datum');
  const purpose = dataConstr(1, [reference(spent, language)]);
  return [datum, redeemer.data, dataConstr(0, [txInfo(language, resolved, rules), purpose])];
}

const nothing = dataConstr(1, []);
const maybe = (value: Data | undefined): Data => (value === undefined ? nothing : dataConstr(0, [value]));
const bool = (value: boolean): Data => dataConstr(value ? 1 : 0, []);
const hex = (text: string): Data => dataBytes(fromHex(text));
const noMap = dataMap([]);
const noList = dataList([]);

function txInfo(language: Language, resolved: ResolvedTx, rules: ScriptRules): Data {
  const { tx, parts } = resolved;
  const inputs = dataList(resolved.inputs.map((input) => resolvedInput(input, language)));
  const outputs = dataList(tx.outputs.map((output) => outputData(output, language)));
  const range = validRange(tx, rules);
  const signers = dataList([...tx.requiredSigners].sort().map(hex));
  const datums = [...parts.datums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hash, datum]) => [hex(hash), datum] as const);
  const lovelaceOnly = value(tx.fee);
  if (language === 'V1') {
    if (resolved.referenceInputs.length > 0) throw new Untranslatable('V1 knows no reference inputs');
    const pairs = dataList(datums.map((pair) => dataConstr(0, pair)));
    const id = dataConstr(0, [hex(tx.id)]);
    return dataConstr(0, [
      inputs,
      outputs,
      lovelaceOnly,
      value(0n),
      noList,
      noList,
      range,
      signers,
      pairs,
      id,
    ]);
  }
  const references = dataList(resolved.referenceInputs.map((input) => resolvedInput(input, language)));
  const redeemers = dataMap(
    parts.redeemers.map(({ index, data }) => [
      dataConstr(1, [reference(resolved.inputs[index]![0], language)]),
      data,
    ]),
  );
  if (language === 'V2') {
    const id = dataConstr(0, [hex(tx.id)]);
    return dataConstr(0, [
      ...[inputs, references, outputs, lovelaceOnly, value(0n), noList, noMap, range, signers],
      ...[redeemers, dataMap(datums), id],
    ]);
  }
  return dataConstr(0, [
    ...[inputs, references, outputs, dataInt(tx.fee), noMap, noList, noMap, range, signers],
    ...[redeemers, dataMap(datums), hex(tx.id), noMap, noList, nothing, nothing],
  ]);
}

function reference({ txId, index }: TxIn, language: Language): Data {
  const id = language === 'V3' ? hex(txId) : dataConstr(0, [hex(txId)]);
  return dataConstr(0, [id, dataInt(index)]);
}

function resolvedInput([input, output]: readonly [TxIn, TxOut], language: Language): Data {
  return dataConstr(0, [reference(input, language), outputData(output, language)]);
}

function outputData(output: TxOut, language: Language): Data {
  const datum = datumOf(output);
  const address = addressData(output.address);
  if (language === 'V1') {
    if (datum?.inline !== undefined) throw new Untranslatable('V1 knows no datums inside outputs');
    return dataConstr(0, [address, value(output.lovelace), maybe(datum && hex(datum.hash!))]);
  }
  return dataConstr(0, [address, value(output.lovelace), outputDatum(datum), nothing]);
}

function outputDatum(datum: ReturnType<typeof datumOf>): Data {
  if (datum === undefined) return dataConstr(0, []);
  if (datum.inline !== undefined) return dataConstr(2, [datum.inline]);
  return dataConstr(1, [hex(datum.hash!)]);
}

function addressData(bytes: Uint8Array): Data {
  const address = decodeAddress(bytes);
  switch (address.kind) {
    case 'enterprise':
      return dataConstr(0, [credential(address.payment), nothing]);
    case 'base':
      return dataConstr(0, [credential(address.payment), maybe(dataConstr(0, [credential(address.stake)]))]);
    default:
      throw new Untranslatable(`an address of the kind ${address.kind} (${toHex(bytes)})`);
  }
}

function credential({ kind, hash }: Credential): Data {
  return dataConstr(kind === 'key' ? 0 : 1, [hex(hash)]);
}

/** An amount of lovelace as a value; 0 is an entry, too. */
function value(lovelace: bigint): Data {
  const empty = dataBytes(new Uint8Array(0));
  return dataMap([[empty, dataMap([[empty, dataInt(lovelace)]])]]);
}

/** Times instead of slots: closed below, open above. */
function validRange({ validityStart, ttl }: Tx, { systemStartMs, slotLengthMs }: ScriptRules): Data {
  const time = (slot: number): Data => dataConstr(1, [dataInt(systemStartMs + slot * slotLengthMs)]);
  const lower = validityStart === undefined ? dataConstr(0, []) : time(validityStart);
  const upper = ttl === undefined ? dataConstr(2, []) : time(ttl);
  return dataConstr(0, [dataConstr(0, [lower, bool(true)]), dataConstr(0, [upper, bool(ttl === undefined)])]);
}
