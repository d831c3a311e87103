import { fromHex, toHex, Writer } from '@slotbench/cbor';
import { decodeAddress, type NetworkId } from '../address/address.ts';
import { blake2b256 } from '../crypto/blake2b.ts';
import { LedgerError } from '../errors.ts';
import { writeOutput } from '../transaction/output.ts';
import { type TxIn, type TxOut, txInKey } from '../transaction/transaction.ts';
import { entries, type JsonNode, lovelace, note } from './json-node.ts';

export interface InitialFunds {
  readonly utxo: readonly (readonly [string, TxOut])[];
  readonly total: bigint;
  /** Lovelace by the stake key hash of the address. */
  readonly byStakeKey: ReadonlyMap<string, bigint>;
}

/** The pseudo input that spends an initial fund: blake2b-256 of the address bytes, index 0 (Shelley `initialFundsPseudoTxIn`). */
export function initialFundInput(address: Uint8Array): TxIn {
  return { txId: toHex(blake2b256(address)), index: 0 };
}

/** Reads `initialFunds`: lovelace by address in hex. */
export function readInitialFunds(node: JsonNode, network: NetworkId): InitialFunds {
  const utxo: [string, TxOut][] = [];
  const byStakeKey = new Map<string, bigint>();
  let total = 0n;
  for (const [hex, fund] of entries(node)) {
    const amount = lovelace(fund);
    total += amount;
    const bytes = readAddress(fund, hex, network);
    if (bytes === undefined) continue;
    const address = decodeAddress(bytes);
    if (address.kind === 'base' && address.stake.kind === 'key') {
      const { hash } = address.stake;
      byStakeKey.set(hash, (byStakeKey.get(hash) ?? 0n) + amount);
    }
    utxo.push([txInKey(initialFundInput(bytes)), output(bytes, amount)]);
  }
  return { utxo, total, byStakeKey };
}

function output(address: Uint8Array, amount: bigint): TxOut {
  const writer = new Writer(96);
  writeOutput(writer, { address, lovelace: amount });
  return { address, lovelace: amount, sizeBytes: writer.length };
}

function readAddress(fund: JsonNode, hex: string, network: NetworkId): Uint8Array | undefined {
  const expected = `an address of network ${network} in hex as the key`;
  try {
    const bytes = fromHex(hex);
    const address = decodeAddress(bytes);
    if (address.kind === 'byron' || address.kind === 'reward')
      note(fund, expected, `a ${address.kind} address`);
    else if (address.network !== network) note(fund, expected, `one of network ${address.network}`);
    else return bytes;
  } catch (error) {
    if (error instanceof RangeError) note(fund, expected, 'no hex');
    else if (error instanceof LedgerError) note(fund, expected, error.message);
    else throw error;
  }
  return undefined;
}
