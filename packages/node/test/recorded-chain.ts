import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fromHex } from '@slotbench/cbor';
import { type Block, decodeBlock, type Genesis, loadGenesis, startFrom } from '@slotbench/ledger';

/** The chain that amaru adopted, and its network; see vectors/praos-chain. */

const own = new URL('vectors/praos-chain/', import.meta.url);
const ledger = new URL('../../ledger/test/vectors/', import.meta.url);
const shared = new URL('../../../../shared/data/praos-chain/', import.meta.url);

export const initialStateFile = new URL('initial-state.json', own);

/** Its genesis files: the constants that amaru has for a test network, mainnet's parameters of 2025. */
export const shelleyGenesis = {
  networkMagic: 42,
  networkId: 'Testnet',
  systemStart: '2026-01-01T00:00:00Z',
  slotLength: 1,
  epochLength: 86_400,
  activeSlotsCoeff: 0.05,
  securityParam: 432,
  slotsPerKESPeriod: 129_600,
  maxKESEvolutions: 62,
  maxLovelaceSupply: 45_000_000_000_000_000,
  protocolParams: {
    minFeeA: 44,
    minFeeB: 155_381,
    maxTxSize: 16_384,
    maxBlockBodySize: 90_112,
    maxBlockHeaderSize: 1_100,
    protocolVersion: { major: 10, minor: 2 },
  },
  initialFunds: {},
  staking: { pools: {}, stake: {} },
};
export const alonzoGenesis = { lovelacePerUTxOWord: 34_482 };

export const initialState = readFileSync(initialStateFile, 'utf8');

export function recordedGenesis(): Genesis {
  const genesis = loadGenesis({
    shelley: JSON.stringify(shelleyGenesis),
    alonzo: JSON.stringify(alonzoGenesis),
  });
  return startFrom(genesis, initialState);
}

/** The first 60 blocks. */
export const firstBlocks = (): Block[] => blocksOf(new URL('praos-chain/blocks.txt.gz', ledger));

/** A block on top of the first 20 that spends an output again. */
export const doubleSpend = (): Block => blocksOf(new URL('praos-ledger/double-spend.txt.gz', ledger))[0]!;

/** All 600, or undefined where the shared data is not at hand. */
export function allBlocks(): Block[] | undefined {
  const file = new URL('blocks.txt.gz', shared);
  return existsSync(file) ? blocksOf(file) : undefined;
}

function blocksOf(file: URL): Block[] {
  const lines = gunzipSync(readFileSync(file)).toString('ascii').trimEnd().split('\n');
  return lines.map((line) => decodeBlock(fromHex(`8207${line.split(' ').at(-1)!}`)));
}
