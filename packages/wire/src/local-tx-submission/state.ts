import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { localTxSubmissionCodec } from './codec.ts';
import type { LocalTxSubmissionMessage } from './messages.ts';

const agency = { Idle: 'client', Busy: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/** The reference has no limits here; ours are those of a transaction on node-to-node, and a minute for the answer. */
const sizeBytes = 65_584;

export const localTxSubmissionProtocol: MiniProtocol<LocalTxSubmissionMessage, State> = {
  name: 'local-tx-submission',
  number: 6,
  codec: localTxSubmissionCodec,
  initial: 'Idle',
  agency,
  limits: { Idle: { sizeBytes }, Busy: { sizeBytes, timeMs: 60_000 }, Done: { sizeBytes: 0 } },
  step,
};

function step(state: State, { kind }: LocalTxSubmissionMessage): State {
  if (state === 'Idle' && kind === 'SubmitTx') return 'Busy';
  if (state === 'Idle' && kind === 'Done') return 'Done';
  if (state === 'Busy' && (kind === 'AcceptTx' || kind === 'RejectTx')) return 'Idle';
  throw illegalMessage('local-tx-submission', state, kind);
}
