import { type Clock, systemClock } from '../clock.ts';
import { Limiter, type LimiterNotice } from '../limiter/limiter.ts';
import { emptyContext } from './context.ts';
import type { Trace } from './trace.ts';

/**
 * Lets through about `frequencyHz` messages a second, by the rules of `maxFrequency` (limiter.ts). What the limiter tells of
 * itself goes to `notices`, under `name`.
 */
export function limitFrequency<A>(
  limit: { frequencyHz: number; name: string; clock?: Clock },
  notices: Trace<LimiterNotice & { readonly name: string }>,
  trace: Trace<A>,
): Trace<A> {
  const { name, frequencyHz, clock = systemClock() } = limit;
  const now = (): number => {
    clock.read();
    return clock.seconds + clock.nanoseconds * 1e-9;
  };
  const limiter = new Limiter(frequencyHz, now());
  const tell = (notice: LimiterNotice): void => notices.emit({ ...notice, name }, emptyContext);
  return {
    emit(message, context) {
      if (limiter.arrive(now(), tell)) trace.emit(message, context);
    },
    configure(change) {
      notices.configure?.(change);
      trace.configure?.(change);
    },
  };
}
