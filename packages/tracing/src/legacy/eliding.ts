/**
 * Holds back events that are like the one before them. `Event` is whatever the rule can judge; time is the rule's affair.
 * Source: iohk-monitoring's eliding tracer, recordings in legacy-golden/eliding.json.
 */
export interface ElisionRule<Event> {
  readonly elides: (event: Event) => boolean;
  /** Asked of events that can be held back. */
  readonly isLike: (event: Event, held: Event) => boolean;
  /**
   * What an event does that is like the held one: the new count, and whether it is told all the same. undefined: it is told and
   * ends the holding, as an event of another kind does.
   */
  readonly proceed: (
    event: Event,
    count: number,
  ) => { readonly count: number; readonly tell: boolean } | undefined;
}

export interface Elision<Event> {
  readonly held: Event;
  /** What it counts is the rule's: events, a slot, or the nanoseconds of a clock. */
  readonly count: number;
}

export interface Elided<Event> {
  readonly next: Elision<Event> | undefined;
  /** Told first, as `before next, messages elided`. */
  readonly report: number | undefined;
  /** Told after it, oldest first. */
  readonly tell: readonly Event[];
}

/** One event: what is told now, and what is held from then on. Equal events start anew after a change. */
export function elide<Event>(
  rule: ElisionRule<Event>,
  state: Elision<Event> | undefined,
  event: Event,
): Elided<Event> {
  if (state === undefined)
    return {
      next: rule.elides(event) ? { held: event, count: 0 } : undefined,
      report: undefined,
      tell: [event],
    };
  const alike = rule.elides(event) && rule.isLike(event, state.held);
  const proceed = alike ? rule.proceed(event, state.count) : undefined;
  if (proceed !== undefined)
    return {
      next: { held: event, count: proceed.count },
      report: undefined,
      tell: proceed.tell ? [event] : [],
    };
  return {
    next: undefined,
    report: state.count > 1 ? state.count - 1 : undefined,
    tell: state.count > 0 ? [state.held, event] : [event],
  };
}
