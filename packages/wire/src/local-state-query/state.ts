import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { localStateQueryCodec } from './codec.ts';
import type { LocalStateQueryMessage } from './messages.ts';

const agency = {
  Idle: 'client',
  Acquiring: 'server',
  Acquired: 'client',
  Querying: 'server',
  Done: 'nobody',
} as const;
type State = keyof typeof agency;

/** The reference has no limits here. Ours: a query of 10,000 addresses; a result of half a million outputs, in ten minutes. */
const QUERY_BYTES = 1_000_000;
export const RESULT_BYTES = 64_000_000;

export const localStateQueryProtocol: MiniProtocol<LocalStateQueryMessage, State> = {
  name: 'local-state-query',
  number: 7,
  codec: localStateQueryCodec,
  initial: 'Idle',
  agency,
  limits: {
    Idle: { sizeBytes: QUERY_BYTES },
    Acquiring: { sizeBytes: QUERY_BYTES, timeMs: 60_000 },
    Acquired: { sizeBytes: QUERY_BYTES },
    Querying: { sizeBytes: RESULT_BYTES, timeMs: 600_000 },
    Done: { sizeBytes: 0 },
  },
  step,
};

const STEPS: Readonly<Record<State, Partial<Record<LocalStateQueryMessage['kind'], State>>>> = {
  Idle: { Acquire: 'Acquiring', Done: 'Done' },
  Acquiring: { Acquired: 'Acquired', Failure: 'Idle' },
  Acquired: { Query: 'Querying', ReAcquire: 'Acquiring', Release: 'Idle' },
  Querying: { Result: 'Acquired' },
  Done: {},
};

function step(state: State, { kind }: LocalStateQueryMessage): State {
  const next = STEPS[state][kind];
  if (next === undefined) throw illegalMessage('local-state-query', state, kind);
  return next;
}
