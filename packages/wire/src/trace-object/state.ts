import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { type ObjectLayout, traceObjectCodec } from './codec.ts';
import type { TraceObjectMessage } from './messages.ts';

/** Client = acceptor (asks), server = forwarder (answers). */
const agency = { Idle: 'client', BusyBlocking: 'server', BusyNonBlocking: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/**
 * The protocol itself has no limits (§5); these are ours. `replyBytes` bounds what a forwarder can make an
 * acceptor hold; requests are below 20 bytes.
 */
export function traceObjectProtocol(options: {
  layout: ObjectLayout;
  replyBytes: number;
}): MiniProtocol<TraceObjectMessage, State> {
  const reply = { sizeBytes: options.replyBytes };
  return {
    name: 'trace-object',
    number: 2,
    codec: traceObjectCodec(options.layout),
    initial: 'Idle',
    agency,
    limits: { Idle: { sizeBytes: 1024 }, BusyBlocking: reply, BusyNonBlocking: reply, Done: reply },
    step,
  };
}

function step(state: State, message: TraceObjectMessage): State {
  switch (state) {
    case 'Idle':
      if (message.kind === 'Request') return message.blocking ? 'BusyBlocking' : 'BusyNonBlocking';
      if (message.kind === 'Done') return 'Done';
      break;
    case 'BusyBlocking':
      if (message.kind !== 'Reply') break;
      if (message.objects.length > 0) return 'Idle';
      throw illegalMessage('trace-object', state, message.kind, 'at least one object');
    case 'BusyNonBlocking':
      if (message.kind === 'Reply') return 'Idle';
  }
  throw illegalMessage('trace-object', state, message.kind);
}
