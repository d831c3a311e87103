import type { Event } from '../events.ts';
import { type ClauseCheck, MOST_VIOLATIONS } from './clause-check.ts';
import { ClauseMonitor } from './clause-monitor.ts';
import { type Atom, UNIT_NS } from './formula.ts';
import type { Clause, Plan } from './plan.ts';
import { ResponseMonitor, responseOf } from './response-monitor.ts';
import type { Occurrence, Place } from './window.ts';

/** A line that somebody named, and the event that the adapter made of it. */
export interface Message {
  /** Nanoseconds since systemStart. */
  readonly at: number;
  readonly ns: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly event: Event | undefined;
  readonly place: Place;
}

/** Lines of one host come out of order by less (hermod-recon's retention as well). */
const RETENTION_NS = 200e6;
/** A monitor looks at what has ripened once in this time of the trace; in between it need not be told of the time. */
export const SETTLE_NS = RETENTION_NS / 4;

/** Checks one property against a stream of lines; keeps the messages of its own horizon only. */
export class PropertyMonitor {
  readonly plan: Plan;
  readonly #clauses: readonly ClauseCheck[];
  readonly #byName = new Map<string, { clause: ClauseCheck; atom: Atom }[]>();
  #start: number | undefined;
  /** In microseconds. */
  #startUs = 0;
  #latest = Number.NEGATIVE_INFINITY;
  #settled = Number.NEGATIVE_INFINITY;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#clauses = plan.clauses.map(checkOf);
    for (const clause of this.#clauses)
      for (const atom of clause.atoms) {
        const list = this.#byName.get(atom.name) ?? [];
        this.#byName.set(atom.name, [...list, { clause, atom }]);
      }
  }

  /** Namespaces and events that the property speaks of. */
  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** Messages in memory. */
  get kept(): number {
    return this.#clauses.reduce((sum, clause) => sum + clause.kept, 0);
  }

  /** Time goes on: any line of the trace, named or not. */
  sawLine(at: number): void {
    if (this.#start === undefined) {
      this.#start = at;
      this.#startUs = Math.round(at / 1e3);
    }
    if (at > this.#latest) this.#latest = at;
    if (at < this.#settled + SETTLE_NS) return;
    this.#settled = at;
    const watermark = unitAt(at - RETENTION_NS, this.#startUs);
    for (const clause of this.#clauses) clause.settle(watermark);
  }

  message(message: Message): void {
    this.sawLine(message.at);
    this.#match(message.ns, message);
    const kind = message.event?.kind;
    if (kind !== undefined && kind !== message.ns) this.#match(kind, message);
  }

  /** What was found so far, with the checks that are open judged as if the trace ended here; more lines may follow. */
  finish(): PropertyCounts {
    const lastUnit = this.#start === undefined ? -1 : unitAt(this.#latest, this.#startUs);
    const outcomes = this.#clauses.map((clause) => clause.outcome(lastUnit));
    const sum = (key: 'checked' | 'violated' | 'pending' | 'unchecked') =>
      outcomes.reduce((total, outcome) => total + outcome[key], 0);
    return {
      checked: sum('checked'),
      violated: sum('violated'),
      pending: sum('pending'),
      unchecked: sum('unchecked'),
      violations: outcomes
        .flatMap(({ violations }) => violations)
        .slice(0, MOST_VIOLATIONS)
        .map(({ unit, messages }) => ({
          at: messages[0]?.at ?? (this.#start ?? 0) + unit * UNIT_NS,
          messages,
        })),
    };
  }

  #match(name: string, message: Message): void {
    const named = this.#byName.get(name);
    if (named === undefined) return;
    for (const { clause, atom } of named) {
      const values = valuesOf(atom, message);
      if (values === undefined) continue;
      const unit = unitAt(message.at, this.#startUs);
      clause.add(atom, { unit, at: message.at, name, values, place: message.place });
    }
  }
}

function checkOf(clause: Clause): ClauseCheck {
  const response = responseOf(clause);
  return response === undefined
    ? new ClauseMonitor(clause)
    : new ResponseMonitor(response, clause.horizonUnits);
}

/** How often a property was checked and what came out; `unchecked`: too many messages at once, or too late ones. */
export interface PropertyCounts {
  readonly checked: number;
  readonly violated: number;
  readonly pending: number;
  readonly unchecked: number;
  readonly violations: readonly Violation[];
}

export interface Violation {
  /** Nanoseconds since systemStart. */
  readonly at: number;
  readonly messages: readonly Occurrence[];
}

/** The unit of an instant: the first one holds its end as well (as hermod-recon cuts time). */
function unitAt(at: number, startUs: number): number {
  // Stamps in microseconds, as there.
  return Math.max(0, Math.ceil((Math.round(at / 1e3) - startUs) / (UNIT_NS / 1e3)) - 1);
}

/** The values of the fields that an atom names; undefined where one is missing or a constant differs. */
function valuesOf(atom: Atom, message: Message): (string | number)[] | undefined {
  const values: (string | number)[] = [];
  for (const { field, is } of atom.fields) {
    const value = fieldOf(message, field);
    if (value === undefined || (typeof is !== 'object' && value !== is)) return undefined;
    values.push(value);
  }
  return values;
}

/** A field of the data (`block.hash` inside an object), of the event, or the host; truth values as text. */
function fieldOf(message: Message, field: string): string | number | undefined {
  const { data, event } = message;
  let value: unknown = data[field];
  if (value === undefined && field.includes('.')) {
    value = data;
    for (const step of field.split('.'))
      value =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }
  if (value === undefined && event !== undefined)
    value = (event as unknown as Record<string, unknown>)[field];
  if (value === undefined && field === 'host') return message.place.host;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
