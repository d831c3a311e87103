import { defineMessage, type Tracing } from '@slotbench/tracing';
import { type PeerLabel, peerFields, renderHash } from './render.ts';

export type BlockFetchTracers = ReturnType<typeof blockFetchTracers>;

export function blockFetchTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    addedFetchRequest: tracing.tracer(
      peerMessage('AddedFetchRequest', 'The peer was chosen to download from.'),
    ),
    sendFetchRequest: tracing.tracer(sendFetchRequest),
    startedFetchBatch: tracing.tracer(
      peerMessage('StartedFetchBatch', 'The peer begins to send the blocks.'),
    ),
    completedBlockFetch: tracing.tracer(completedBlockFetch),
    completedFetchBatch: tracing.tracer(peerMessage('CompletedFetchBatch', 'The peer sent all the blocks.')),
    rejectedFetchBatch: tracing.tracer(peerMessage('RejectedFetchBatch', 'The peer has not got the blocks.')),
    clientTerminating: tracing.tracer(clientTerminating),
    sendBlock: tracing.tracer(sendBlock),
  };
}

/** A block later than this after its slot's start is late. Source: cardano-node's metric `lateblocks`. */
const LATE_SECONDS = 5;

function peerMessage(name: string, doc: string) {
  return defineMessage<{ peer: PeerLabel }>({
    namespace: `BlockFetch.Client.${name}`,
    severity: 'Info',
    forMachine: ({ peer }) => ({ kind: name, peer }),
    fields: { peer: peerFields },
    legacy: { switch: 'BlockFetchClient' },
    doc,
  });
}

const sendFetchRequest = defineMessage<{ head: string; length: number; peer: PeerLabel }>({
  namespace: 'BlockFetch.Client.SendFetchRequest',
  severity: 'Info',
  forMachine: ({ head, length, peer }, detail) => ({
    kind: 'SendFetchRequest',
    head: renderHash(head, detail),
    length,
    peer,
  }),
  fields: { head: 'string: hash of the last block', length: 'integer: number of blocks', peer: peerFields },
  legacy: { switch: 'BlockFetchClient' },
  doc: 'Blocks are asked for: the hash of the last one and how many.',
});

interface BlockFetched {
  readonly hash: string;
  /** From the start of the block's slot to its arrival. */
  readonly delaySeconds: number;
  readonly sizeBytes: number;
  readonly peer: PeerLabel;
}

const completedBlockFetch = defineMessage<BlockFetched>({
  namespace: 'BlockFetch.Client.CompletedBlockFetch',
  severity: 'Info',
  forMachine: ({ hash, delaySeconds, sizeBytes, peer }, detail) => ({
    kind: 'CompletedBlockFetch',
    block: renderHash(hash, detail),
    delay: delaySeconds,
    size: sizeBytes,
    peer,
  }),
  metrics: ({ delaySeconds, sizeBytes }) => [
    { kind: 'real', name: 'blockfetchclient.blockdelay', value: delaySeconds },
    { kind: 'int', name: 'blockfetchclient.blocksize', value: sizeBytes },
    ...(delaySeconds > LATE_SECONDS
      ? [{ kind: 'counter', name: 'blockfetchclient.lateblocks' } as const]
      : []),
  ],
  metricHelp: {
    'blockfetchclient.blockdelay': 'Seconds from the start of its slot to the arrival of the last block',
    'blockfetchclient.blocksize': 'Size of the last block that arrived, in bytes',
    'blockfetchclient.lateblocks': 'Blocks that arrived more than 5 s after the start of their slot',
  },
  fields: {
    block: 'string: hash of the block',
    delay: 'number: seconds from the start of its slot to the arrival',
    size: 'integer: bytes of the block',
    peer: peerFields,
  },
  legacy: { switch: 'BlockFetchClient' },
  doc: 'A block arrived.',
});

const clientTerminating = defineMessage<{ outstanding: number; peer: PeerLabel }>({
  namespace: 'BlockFetch.Client.ClientTerminating',
  severity: 'Notice',
  forMachine: ({ outstanding, peer }) => ({ kind: 'ClientTerminating', outstanding, peer }),
  fields: { outstanding: 'integer: blocks that were asked for and have not come', peer: peerFields },
  legacy: { switch: 'BlockFetchClient' },
  doc: 'No more blocks are asked of this peer; those outstanding are asked of another.',
});

const sendBlock = defineMessage<{ hash: string; blockNo: number; peer: PeerLabel }>({
  namespace: 'BlockFetch.Server.SendBlock',
  severity: 'Info',
  forMachine: ({ hash, peer }, detail) => ({
    kind: 'BlockFetchServer',
    block: renderHash(hash, detail),
    peer,
  }),
  metrics: ({ blockNo }) => [
    { kind: 'counter', name: 'served.block' },
    { kind: 'int', name: 'served.block.latest', value: blockNo },
  ],
  metricHelp: {
    'served.block': 'Blocks sent to downstream peers',
    'served.block.latest': 'Number of the last block sent to a downstream peer',
  },
  fields: { block: 'string: hash of the block', peer: peerFields },
  legacy: { switch: 'BlockFetchServer', kind: 'TraceBlockFetchServerSendBlock' },
  doc: 'A block goes to a downstream peer.',
});
