import { type Detail, defineMessage, type Tracing } from '@slotbench/tracing';
import {
  type ChainPoint,
  type PeerLabel,
  peerFields,
  pointFields,
  pointObject,
  renderHash,
  renderPoint,
  tipFields,
  tipObject,
} from './render.ts';

export type ChainSyncTracers = ReturnType<typeof chainSyncTracers>;

export function chainSyncTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    foundIntersection: tracing.tracer(foundIntersection),
    downloadedHeader: tracing.tracer(downloadedHeader),
    validatedHeader: tracing.tracer(validatedHeader),
    rolledBack: tracing.tracer(rolledBack),
    exception: tracing.tracer(clientException),
    termination: tracing.tracer(clientTermination),
    serverUpdate: tracing.tracer(serverUpdate),
  };
}

const foundIntersection = defineMessage<{ peer: PeerLabel }>({
  namespace: 'ChainSync.Client.FoundIntersection',
  severity: 'Info',
  forMachine: ({ peer }) => ({ kind: 'FoundIntersection', peer }),
  fields: { peer: peerFields },
  legacy: { switch: 'ChainSyncClient', kind: 'ChainSyncClientEvent.TraceFoundIntersection' },
  doc: 'The chain of the peer and the own one share a block (or the genesis).',
});

interface HeaderSeen {
  readonly slot: number;
  readonly hash: string;
  readonly blockNo: number;
  readonly peer: PeerLabel;
}

const downloadedHeader = defineMessage<HeaderSeen>({
  namespace: 'ChainSync.Client.DownloadedHeader',
  severity: 'Info',
  forMachine: ({ slot, hash, blockNo, peer }, detail) => ({
    kind: 'DownloadedHeader',
    slot,
    block: renderHash(hash, detail),
    blockNo,
    peer,
  }),
  fields: {
    slot: 'integer: slot of the header',
    block: 'string: hash of the header',
    blockNo: 'integer: number of the block',
    peer: peerFields,
  },
  legacy: { switch: 'ChainSyncClient', kind: 'ChainSyncClientEvent.TraceDownloadedHeader' },
  doc: 'A header arrived from a peer; once a peer and header.',
});

const validatedHeader = defineMessage<{ hash: string; peer: PeerLabel }>({
  namespace: 'ChainSync.Client.ValidatedHeader',
  severity: 'Debug',
  forMachine: ({ hash, peer }, detail) => ({
    kind: 'ValidatedHeader',
    headerHash: renderHash(hash, detail),
    peer,
  }),
  fields: { headerHash: 'string: hash of the header', peer: peerFields },
  legacy: { switch: 'ChainSyncClient', kind: 'ChainSyncClientEvent.TraceValidatedHeader' },
  doc: 'The header keeps the rules of Praos; the candidate chain of the peer grew by it.',
});

const rolledBack = defineMessage<{ point: ChainPoint; peer: PeerLabel }>({
  namespace: 'ChainSync.Client.RolledBack',
  severity: 'Notice',
  forMachine: ({ point, peer }, detail) => ({ kind: 'RolledBack', tip: pointObject(point, detail), peer }),
  fields: { tip: pointFields, peer: peerFields },
  legacy: { switch: 'ChainSyncClient', kind: 'ChainSyncClientEvent.TraceRolledBack' },
  doc: 'The peer switched to a fork: its chain goes back to this point.',
});

const clientException = defineMessage<{ exception: string; peer: PeerLabel }>({
  namespace: 'ChainSync.Client.Exception',
  severity: 'Warning',
  forMachine: ({ exception, peer }) => ({ kind: 'Exception', exception, peer }),
  fields: { exception: 'string: the fault', peer: peerFields },
  legacy: { switch: 'ChainSyncClient', kind: 'ChainSyncClientEvent.TraceException' },
  doc: 'The peer broke a rule of the protocol or sent an invalid header; the connection ends.',
});

const clientTermination = defineMessage<{ reason: string; peer: PeerLabel }>({
  namespace: 'ChainSync.Client.Termination',
  severity: 'Notice',
  forMachine: ({ reason, peer }) => ({ kind: 'Termination', reason, peer }),
  fields: { reason: 'string: why', peer: peerFields },
  legacy: { switch: 'ChainSyncClient', kind: 'ChainSyncClientEvent.TraceTermination' },
  doc: 'The chain of this peer is followed no longer.',
});

/** One header or rollback to one downstream peer: before it is sent (rising edge) and after. */
export interface ServerUpdate {
  readonly tip: { point: ChainPoint; blockNo: number };
  readonly change: { kind: 'addBlock' | 'rollBackTo'; point: ChainPoint };
  /** True if the peer had been told to wait: it knew the whole chain. */
  readonly blockingRead: boolean;
  readonly risingEdge: boolean;
  readonly peer: PeerLabel;
}

/** The legacy system tells that a header is read to be sent, and not that it was; it names the block by its hash alone. */
function legacyServerRead(
  { tip, change, blockingRead, risingEdge, peer }: ServerUpdate,
  detail: Detail,
): Record<string, unknown> | undefined {
  if (!risingEdge) return undefined;
  const read = `ChainSyncServerEvent.TraceChainSyncServerRead${blockingRead ? 'Blocked' : ''}`;
  return change.kind === 'rollBackTo'
    ? {
        kind: `${read}.RollBack`,
        point: renderPoint(change.point, detail),
        tip: tipObject(tip, detail),
        peer,
      }
    : {
        kind: `${read}.AddBlock`,
        block: change.point === undefined ? 'genesis' : renderHash(change.point.hash, detail),
        tip: tipObject(tip, detail),
        peer,
      };
}

const serverUpdate = defineMessage<ServerUpdate>({
  namespace: 'ChainSync.ServerHeader.Update',
  severity: ({ risingEdge }) => (risingEdge ? 'Info' : 'Debug'),
  forMachine: ({ tip, change, blockingRead, risingEdge, peer }, detail) => ({
    kind: 'ChainSyncServer.Update',
    tip: tipObject(tip, detail),
    [change.kind]: renderPoint(change.point, detail),
    blockingRead,
    ...(risingEdge ? { risingEdge } : {}),
    peer,
  }),
  metrics: ({ risingEdge, change }) =>
    risingEdge || change.kind === 'rollBackTo' ? [] : [{ kind: 'counter', name: 'served.header' }],
  metricHelp: { 'served.header': 'Headers sent to downstream peers' },
  fields: {
    tip: tipFields,
    addBlock: 'string?: hash@slot of the header',
    rollBackTo: 'string?: hash@slot to go back to',
    blockingRead: 'boolean: the peer knew the whole chain and waited',
    risingEdge: 'boolean?: true before it is sent',
    peer: peerFields,
  },
  legacy: { switch: 'ChainSyncHeaderServer', forMachine: legacyServerRead },
  doc: 'A header, or the order to roll back, goes to a downstream peer.',
});
