import type { Clock } from './clock.ts';
import type { LimiterNotice } from './limiter/limiter.ts';
import type { MessageType } from './message.ts';
import {
  messagesLost,
  rememberLimiting,
  startLimiting,
  stopLimiting,
  unknownNamespace,
} from './reflection.ts';
import type { Tracer } from './tracer.ts';

type MakeTracer = <P>(message: MessageType<P>) => Tracer<P>;

/** What tracing says about itself while it runs. */
export interface SelfTraces {
  notice(namespace: string, notice: LimiterNotice): void;
  undeclared(namespace: string): void;
  lost(sink: 'forwarder' | 'stdout', count: number, reason: string): void;
}

/** The tracers are made when the first notice comes: most programs have none. */
export function selfTraces(tracer: MakeTracer, clock: Clock): SelfTraces {
  const make = () => ({
    start: tracer(startLimiting),
    remember: tracer(rememberLimiting),
    stop: tracer(stopLimiting),
    unknown: tracer(unknownNamespace),
    lost: tracer(messagesLost),
  });
  let made: ReturnType<typeof make> | undefined;
  const tracers = () => {
    made ??= make();
    return made;
  };
  const losses = { forwarder: oncePerSecond(clock), stdout: oncePerSecond(clock) };
  return {
    notice(name, notice) {
      // A limited notice would tell about itself.
      if (name.startsWith('Reflection.')) return;
      const { start, remember, stop } = tracers();
      if (notice.kind === 'StartLimiting') start({ name });
      else if (notice.kind === 'RememberLimiting') remember({ name, suppressed: notice.suppressed });
      else stop({ name, suppressed: notice.suppressed });
    },
    undeclared(namespace) {
      tracers().unknown({ unknown: namespace, legal: '', querying: 'severity' });
    },
    lost(sink, count, reason) {
      const due = losses[sink](count);
      if (due > 0) tracers().lost({ sink, count: due, reason });
    },
  };
}

/** Adds up; returns the sum at most once a second, else 0. */
function oncePerSecond(clock: Clock): (count: number) => number {
  let sum = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (count) => {
    sum += count;
    clock.read();
    if (Math.abs(clock.seconds - toldAt) < 1) return 0;
    toldAt = clock.seconds;
    const due = sum;
    sum = 0;
    return due;
  };
}

/** Tells the first error at once and then at most one a second; all are counted. */
export function countErrors(clock: Clock, complain: (text: string) => void) {
  const due = oncePerSecond(clock);
  let count = 0;
  return {
    count: () => count,
    note(what: string, error: unknown): void {
      count++;
      if (due(1) > 0) complain(`Error ${what}: ${describe(error)}`);
    },
  };
}

/** What is thrown may be anything, and may throw when it is made into a text. */
function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'something that has no text';
  }
}
