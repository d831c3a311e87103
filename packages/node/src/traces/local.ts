import { defineMessage, type Tracing } from '@slotbench/tracing';

export type LocalTracers = ReturnType<typeof localTracers>;

export function localTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    connected: tracing.tracer(connected),
    disconnected: tracing.tracer(disconnected),
    handshakeFailed: tracing.tracer(handshakeFailed),
    refused: tracing.tracer(refused),
  };
}

const connected = defineMessage<{ version: number }>({
  namespace: 'Net.LocalClient.Connected',
  severity: 'Info',
  forMachine: ({ version }) => ({ kind: 'LocalClientConnected', version }),
  fields: { version: 'integer: of node-to-client' },
  doc: "A client on the node's own socket agreed on a version.",
});

const disconnected = defineMessage<{ reason: string }>({
  namespace: 'Net.LocalClient.Disconnected',
  severity: 'Info',
  forMachine: ({ reason }) => ({ kind: 'LocalClientDisconnected', reason }),
  fields: { reason: 'string: how it ended' },
  doc: "The connection of a client on the node's own socket ended.",
});

const handshakeFailed = defineMessage<{ reason: string }>({
  namespace: 'Net.LocalClient.HandshakeFailed',
  severity: 'Info',
  forMachine: ({ reason }) => ({ kind: 'LocalClientHandshakeFailed', reason }),
  fields: { reason: 'string: why' },
  doc: "A client on the node's own socket agreed on no version, or said nothing.",
});

const refused = defineMessage<{ limit: number }>({
  namespace: 'Net.LocalClient.Refused',
  severity: 'Warning',
  forMachine: ({ limit }) => ({ kind: 'LocalClientRefused', limit }),
  fields: { limit: 'integer: most clients at a time' },
  doc: 'A client was turned away: as many as allowed are served already.',
});
