import type { Codec, Writer } from '@slotbench/cbor';
import { readPoint, writePoint } from '../chain-sync/point.ts';
import { unexpected } from '../serialise.ts';
import type { LocalStateQueryMessage, QueryTarget } from './messages.ts';

/** Elements of each message, by key; source: local-state-query.cddl. */
const LENGTHS = [2, 1, 2, 2, 2, 1, 2, 1, 1, 1, 1, 1] as const;
const FAILURES = ['PointTooOld', 'PointNotOnChain'] as const;

export const localStateQueryCodec: Codec<LocalStateQueryMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'Acquire':
        writeAcquire(w, message.target, { point: 0, volatileTip: 8, immutableTip: 10 });
        break;
      case 'Acquired':
        w.array(1).uint(1);
        break;
      case 'Failure':
        w.array(2).uint(2).uint(FAILURES.indexOf(message.failure));
        break;
      case 'Query':
        w.array(2).uint(3).raw(message.query);
        break;
      case 'Result':
        w.array(2).uint(4).raw(message.result);
        break;
      case 'Release':
        w.array(1).uint(5);
        break;
      case 'ReAcquire':
        writeAcquire(w, message.target, { point: 6, volatileTip: 9, immutableTip: 11 });
        break;
      case 'Done':
        w.array(1).uint(7);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (LENGTHS[key] !== length)
      throw unexpected(start, 'a local-state-query message', `array(${length}) with key ${key}`);
    switch (key) {
      case 0:
        return { kind: 'Acquire', target: readPoint(r) };
      case 1:
        return { kind: 'Acquired' };
      case 2:
        return { kind: 'Failure', failure: FAILURES[r.uint(1)]! };
      case 3:
        return { kind: 'Query', query: r.skip().slice() };
      case 4:
        return { kind: 'Result', result: r.skip().slice() };
      case 5:
        return { kind: 'Release' };
      case 6:
        return { kind: 'ReAcquire', target: readPoint(r) };
      case 7:
        return { kind: 'Done' };
      case 8:
        return { kind: 'Acquire', target: { kind: 'volatileTip' } };
      case 9:
        return { kind: 'ReAcquire', target: { kind: 'volatileTip' } };
      case 10:
        return { kind: 'Acquire', target: { kind: 'immutableTip' } };
      default:
        return { kind: 'ReAcquire', target: { kind: 'immutableTip' } };
    }
  },
};

function writeAcquire(
  w: Writer,
  target: QueryTarget,
  keys: { point: number; volatileTip: number; immutableTip: number },
): void {
  if (target.kind === 'volatileTip' || target.kind === 'immutableTip') w.array(1).uint(keys[target.kind]);
  else writePoint(w.array(2).uint(keys.point), target);
}
