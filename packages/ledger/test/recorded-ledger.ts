import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fromHex, Writer } from '@slotbench/cbor';
import { type Block, decodeBlock } from '../src/block/block.ts';
import type { ProtocolParameters } from '../src/genesis/genesis.ts';
import { writeOutput } from '../src/transaction/output.ts';
import type { TxOut } from '../src/transaction/transaction.ts';
import type { LedgerState } from '../src/utxo/ledger-state.ts';

/** The chain that a real node adopted, as the ledger sees it; see vectors/praos-chain and vectors/praos-ledger. */

const vectors = new URL('vectors/', import.meta.url);
const shared = new URL('../../../../shared/data/praos-chain/', import.meta.url);

export interface RecordedBlock {
  readonly hash: string;
  /** CBOR `[7, block]`. */
  readonly bytes: Uint8Array;
}

export const firstBlocks = recordedBlocks(new URL('praos-chain/blocks.txt.gz', vectors));
export const doubleSpend = recordedBlocks(new URL('praos-ledger/double-spend.txt.gz', vectors))[0]!;

/** All 600, or undefined where the shared data is not at hand. */
export function allBlocks(): readonly RecordedBlock[] | undefined {
  const file = new URL('blocks.txt.gz', shared);
  return existsSync(file) ? recordedBlocks(file) : undefined;
}

/** Mainnet's parameters of 2025, which that network's transactions satisfy. */
export const parameters: ProtocolParameters = {
  minFeeA: 44n,
  minFeeB: 155_381n,
  maxTxSize: 16_384,
  maxBlockBodySize: 90_112,
  maxBlockHeaderSize: 1_100,
  coinsPerUtxoByte: 4_310n,
  protocolVersion: { major: 10, minor: 0 },
};

export const funds: readonly (readonly [string, TxOut])[] = readFunds();

/** The ledger just before the first block. */
export function ledgerAtStart(): LedgerState {
  const header = block(firstBlocks[0]!).header;
  const tip = { slot: header.slot - 1, blockNo: header.blockNo - 1, hash: header.prevHash! };
  return { utxo: new Map(funds), tip, protocolParameters: parameters, networkId: 0 };
}

export function block(recorded: RecordedBlock): Block {
  return decodeBlock(recorded.bytes);
}

function recordedBlocks(file: URL): RecordedBlock[] {
  const lines = gunzipSync(readFileSync(file)).toString('ascii').trimEnd().split('\n');
  return lines.map((line) => {
    const fields = line.split(' ');
    return { hash: fields[2]!, bytes: fromHex(`8207${fields.at(-1)!}`) };
  });
}

function readFunds(): [string, TxOut][] {
  const { genesisTxId, utxo } = JSON.parse(
    readFileSync(new URL('praos-ledger/funds.json', vectors), 'utf8'),
  ) as { genesisTxId: string; utxo: [number, string, number][] };
  return utxo.map(([index, hex, amount]) => {
    const address = fromHex(hex);
    const lovelace = BigInt(amount);
    const writer = new Writer();
    writeOutput(writer, { address, lovelace });
    return [`${genesisTxId}#${index}`, { address, lovelace, sizeBytes: writer.length }];
  });
}
