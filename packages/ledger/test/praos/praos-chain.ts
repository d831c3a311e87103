import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fromHex, Reader } from '@slotbench/cbor';
import { decodeHeader, type Header, readHeader } from '../../src/praos/header.ts';
import { combineNonces } from '../../src/praos/nonce.ts';
import type { HeaderContext } from '../../src/praos/validate-header.ts';

const own = new URL('../vectors/praos-chain/', import.meta.url);
const shared = new URL('../../../../../shared/data/praos-chain/', import.meta.url);

export interface ChainBlock {
  readonly slot: number;
  readonly height: number;
  readonly hash: string;
  readonly header: Header;
}

interface PoolKeys {
  readonly pool_id: string;
  readonly vrf_hash: string;
  readonly cold_seed: string;
  readonly cold_vk: string;
  readonly vrf_seed: string;
  readonly vrf_vk: string;
  readonly kes_seed: string;
  readonly kes_vk: string;
  readonly opcert_cbor: string;
}

export const poolKeys: readonly PoolKeys[] = JSON.parse(readFileSync(new URL('keys.json', own), 'utf8'));

export const anchorNonces: { active: string; candidate: string; evolving: string } = JSON.parse(
  readFileSync(new URL('nonces.json', own), 'utf8'),
);

/** The last header of epoch 1. */
export const tailHeader = decodeHeader(new Uint8Array(readFileSync(new URL('tail-header.cbor', own))));

/** The nonce of epoch 3, which all blocks of the chain are proved against. */
export const epochNonce = combineNonces(anchorNonces.candidate, tailHeader.prevHash!);

/** The first 60 blocks. */
export const firstBlocks: readonly ChainBlock[] = lines(new URL('blocks.txt.gz', own)).map(chainBlock);

/** All 600 blocks, or undefined where the shared data is not at hand. */
export function allBlocks(): readonly ChainBlock[] | undefined {
  const file = new URL('blocks.txt.gz', shared);
  return existsSync(file) ? lines(file).map(chainBlock) : undefined;
}

/** What the first block after `previous` is checked against. */
export function contextAfter(previous: HeaderContext['previous']): HeaderContext {
  return {
    previous,
    epochNonce,
    opcertCounters: new Map(),
    stake: new Map(
      poolKeys.map((p) => [p.pool_id, { vrfHash: p.vrf_hash, stake: { numerator: 1n, denominator: 5n } }]),
    ),
    activeSlotsCoeff: { numerator: 1n, denominator: 20n },
    slotsPerKesPeriod: 129600,
    maxKesEvolutions: 62,
    limits: { maxHeaderBytes: 1100, maxBodyBytes: 90112, maxProtocolMajor: 10 },
  };
}

/** The header before the first block: only its place is known to the checks. */
export const anchor = {
  slot: firstBlocks[0]!.slot - 1,
  blockNo: firstBlocks[0]!.height - 1,
  hash: firstBlocks[0]!.header.prevHash!,
};

function lines(file: URL): string[] {
  return gunzipSync(readFileSync(file)).toString('ascii').trimEnd().split('\n');
}

/** The last field of a line is the block; its first element the header. */
function chainBlock(line: string): ChainBlock {
  const fields = line.split(' ');
  const reader = new Reader(fromHex(fields.at(-1)!));
  reader.expectArray(5);
  return {
    slot: Number(fields[0]),
    height: Number(fields[1]),
    hash: fields[2]!,
    header: readHeader(reader),
  };
}
