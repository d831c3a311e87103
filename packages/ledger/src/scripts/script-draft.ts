import { toHex, Writer } from '@slotbench/cbor';
import {
  type Budget,
  type Data,
  encodeData,
  type Language,
  type Script,
  wrapScript,
} from '@slotbench/plutus/script';
import { byInput, type TxIn, txInKey } from '../transaction/transaction.ts';
import { scriptDataHash } from './script-data-hash.ts';
import type { ScriptRules } from './script-rules.ts';

/** What a transaction to be says about scripts. */
export interface ScriptDraft {
  readonly scripts: readonly Script[];
  /** Whose hashes the spent outputs hold. */
  readonly datums: readonly Data[];
  /** The inputs that scripts lock. */
  readonly spend: readonly { readonly input: TxIn; readonly redeemer: Data; readonly units: Budget }[];
  readonly collateral: readonly TxIn[];
  readonly rules: Pick<ScriptRules, 'costModels'>;
  /** False for a transaction whose scripts fail, and that pays with its collateral. */
  readonly isValid?: boolean;
}

const SCRIPT_KEYS: readonly (readonly [Language, number])[] = [
  ['V1', 3],
  ['V2', 6],
  ['V3', 7],
];

/** The entries of the witness set that belong to scripts, in canonical order, and the hash that the body holds of them. */
export function scriptWitnesses(draft: {
  readonly inputs: readonly TxIn[];
  readonly scripts?: ScriptDraft;
}): {
  readonly entries: number;
  readonly bytes: Uint8Array;
  readonly dataHash: Uint8Array;
} {
  const { scripts, datums, spend, rules } = draft.scripts!;
  const redeemers = writeRedeemers(draft.inputs, spend);
  const datumBytes = datums.length === 0 ? undefined : writeDatums(datums);
  const writer = new Writer(1024);
  let entries = 1;
  const add = (key: number, bytes: Uint8Array): void => {
    writer.uint(key).raw(bytes);
    entries++;
  };
  const scriptsOf = (language: Language, key: number): void => {
    const those = scripts.filter((script) => script.language === language);
    if (those.length > 0) add(key, writeScripts(those));
  };
  scriptsOf(...SCRIPT_KEYS[0]!);
  if (datumBytes !== undefined) add(4, datumBytes);
  writer.uint(5).raw(redeemers);
  scriptsOf(...SCRIPT_KEYS[1]!);
  scriptsOf(...SCRIPT_KEYS[2]!);
  const languages = [...new Set(scripts.map(({ language }) => language))];
  const dataHash = scriptDataHash({ redeemers, datums: datumBytes }, languages, rules);
  return { entries, bytes: writer.finish(), dataHash };
}

function writeScripts(scripts: readonly Script[]): Uint8Array {
  const writer = new Writer(1024).tag(258).array(scripts.length);
  for (const { flat } of scripts) writer.bytes(wrapScript(flat));
  return writer.finish();
}

/** Each datum once: it is a set. */
function writeDatums(datums: readonly Data[]): Uint8Array {
  const distinct = new Map(datums.map(encodeData).map((bytes) => [toHex(bytes), bytes]));
  const writer = new Writer(256).tag(258).array(distinct.size);
  for (const bytes of distinct.values()) writer.raw(bytes);
  return writer.finish();
}

/** Conway's map, in the order of the inputs. */
function writeRedeemers(inputs: readonly TxIn[], spend: ScriptDraft['spend']): Uint8Array {
  const order = [...inputs].sort(byInput).map(txInKey);
  const indexed = spend
    .map((each) => ({ ...each, index: order.indexOf(txInKey(each.input)) }))
    .sort((a, b) => a.index - b.index);
  const writer = new Writer(256).map(indexed.length);
  for (const { index, redeemer, units } of indexed) {
    writer.array(2).uint(0).uint(index);
    writer.array(2).raw(encodeData(redeemer)).array(2).uint(units.memory).uint(units.cpu);
  }
  return writer.finish();
}
