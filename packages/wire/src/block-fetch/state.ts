import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { blockFetchCodec } from './codec.ts';
import type { BlockFetchMessage } from './messages.ts';

const agency = { Idle: 'client', Busy: 'server', Streaming: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/** Limits of §11.2. */
export const blockFetchProtocol: MiniProtocol<BlockFetchMessage, State> = {
  name: 'block-fetch',
  number: 3,
  codec: blockFetchCodec,
  initial: 'Idle',
  agency,
  limits: {
    Idle: { sizeBytes: 65535 },
    Busy: { sizeBytes: 65535, timeMs: 60_000 },
    Streaming: { sizeBytes: 2_500_000, timeMs: 60_000 },
    Done: { sizeBytes: 0 },
  },
  step,
};

function step(state: State, { kind }: BlockFetchMessage): State {
  switch (state) {
    case 'Idle':
      if (kind === 'RequestRange') return 'Busy';
      if (kind === 'ClientDone') return 'Done';
      break;
    case 'Busy':
      if (kind === 'StartBatch') return 'Streaming';
      if (kind === 'NoBlocks') return 'Idle';
      break;
    case 'Streaming':
      if (kind === 'Block') return 'Streaming';
      if (kind === 'BatchDone') return 'Idle';
  }
  throw illegalMessage('block-fetch', state, kind);
}
