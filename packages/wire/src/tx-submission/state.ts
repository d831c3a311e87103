import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { txSubmissionCodec } from './codec.ts';
import type { TxSubmissionMessage } from './messages.ts';

/** The client provides transactions; from Init on the server asks. */
const agency = {
  Init: 'client',
  Idle: 'server',
  TxIdsBlocking: 'client',
  TxIdsNonBlocking: 'client',
  Txs: 'client',
  Done: 'nobody',
} as const;
type State = keyof typeof agency;

const SMALL_BYTES = 65535;
const LARGE_BYTES = 2_500_000;

/** Limits of §11.2. */
export const txSubmissionProtocol: MiniProtocol<TxSubmissionMessage, State> = {
  name: 'tx-submission',
  number: 4,
  codec: txSubmissionCodec,
  initial: 'Init',
  agency,
  limits: {
    Init: { sizeBytes: SMALL_BYTES },
    Idle: { sizeBytes: SMALL_BYTES },
    TxIdsBlocking: { sizeBytes: LARGE_BYTES },
    TxIdsNonBlocking: { sizeBytes: LARGE_BYTES, timeMs: 10_000 },
    Txs: { sizeBytes: LARGE_BYTES, timeMs: 10_000 },
    Done: { sizeBytes: 0 },
  },
  step,
};

function step(state: State, message: TxSubmissionMessage): State {
  const { kind } = message;
  switch (state) {
    case 'Init':
      if (kind === 'Init') return 'Idle';
      break;
    case 'Idle':
      if (kind === 'RequestTxs') return 'Txs';
      if (kind !== 'RequestTxIds') break;
      if (message.ack === 0 && message.req === 0)
        throw illegalMessage('tx-submission', state, kind, 'an acknowledgement or a request');
      return message.blocking ? 'TxIdsBlocking' : 'TxIdsNonBlocking';
    case 'TxIdsBlocking':
      if (kind === 'Done') return 'Done';
      if (kind !== 'ReplyTxIds') break;
      if (message.ids.length > 0) return 'Idle';
      throw illegalMessage('tx-submission', state, kind, 'at least one id');
    case 'TxIdsNonBlocking':
      if (kind === 'ReplyTxIds') return 'Idle';
      break;
    case 'Txs':
      if (kind === 'ReplyTxs') return 'Idle';
  }
  throw illegalMessage('tx-submission', state, kind);
}
