import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { dataPointCodec } from './codec.ts';
import type { DataPointMessage } from './messages.ts';

/** Client = acceptor (asks), server = forwarder (answers). */
const agency = { Idle: 'client', Busy: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/** The protocol itself has no limits (§5); these are ours. */
export function dataPointProtocol(options: {
  requestBytes: number;
  replyBytes: number;
}): MiniProtocol<DataPointMessage, State> {
  return {
    name: 'data-point',
    number: 3,
    codec: dataPointCodec,
    initial: 'Idle',
    agency,
    limits: {
      Idle: { sizeBytes: options.requestBytes },
      Busy: { sizeBytes: options.replyBytes },
      Done: { sizeBytes: 0 },
    },
    step,
  };
}

function step(state: State, message: DataPointMessage): State {
  switch (state) {
    case 'Idle':
      if (message.kind === 'Request') return 'Busy';
      if (message.kind === 'Done') return 'Done';
      break;
    case 'Busy':
      if (message.kind === 'Reply') return 'Idle';
  }
  throw illegalMessage('data-point', state, message.kind);
}
