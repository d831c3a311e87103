import { toHex } from '@slotbench/cbor';
import {
  type Budget,
  type Data,
  dataInt,
  encodeData,
  findScript,
  type Script,
  scriptHash,
} from '@slotbench/plutus';
import { scriptAddress } from '../../src/address/address.ts';
import { blake2b256 } from '../../src/crypto/blake2b.ts';
import type { ProtocolParameters } from '../../src/genesis/genesis.ts';
import type { ScriptDraft } from '../../src/scripts/script-draft.ts';
import type { ScriptRules } from '../../src/scripts/script-rules.ts';
import { buildTx, type TxDraft } from '../../src/transaction/build.ts';
import type { TxIn, TxOut } from '../../src/transaction/transaction.ts';
import { txInKey } from '../../src/transaction/transaction.ts';
import { addressOf, seed } from '../utxo/value-tx.ts';

/** A transaction that spends an output locked by a script of the library, and the outputs that it needs. */

/** Every parameter of the cost models is 100: cheap enough, and not free. */
const model: readonly number[] = new Array(350).fill(100);

export const rules: ScriptRules = {
  maxTxUnits: { cpu: 10_000_000_000n, memory: 16_500_000n },
  maxBlockUnits: { cpu: 20_000_000_000n, memory: 72_000_000n },
  priceMemory: { numerator: 577n, denominator: 10_000n },
  priceSteps: { numerator: 721n, denominator: 10_000_000n },
  collateralPercentage: 150,
  maxCollateralInputs: 3,
  costModels: { V1: model, V2: model, V3: model },
  systemStartMs: 1_700_000_000_000,
  slotLengthMs: 1000,
};

export const parameters: ProtocolParameters = {
  minFeeA: 44n,
  minFeeB: 155_381n,
  maxTxSize: 16_384,
  maxBlockBodySize: 90_112,
  maxBlockHeaderSize: 1_100,
  coinsPerUtxoByte: 538n,
  protocolVersion: { major: 11, minor: 0 },
  scripts: rules,
};

export const locked: TxIn = { txId: 'aa'.repeat(32), index: 0 };
export const collateral: TxIn = { txId: 'bb'.repeat(32), index: 0 };
export const FEE = 2_000_000n;
export const VALUE = 7_000_000_000n;

export const datum = dataInt(0);
export const datumHash = (of: Data): Uint8Array => blake2b256(encodeData(of));

export function lockedOutput(script: Script, hash: Uint8Array | undefined = datumHash(datum)): TxOut {
  const address = scriptAddress(toHex(scriptHash(script)));
  if (hash === undefined) return { address, lovelace: VALUE, sizeBytes: 40 };
  const carried = { datum: Buffer.concat([Buffer.from('82005820', 'hex'), hash]) };
  return { address, lovelace: VALUE, sizeBytes: 75, carried };
}

export function utxoOf(script: Script): Map<string, TxOut> {
  return new Map([
    [txInKey(locked), lockedOutput(script)],
    [txInKey(collateral), { address: addressOf(1), lovelace: 10_000_000n, sizeBytes: 40 }],
  ]);
}

export interface Change {
  readonly scripts?: Partial<ScriptDraft>;
  readonly draft?: Partial<TxDraft>;
  readonly redeemer?: Data;
  readonly units?: Budget;
  readonly signers?: readonly Uint8Array[];
}

export function spend(name: string, change: Change = {}) {
  const { language, flat, redeemer } = findScript(name)!;
  const script = { language, flat };
  const units = change.units ?? { cpu: 1_000_000_000n, memory: 4_000_000n };
  const draft = {
    inputs: [locked],
    outputs: [{ address: addressOf(2), lovelace: VALUE - FEE }],
    fee: FEE,
    ...change.draft,
    scripts: {
      scripts: [script],
      datums: [datum],
      spend: [{ input: locked, redeemer: change.redeemer ?? redeemer, units }],
      collateral: [collateral],
      rules,
      ...change.scripts,
    },
  };
  return { script, draft, tx: buildTx({ ...draft, signers: change.signers ?? [seed(1)] }) };
}
