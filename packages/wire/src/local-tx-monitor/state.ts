import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { localTxMonitorCodec } from './codec.ts';
import type { LocalTxMonitorMessage } from './messages.ts';

/** `Acquiring` lasts until the mempool is another one, so it has no time limit. */
const agency = {
  Idle: 'client',
  Acquiring: 'server',
  Acquired: 'client',
  BusyNext: 'server',
  BusyHas: 'server',
  BusySizes: 'server',
  Done: 'nobody',
} as const;
type State = keyof typeof agency;

/** The reference has no limits here; ours fit the largest transaction and give a minute for an answer. */
const sizeBytes = 65_584;
const busy = { sizeBytes, timeMs: 60_000 };

export const localTxMonitorProtocol: MiniProtocol<LocalTxMonitorMessage, State> = {
  name: 'local-tx-monitor',
  number: 9,
  codec: localTxMonitorCodec,
  initial: 'Idle',
  agency,
  limits: {
    Idle: { sizeBytes },
    Acquiring: { sizeBytes },
    Acquired: { sizeBytes },
    BusyNext: busy,
    BusyHas: busy,
    BusySizes: busy,
    Done: { sizeBytes: 0 },
  },
  step,
};

const STEPS: Readonly<Record<State, Partial<Record<LocalTxMonitorMessage['kind'], State>>>> = {
  Idle: { Acquire: 'Acquiring', Done: 'Done' },
  Acquiring: { Acquired: 'Acquired' },
  Acquired: {
    Acquire: 'Acquiring',
    Release: 'Idle',
    NextTx: 'BusyNext',
    HasTx: 'BusyHas',
    GetSizes: 'BusySizes',
  },
  BusyNext: { ReplyNextTx: 'Acquired' },
  BusyHas: { ReplyHasTx: 'Acquired' },
  BusySizes: { ReplyGetSizes: 'Acquired' },
  Done: {},
};

function step(state: State, { kind }: LocalTxMonitorMessage): State {
  const next = STEPS[state][kind];
  if (next === undefined) throw illegalMessage('local-tx-monitor', state, kind);
  return next;
}
