import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { chainSyncCodec } from './codec.ts';
import type { ChainSyncMessage } from './messages.ts';

const agency = {
  Idle: 'client',
  CanAwait: 'server',
  MustReply: 'server',
  Intersect: 'server',
  Done: 'nobody',
} as const;
type State = keyof typeof agency;

const sizeBytes = 65535;

/** Limits of §11.2; MustReply: the reference draws 601..911 s, ours is the upper end. */
export const chainSyncProtocol: MiniProtocol<ChainSyncMessage, State> = {
  name: 'chain-sync',
  number: 2,
  codec: chainSyncCodec,
  initial: 'Idle',
  agency,
  limits: {
    Idle: { sizeBytes },
    CanAwait: { sizeBytes, timeMs: 10_000 },
    MustReply: { sizeBytes, timeMs: 911_000 },
    Intersect: { sizeBytes, timeMs: 10_000 },
    Done: { sizeBytes: 0 },
  },
  step,
};

function step(state: State, { kind }: ChainSyncMessage): State {
  switch (state) {
    case 'Idle':
      if (kind === 'RequestNext') return 'CanAwait';
      if (kind === 'FindIntersect') return 'Intersect';
      if (kind === 'Done') return 'Done';
      break;
    case 'CanAwait':
      if (kind === 'AwaitReply') return 'MustReply';
      if (kind === 'RollForward' || kind === 'RollBackward') return 'Idle';
      break;
    case 'MustReply':
      if (kind === 'RollForward' || kind === 'RollBackward') return 'Idle';
      break;
    case 'Intersect':
      if (kind === 'IntersectFound' || kind === 'IntersectNotFound') return 'Idle';
  }
  throw illegalMessage('chain-sync', state, kind);
}
