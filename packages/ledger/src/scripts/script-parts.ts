import { CborError, Reader, toHex } from '@slotbench/cbor';
import {
  type Budget,
  type Data,
  type Language,
  readData,
  type Script,
  scriptHash,
  unwrapScript,
} from '@slotbench/plutus/script';
import { blake2b256 } from '../crypto/blake2b.ts';
import { naming } from '../transaction/decode.ts';
import { readSet } from '../transaction/forms.ts';
import { readOutput } from '../transaction/output.ts';
import type { Tx, TxIn, TxOut } from '../transaction/transaction.ts';

/** What a redeemer is for; only what is spent can be, here. */
export type RedeemerPurpose = 'spend' | 'mint' | 'cert' | 'reward' | 'vote' | 'propose';

export interface Redeemer {
  readonly purpose: RedeemerPurpose;
  /** Of the input, in the order of the ledger. */
  readonly index: number;
  readonly data: Data;
  readonly units: Budget;
}

/** What a transaction says about scripts, with the bytes that are hashed. */
export interface ScriptParts {
  /** Hash of redeemers, datums and cost models, hex. */
  readonly scriptDataHash?: string;
  readonly collateral: readonly TxIn[];
  readonly collateralReturn?: TxOut;
  readonly totalCollateral?: bigint;
  readonly referenceInputs: readonly TxIn[];
  /** By script hash. */
  readonly scripts: ReadonlyMap<string, Script>;
  /** By datum hash. */
  readonly datums: ReadonlyMap<string, Data>;
  readonly datumBytes: Uint8Array | undefined;
  readonly redeemers: readonly Redeemer[];
  readonly redeemerBytes: Uint8Array | undefined;
}

const PURPOSES: readonly RedeemerPurpose[] = ['spend', 'mint', 'cert', 'reward', 'vote', 'propose'];
const SCRIPT_KEYS: readonly (readonly [number, Language])[] = [
  [3, 'V1'],
  [6, 'V2'],
  [7, 'V3'],
];
const MAX_INDEX = 0xffff;

/** Whether a transaction says anything about scripts. */
export function hasScriptParts(tx: Tx): boolean {
  return (
    !tx.isValid || tx.otherWitnesses.size > 0 || [11, 13, 16, 17, 18].some((key) => tx.otherBody.has(key))
  );
}

/** Throws LEDGER_TX for parts that are not what conway.cddl says. */
export function readScriptParts(tx: Tx): ScriptParts {
  return naming('LEDGER_TX', 'script parts of the transaction', () => {
    const body = <T>(key: number, read: (reader: Reader) => T): T | undefined =>
      part(tx.otherBody.get(key), read);
    const scriptDataHash = body(11, (reader) => toHex(reader.bytes()));
    const collateralReturn = body(16, readOutput);
    const totalCollateral = body(17, (reader) => reader.uint64());
    const datumBytes = tx.otherWitnesses.get(4);
    const redeemerBytes = tx.otherWitnesses.get(5);
    return {
      ...(scriptDataHash === undefined ? {} : { scriptDataHash }),
      collateral: body(13, (reader) => readSet(reader, readInput)) ?? [],
      ...(collateralReturn === undefined ? {} : { collateralReturn }),
      ...(totalCollateral === undefined ? {} : { totalCollateral }),
      referenceInputs: body(18, (reader) => readSet(reader, readInput)) ?? [],
      scripts: new Map(
        SCRIPT_KEYS.flatMap(([key, language]) =>
          (
            part(tx.otherWitnesses.get(key), (r) => readSet(r, (each) => new Uint8Array(each.bytes()))) ?? []
          ).map((bytes) => {
            const script = { language, flat: unwrapScript(bytes) };
            return [toHex(scriptHash(script)), script] as const;
          }),
        ),
      ),
      datums: new Map(part(datumBytes, (reader) => readSet(reader, readDatum)) ?? []),
      datumBytes,
      redeemers: part(redeemerBytes, readRedeemers) ?? [],
      redeemerBytes,
    };
  });
}

function part<T>(bytes: Uint8Array | undefined, read: (reader: Reader) => T): T | undefined {
  if (bytes === undefined) return undefined;
  const reader = new Reader(bytes);
  const value = read(reader);
  reader.expectEnd();
  return value;
}

function readInput(reader: Reader): TxIn {
  reader.expectArray(2);
  return { txId: toHex(reader.bytes()), index: reader.uint(MAX_INDEX) };
}

function readDatum(reader: Reader): readonly [string, Data] {
  const { value, bytes } = reader.spanned(readData);
  return [toHex(blake2b256(bytes)), value];
}

/** Conway's map `{[purpose, index]: [data, units]}` or the list of earlier eras. */
function readRedeemers(reader: Reader): Redeemer[] {
  if (reader.peek() === 'array')
    return reader.list((each) => {
      each.expectArray(4);
      const at = readPointer(each);
      return { ...at, data: readData(each), units: readUnits(each) };
    });
  const length = reader.map();
  const redeemers: Redeemer[] = [];
  for (let i = 0; length === undefined ? !reader.takeBreak() : i < length; i++) {
    reader.expectArray(2);
    const at = readPointer(reader);
    reader.expectArray(2);
    redeemers.push({ ...at, data: readData(reader), units: readUnits(reader) });
  }
  return redeemers;
}

function readPointer(reader: Reader): Pick<Redeemer, 'purpose' | 'index'> {
  const at = reader.offset;
  const tag = reader.uint();
  const purpose = PURPOSES[tag];
  if (purpose === undefined)
    throw new CborError('CBOR_UNEXPECTED', { offset: at, expected: 'a purpose 0..5', got: String(tag) });
  return { purpose, index: reader.uint(MAX_INDEX) };
}

function readUnits(reader: Reader): Budget {
  reader.expectArray(2);
  const memory = reader.uint64();
  return { cpu: reader.uint64(), memory };
}

/** The datum of an output: its hash, or itself. */
export function datumOf(output: TxOut): { readonly hash?: string; readonly inline?: Data } | undefined {
  const { datumHash, datum } = output.carried ?? {};
  if (datumHash !== undefined) return { hash: toHex(new Reader(datumHash).bytes()) };
  if (datum === undefined) return undefined;
  const reader = new Reader(datum);
  reader.expectArray(2);
  if (reader.uint(1) === 0) return { hash: toHex(reader.bytes()) };
  reader.expectTag(24);
  return { inline: readData(new Reader(reader.bytes())) };
}
