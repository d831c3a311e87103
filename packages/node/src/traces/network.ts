import { defineMessage, type Tracing } from '@slotbench/tracing';
import { type PeerLabel, peerFields } from './render.ts';

export type NetworkTracers = ReturnType<typeof networkTracers>;

export function networkTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    keepAlive: tracing.tracer(keepAliveClient),
    connected: tracing.tracer(
      connectionMessage('HandshakeSuccess', 'Info', 'Both sides agreed on a version.'),
    ),
    connectFailed: tracing.tracer(connectError),
    disconnected: tracing.tracer(disconnected),
    counters: tracing.tracer(connectionCounters),
    tooMany: tracing.tracer(connectionHardLimit),
  };
}

const keepAliveClient = defineMessage<{ address: string; roundTripSeconds: number }>({
  namespace: 'Net.KeepAliveClient',
  severity: 'Info',
  forMachine: ({ address, roundTripSeconds }) => ({
    kind: 'KeepAliveClient',
    address,
    rtt: roundTripSeconds,
  }),
  fields: { address: 'string: host:port of the peer', rtt: 'number: seconds' },
  legacy: { switch: 'KeepAliveClient' },
  doc: 'A peer answered; the time that it took, in seconds.',
});

function connectionMessage(name: string, severity: 'Info', doc: string) {
  return defineMessage<{ peer: PeerLabel; side: 'Outbound' | 'Inbound' }>({
    namespace: `Net.ConnectionManager.Remote.ConnectionHandler.${name}`,
    severity,
    forMachine: ({ peer, side }) => ({ kind: name, provenance: side, ...peer }),
    fields: { provenance: 'string: Outbound if we connected, else Inbound', ...peerFields },
    legacy: { switch: 'ConnectionManager' },
    doc,
  });
}

const connectError = defineMessage<{ address: string; reason: string; retrySeconds: number }>({
  namespace: 'Net.ConnectionManager.Remote.ConnectError',
  severity: 'Info',
  forMachine: ({ address, reason, retrySeconds }) => ({
    kind: 'ConnectError',
    address,
    reason,
    retrySeconds,
  }),
  fields: {
    address: 'string: host:port of the producer',
    reason: 'string: what the system or the handshake says',
    retrySeconds: 'number: until the next attempt',
  },
  legacy: { switch: 'ConnectionManager' },
  doc: 'A producer of the topology cannot be reached; it is tried again.',
});

const disconnected = defineMessage<{
  peer: PeerLabel;
  side: 'Outbound' | 'Inbound';
  reason: string;
  fault: boolean;
}>({
  namespace: 'Net.ConnectionManager.Remote.ConnectionCleanup',
  severity: ({ fault }) => (fault ? 'Notice' : 'Info'),
  forMachine: ({ peer, side, reason }) => ({ kind: 'ConnectionCleanup', provenance: side, reason, ...peer }),
  fields: {
    provenance: 'string: Outbound if we connected, else Inbound',
    reason: 'string: how it ended',
    ...peerFields,
  },
  legacy: { switch: 'ConnectionManager' },
  doc: 'A connection ended.',
});

const connectionCounters = defineMessage<{ inbound: number; outbound: number }>({
  namespace: 'Net.ConnectionManager.Remote.ConnectionManagerCounters',
  severity: 'Info',
  forMachine: ({ inbound, outbound }) => ({
    kind: 'ConnectionManagerCounters',
    state: { inbound, outbound },
  }),
  metrics: ({ inbound, outbound }) => [
    { kind: 'int', name: 'connectionManager.inboundConns', value: inbound },
    { kind: 'int', name: 'connectionManager.outboundConns', value: outbound },
    { kind: 'int', name: 'connectionManager.unidirectionalConns', value: inbound + outbound },
  ],
  metricHelp: {
    'connectionManager.inboundConns': 'Connections that peers opened',
    'connectionManager.outboundConns': 'Connections that we opened',
    'connectionManager.unidirectionalConns': 'All connections: each carries its protocols in one direction',
  },
  fields: { state: { inbound: 'integer: opened by peers', outbound: 'integer: opened by us' } },
  legacy: { switch: 'ConnectionManagerCounters', forMachine: () => undefined },
  doc: 'How many connections there are; each carries its protocols in one direction.',
});

const connectionHardLimit = defineMessage<{ peer: PeerLabel; limit: number }>({
  namespace: 'Net.AcceptPolicy.ConnectionHardLimit',
  severity: 'Warning',
  forMachine: ({ peer, limit }) => ({ kind: 'ServerTraceAcceptConnectionHardLimit', limit, ...peer }),
  fields: { limit: 'integer: most peers at a time', ...peerFields },
  legacy: { switch: 'AcceptPolicy' },
  doc: 'A connection was refused: as many peers as allowed are served already.',
});
