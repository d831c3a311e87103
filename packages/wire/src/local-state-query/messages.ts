import type { Point } from '../chain-sync/point.ts';

/** Which state of the chain the client wants to ask: that of a block, of the tip, or of the newest that stays for ever. */
export type QueryTarget = Point | { kind: 'volatileTip' } | { kind: 'immutableTip' };

/** The client acquires a state and asks it; `query` and `result` are one CBOR item each (see queries.ts). */
export type LocalStateQueryMessage =
  | { kind: 'Acquire'; target: QueryTarget }
  | { kind: 'Acquired' }
  | { kind: 'Failure'; failure: 'PointTooOld' | 'PointNotOnChain' }
  | { kind: 'Query'; query: Uint8Array }
  | { kind: 'Result'; result: Uint8Array }
  | { kind: 'Release' }
  | { kind: 'ReAcquire'; target: QueryTarget }
  | { kind: 'Done' };
