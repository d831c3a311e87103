import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { ekgCodec } from './codec.ts';
import type { EkgMessage } from './messages.ts';

/** Client = acceptor (asks), server = forwarder (answers). */
const agency = { Idle: 'client', Busy: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/** The protocol itself has no limits (§5); these are ours: a request may name many metrics. */
export function ekgProtocol(options: {
  requestBytes: number;
  replyBytes: number;
}): MiniProtocol<EkgMessage, State> {
  return {
    name: 'ekg',
    number: 1,
    codec: ekgCodec,
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

function step(state: State, message: EkgMessage): State {
  switch (state) {
    case 'Idle':
      if (message.kind === 'Request') return 'Busy';
      if (message.kind === 'Done') return 'Done';
      break;
    case 'Busy':
      if (message.kind === 'Response') return 'Idle';
  }
  throw illegalMessage('ekg', state, message.kind);
}
