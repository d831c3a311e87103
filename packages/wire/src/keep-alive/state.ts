import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { keepAliveCodec } from './codec.ts';
import type { KeepAliveMessage } from './messages.ts';

const agency = { Client: 'client', Server: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/** Limits of §11.2: a client that is silent for 97 s is dropped, an answer takes at most 60 s. */
export const keepAliveProtocol: MiniProtocol<KeepAliveMessage, State> = {
  name: 'keep-alive',
  number: 8,
  codec: keepAliveCodec,
  initial: 'Client',
  agency,
  limits: {
    Client: { sizeBytes: 65535, timeMs: 97_000 },
    Server: { sizeBytes: 65535, timeMs: 60_000 },
    Done: { sizeBytes: 0 },
  },
  step,
};

function step(state: State, { kind }: KeepAliveMessage): State {
  switch (state) {
    case 'Client':
      if (kind === 'KeepAlive') return 'Server';
      if (kind === 'Done') return 'Done';
      break;
    case 'Server':
      if (kind === 'Response') return 'Client';
  }
  throw illegalMessage('keep-alive', state, kind);
}
