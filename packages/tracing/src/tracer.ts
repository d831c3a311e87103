import type { Clock } from './clock.ts';
import type { Context } from './combinators/context.ts';
import { lineTemplate } from './format/line.ts';
import type { TimeStamps } from './format/time-stamp.ts';
import type { LimiterNotice } from './limiter/limiter.ts';
import type { MessageType, MetricUpdate } from './message.ts';
import type { MetricStore } from './metrics/store.ts';
import { renderer } from './render.ts';
import { type Route, speaks } from './route.ts';
import { type Detail, severityRank } from './severity.ts';
import type { ForwardQueue } from './sink/forward-queue.ts';
import type { LineSink } from './sink/line-sink.ts';

/** Emits one message. `enabled` is false where the call would do nothing: check it before building a costly payload. */
export interface Tracer<P> {
  (payload: P): void;
  readonly enabled: boolean;
}

/** What all tracers of a program share. */
export interface DataPlane {
  readonly clock: Clock;
  readonly stamps: TimeStamps;
  readonly lines: LineSink;
  readonly queue: ForwardQueue;
  readonly metrics: MetricStore;
  readonly host: string;
  readonly thread: string;
  /** Something in a message's declaration threw; the program that traces does not see it. */
  onError(what: string, error: unknown): void;
  /** A limiter of message `namespace` changed its state. */
  onNotice(namespace: string, notice: LimiterNotice): void;
  /** A message that the program did not declare was traced. */
  onUndeclared(namespace: string): void;
}

/** A tracer and the ways to change and to address it that its program does not see. */
export interface Traced<P> {
  readonly tracer: Tracer<P>;
  /** As the tracer, but what combinators have noted goes before what the message declares. */
  emit(payload: P, context: Context): void;
  configure(route: Route<P>): void;
}

type Emit<P> = (payload: P, context: Context | undefined) => void;

/**
 * The tracer of one message. The first call after `configure` resolves everything: most messages of a program never come, and
 * preparing all of them was a fifth of what tracing cost a node that traces nothing (docs/tracing-cost.md). A call that has
 * nothing to do is one test of a variable.
 */
export function createTracer<P>(message: MessageType<P>, plane: DataPlane, route: Route<P>): Traced<P> {
  let emit: Emit<P>;
  // A variable, not the property: it is read in half of the time (bench/tracing).
  let heard: Emit<P> | undefined;
  const call = (payload: P): void => {
    if (heard !== undefined) heard(payload, undefined);
  };
  const tracer = Object.defineProperty(call, 'enabled', { get: () => heard !== undefined }) as Tracer<P>;
  const configure = (next: Route<P>): void => {
    const first: Emit<P> = (payload, context) => {
      const made = emitter(message, next, plane);
      if (emit === first) emit = made;
      if (heard === first) heard = made;
      made(payload, context);
    };
    emit = first;
    heard = hasMetrics(message, next) || speaks(message, next) ? first : undefined;
  };
  configure(route);
  return { tracer, configure, emit: (payload, context) => emit(payload, context) };
}

function hasMetrics<P>(message: MessageType<P>, { rules }: Route<P>): boolean {
  return message.metrics !== undefined && !rules.withoutMetrics;
}

/** The place of a severity that is not there: it is judged by Silence alone and printed as Info. */
const UNRATED = -1;

function emitter<P>(message: MessageType<P>, route: Route<P>, plane: DataPlane): Emit<P> {
  const { namespace, severity } = message;
  const { rules, threshold } = route;
  const rankOf =
    typeof severity === 'function'
      ? (payload: P): number => rankOfSeverity(severity(payload))
      : constantRank(rankOfSeverity(severity));
  const template = lineTemplate({ namespace, host: plane.host, thread: plane.thread });
  const tell = (notice: LimiterNotice): void => plane.onNotice(namespace, notice);
  const audible = speaks(message, route);
  const metrics = hasMetrics(message, route) ? message.metrics! : undefined;
  const render = renderer(message, route, plane, template);
  const declared: Overrides = { detail: route.detail, privacy: message.privacy ?? 'Public' };
  const unratedPasses = threshold < severityRank.Silence || rules.unratedPassesSilence;
  let told = !rules.undeclared;

  return (payload, context) => {
    if (metrics !== undefined) updateMetrics(message, payload, plane);
    if (!told) {
      told = true;
      plane.onUndeclared(namespace);
    }
    if (!audible && context?.severity === undefined && context?.privacy === undefined) return;
    try {
      let rank = context?.severity === undefined ? rankOf(payload) : severityRank[context.severity];
      if (rank === UNRATED) {
        if (!unratedPasses) return;
        rank = severityRank.Info;
      } else if (rank < threshold) return;
      const { clock } = plane;
      clock.read();
      // The limiter may trace a notice, which reads the clock again: this message keeps its own time.
      const { seconds, nanoseconds } = clock;
      if (route.limiter !== undefined && !route.limiter.arrive(seconds + nanoseconds * 1e-9, tell)) return;
      render(
        payload,
        rank,
        seconds,
        nanoseconds,
        context === undefined ? declared : override(declared, context),
      );
    } catch (error) {
      plane.onError(`rendering trace message ${namespace}`, error);
    }
  };
}

/** What a context may say instead of the message and its configuration. */
export interface Overrides {
  readonly detail: Detail;
  readonly privacy: 'Public' | 'Confidential';
}

function override(declared: Overrides, { detail, privacy }: Context): Overrides {
  return { detail: detail ?? declared.detail, privacy: privacy ?? declared.privacy };
}

function rankOfSeverity(severity: keyof typeof severityRank | undefined): number {
  return severity === undefined ? UNRATED : severityRank[severity];
}

function constantRank(rank: number): () => number {
  return () => rank;
}

/** One metric that throws costs neither the others nor the message. */
function updateMetrics<P>(message: MessageType<P>, payload: P, plane: DataPlane): void {
  let updates: readonly MetricUpdate[];
  try {
    updates = message.metrics!(payload);
  } catch (error) {
    plane.onError(`evaluating metrics of ${message.namespace}`, error);
    return;
  }
  for (const update of updates)
    try {
      plane.metrics.update(update);
    } catch (error) {
      plane.onError(`evaluating metric ${nameOf(update)} of ${message.namespace}`, error);
    }
}

function nameOf(update: MetricUpdate): string {
  try {
    return JSON.stringify(update.name);
  } catch {
    return 'without a readable name';
  }
}
