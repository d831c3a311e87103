import { type Block, decodeBlock, type Header } from '@slotbench/ledger';
import type { BlockFetchMessage, Peer, Point } from '@slotbench/wire';
import type { BlockFetchTracers } from '../traces/block-fetch.ts';
import type { PeerLabel } from '../traces/render.ts';
import { PeerFault } from './peer-fault.ts';

export interface BlockFetchClient {
  readonly trace: BlockFetchTracers;
  readonly label: PeerLabel;
  /** Milliseconds since the start of a slot. */
  sinceSlotStartMs(slot: number): number;
  /** Takes a block whose header is validated; awaited, so that a full queue slows the download down. */
  onBlock(block: Block): Promise<void>;
}

/**
 * Downloads consecutive blocks from one peer. Answers false if the peer has not got them; throws when the connection
 * ends or the peer sends something else than what was asked.
 */
export async function fetchBlocks(
  peer: Peer<BlockFetchMessage>,
  headers: readonly Header[],
  o: BlockFetchClient,
): Promise<boolean> {
  const head = headers.at(-1)!;
  o.trace.addedFetchRequest({ peer: o.label });
  o.trace.sendFetchRequest({ head: head.hash, length: headers.length, peer: o.label });
  await peer.send({ kind: 'RequestRange', from: pointOf(headers[0]!), to: pointOf(head) });
  const answer = await peer.receive();
  if (answer.kind === 'NoBlocks') {
    o.trace.rejectedFetchBatch({ peer: o.label });
    return false;
  }
  o.trace.startedFetchBatch({ peer: o.label });
  for (const expected of headers) {
    const message = await peer.receive();
    if (message.kind !== 'Block')
      throw new PeerFault(`the peer ended the batch before block ${expected.hash}`);
    const block = decodeBlock(message.bytes);
    if (block.header.hash !== expected.hash)
      throw new PeerFault(`asked for block ${expected.hash}, got ${block.header.hash}`);
    // A right header with another body must not make the real block invalid.
    if (block.bodyHash !== expected.bodyHash)
      throw new PeerFault(`block ${expected.hash} came with another body`);
    o.trace.completedBlockFetch({
      hash: expected.hash,
      delaySeconds: o.sinceSlotStartMs(expected.slot) / 1000,
      sizeBytes: message.bytes.length,
      peer: o.label,
    });
    await o.onBlock(block);
  }
  const end = await peer.receive();
  if (end.kind !== 'BatchDone') throw new PeerFault('the peer sent more blocks than asked for');
  o.trace.completedFetchBatch({ peer: o.label });
  return true;
}

function pointOf({ slot, hash }: Header): Point {
  return { kind: 'block', slot, hash };
}
