import { type Detail, type Severity, type SeverityFilter, severityRank } from '../severity.ts';
import type { Context } from './context.ts';
import type { Trace } from './trace.ts';

/*
 * Each combinator takes the trace that messages go to and returns one that does something before. What is noted in the
 * context is noted once: the combinator nearest to the program that traces wins. Source: trace-dispatcher 2.13
 *, golden vectors of combinators.json.
 */

/** Traces `change(message)`. */
export function mapTrace<A, B>(change: (message: A) => B, trace: Trace<B>): Trace<A> {
  return through(trace, (message, context) => trace.emit(change(message), context));
}

/** Traces `change(message)` unless it is undefined. */
export function mapTraceSome<A, B>(change: (message: A) => B | undefined, trace: Trace<B>): Trace<A> {
  return through(trace, (message, context) => {
    const changed = change(message);
    if (changed !== undefined) trace.emit(changed, context);
  });
}

export function filterTrace<A>(keep: (message: A, context: Context) => boolean, trace: Trace<A>): Trace<A> {
  return through(trace, (message, context) => {
    if (keep(message, context)) trace.emit(message, context);
  });
}

/** A message without severity passes any filter, one against Silence too; undefined filters nothing. */
export function filterBySeverity<A>(filter: SeverityFilter | undefined, trace: Trace<A>): Trace<A> {
  if (filter === undefined) return trace;
  const least = severityRank[filter];
  return filterTrace((_, { severity }) => severity === undefined || severityRank[severity] >= least, trace);
}

/** `Public` keeps confidential messages back. */
export function filterByPrivacy<A>(filter: Context['privacy'], trace: Trace<A>): Trace<A> {
  if (filter !== 'Public') return trace;
  return filterTrace((_, { privacy }) => privacy !== 'Confidential', trace);
}

export function setSeverity<A>(severity: Severity, trace: Trace<A>): Trace<A> {
  return withSeverity(() => severity, trace);
}

/** The severity by the message; undefined notes nothing. */
export function withSeverity<A>(
  severityOf: (message: A, context: Context) => Severity | undefined,
  trace: Trace<A>,
): Trace<A> {
  return through(trace, (message, context) =>
    trace.emit(
      message,
      context.severity !== undefined ? context : { ...context, severity: severityOf(message, context) },
    ),
  );
}

export function setPrivacy<A>(privacy: 'Public' | 'Confidential', trace: Trace<A>): Trace<A> {
  return withPrivacy(() => privacy, trace);
}

export function privately<A>(trace: Trace<A>): Trace<A> {
  return setPrivacy('Confidential', trace);
}

export function withPrivacy<A>(
  privacyOf: (message: A, context: Context) => Context['privacy'],
  trace: Trace<A>,
): Trace<A> {
  return through(trace, (message, context) =>
    trace.emit(
      message,
      context.privacy !== undefined ? context : { ...context, privacy: privacyOf(message, context) },
    ),
  );
}

export function setDetail<A>(detail: Detail, trace: Trace<A>): Trace<A> {
  return withDetail(() => detail, trace);
}

export function withDetail<A>(
  detailOf: (message: A, context: Context) => Detail | undefined,
  trace: Trace<A>,
): Trace<A> {
  return through(trace, (message, context) =>
    trace.emit(
      message,
      context.detail !== undefined ? context : { ...context, detail: detailOf(message, context) },
    ),
  );
}

/** Puts names in front of the prefix; the combinator nearest to the sink stands first in the end. */
export function prependPrefix<A>(names: readonly string[], trace: Trace<A>): Trace<A> {
  return through(trace, (message, context) =>
    trace.emit(message, { ...context, prefix: [...names, ...context.prefix] }),
  );
}

/** Puts names in front of the inner name. */
export function prependInner<A>(names: readonly string[], trace: Trace<A>): Trace<A> {
  return through(trace, (message, context) =>
    trace.emit(message, { ...context, inner: [...names, ...context.inner] }),
  );
}

/** The inner name by the message, instead of what was there. */
export function withInnerNames<A>(namesOf: (message: A) => readonly string[], trace: Trace<A>): Trace<A> {
  return through(trace, (message, context) => trace.emit(message, { ...context, inner: namesOf(message) }));
}

/** Prefix and inner name, instead of what was there. */
export function withNames<A>(
  prefix: readonly string[],
  namesOf: (message: A) => readonly string[],
  trace: Trace<A>,
): Trace<A> {
  return through(trace, (message, context) =>
    trace.emit(message, { ...context, prefix, inner: namesOf(message) }),
  );
}

/** Replaces all that is noted. */
export function withContext<A>(context: Context, trace: Trace<A>): Trace<A> {
  return through(trace, (message) => trace.emit(message, context));
}

/** Every message to each, in order. */
export function joinTraces<A>(...traces: readonly Trace<A>[]): Trace<A> {
  return {
    emit(message, context) {
      for (const trace of traces) trace.emit(message, context);
    },
    configure(change) {
      for (const trace of traces) trace.configure?.(change);
    },
  };
}

/** Each message to the trace that `choose` returns; changes of the configuration to each of `targets`. */
export function routeTrace<A>(
  choose: (message: A, context: Context) => Trace<A>,
  targets: readonly Trace<A>[],
): Trace<A> {
  const all = joinTraces(...targets);
  return {
    emit: (message, context) => choose(message, context).emit(message, context),
    configure: (change) => all.configure?.(change),
  };
}

/** Traces what has been gathered so far, with each message. */
export function foldTrace<A, Acc>(
  step: (gathered: Acc, message: A, context: Context) => Acc,
  start: Acc,
  trace: Trace<Acc>,
): Trace<A> {
  return foldTraceWhere(step, start, () => true, trace);
}

/** Traces what has been gathered so far when `due` says so. */
export function foldTraceWhere<A, Acc>(
  step: (gathered: Acc, message: A, context: Context) => Acc,
  start: Acc,
  due: (gathered: Acc, message: A) => boolean,
  trace: Trace<Acc>,
): Trace<A> {
  let gathered = start;
  return through(trace, (message: A, context) => {
    gathered = step(gathered, message, context);
    if (due(gathered, message)) trace.emit(gathered, context);
  });
}

function through<A>(trace: Trace<never>, emit: Trace<A>['emit']): Trace<A> {
  return { emit, configure: (change) => trace.configure?.(change) };
}
