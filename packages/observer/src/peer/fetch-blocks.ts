import { Reader, toHex } from '@slotbench/cbor';
import { blake2b256 } from '@slotbench/ledger';
import type { BlockFetchMessage, Peer } from '@slotbench/wire';
import type { Clock } from '../clock.ts';
import type { PeerObservation } from '../log/observation.ts';
import { type ChainLink, pointOf } from './observed-chain.ts';
import { PeerFault } from './peer-fault.ts';

/** Blocks that may wait for the one before; beyond it the oldest is not fetched. */
const MAX_WAITING = 32;

export interface BlockFetcher {
  fetch(link: ChainLink): void;
  /** Fetches one block after the other; never resolves, rejects with WireError or PeerFault. */
  run(peer: Peer<BlockFetchMessage>): Promise<never>;
}

export function createBlockFetcher(o: {
  readonly node: string;
  readonly clock: Clock;
  record(ns: number, observation: PeerObservation): void;
}): BlockFetcher {
  const { node, clock, record } = o;
  const waiting: ChainLink[] = [];
  let wake: () => void = () => {};
  return {
    fetch(link) {
      waiting.push(link);
      if (waiting.length > MAX_WAITING) {
        const { slot, hash } = waiting.shift()!;
        record(clock.nowNs(), { kind: 'noBlock', node, slot, hash, askedNs: null });
      }
      wake();
    },
    async run(peer) {
      for (;;) {
        const link = waiting.shift();
        if (link !== undefined) await fetchBlock(peer, link, o);
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}

async function fetchBlock(
  peer: Peer<BlockFetchMessage>,
  link: ChainLink,
  { node, clock, record }: Parameters<typeof createBlockFetcher>[0],
): Promise<void> {
  const { slot, hash } = link;
  const point = pointOf(link);
  const askedNs = clock.nowNs();
  await peer.send({ kind: 'RequestRange', from: point, to: point });
  let blocks = 0;
  for (;;) {
    const message = await peer.receive();
    const ns = clock.nowNs();
    if (message.kind === 'NoBlocks') {
      record(ns, { kind: 'noBlock', node, slot, hash, askedNs });
      return;
    }
    if (message.kind === 'BatchDone') {
      if (blocks === 0) throw new PeerFault('block', `it serves an empty batch for ${hash}`);
      return;
    }
    if (message.kind !== 'Block') continue;
    if (++blocks > 1)
      throw new PeerFault('block', `it serves more than the one block that was asked for, ${hash}`);
    const served = headerHash(message.bytes);
    if (served !== hash) throw new PeerFault('block', `it serves block ${served} for ${hash}`);
    record(ns, { kind: 'block', node, slot, hash, askedNs, bytes: message.bytes.length });
  }
}

/** Of `[era, [header, …]]`; the rest of the block is not read. */
function headerHash(bytes: Uint8Array): string {
  try {
    const reader = new Reader(bytes);
    reader.expectArray(2);
    reader.uint();
    reader.array();
    return toHex(blake2b256(reader.skip()));
  } catch (error) {
    throw new PeerFault('garbage', `it serves what is no block: ${(error as Error).message}`);
  }
}
