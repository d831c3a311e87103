import type { Event } from '../events.ts';
import { evaluate } from './evaluate.ts';
import { type Atom, UNIT_NS } from './formula.ts';
import { atomsOf, type Clause, offsetsOf, type Plan, triggerOf } from './plan.ts';
import { AtomWindow, type Occurrence, type Place } from './window.ts';

/** A line that somebody named, and the event that the adapter made of it. */
export interface Message {
  /** Nanoseconds since systemStart. */
  readonly at: number;
  readonly ns: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly event: Event | undefined;
  readonly place: Place;
}

/** Violations that are kept one by one; the others are counted. */
const MOST_VIOLATIONS = 20;
/** Messages of one violation. */
const MOST_MESSAGES = 5;
/** Lines of one host come out of order by less (hermod-recon's retention as well). */
const RETENTION_NS = 200e6;
/** A monitor looks at what has ripened once in this time of the trace; in between it need not be told of the time. */
export const SETTLE_NS = RETENTION_NS / 4;
/** Messages that one clause may keep: about 300 bytes each. What comes on top is not checked, and counted. */
const MOST_KEPT = 200_000;

/** Checks one property against a stream of lines; keeps the messages of its own horizon only. */
export class PropertyMonitor {
  readonly plan: Plan;
  readonly #clauses: readonly ClauseMonitor[];
  readonly #byName = new Map<string, { clause: ClauseMonitor; atom: Atom }[]>();
  #start: number | undefined;
  #latest = Number.NEGATIVE_INFINITY;
  #settled = Number.NEGATIVE_INFINITY;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#clauses = plan.clauses.map((clause) => new ClauseMonitor(clause));
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
    this.#start ??= at;
    if (at > this.#latest) this.#latest = at;
    if (at < this.#settled + SETTLE_NS) return;
    this.#settled = at;
    const watermark = unitAt(at - RETENTION_NS, this.#start);
    for (const clause of this.#clauses) clause.settle(watermark);
  }

  message(message: Message): void {
    this.sawLine(message.at);
    this.#match(message.ns, message);
    const kind = message.event?.kind;
    if (kind !== undefined && kind !== message.ns) this.#match(kind, message);
  }

  finish(): PropertyCounts {
    const lastUnit = this.#start === undefined ? -1 : unitAt(this.#latest, this.#start);
    for (const clause of this.#clauses) clause.finish(lastUnit);
    const sum = (count: (clause: ClauseMonitor) => number) =>
      this.#clauses.reduce((total, clause) => total + count(clause), 0);
    return {
      checked: sum((clause) => clause.checked),
      violated: sum((clause) => clause.violated),
      pending: sum((clause) => clause.pending),
      unchecked: sum((clause) => clause.unchecked),
      violations: this.#clauses
        .flatMap((clause) => clause.violations)
        .slice(0, MOST_VIOLATIONS)
        .map(({ unit, messages }) => ({
          at: messages[0]?.at ?? (this.#start ?? 0) + unit * UNIT_NS,
          messages,
        })),
    };
  }

  #match(name: string, message: Message): void {
    for (const { clause, atom } of this.#byName.get(name) ?? []) {
      const values = valuesOf(atom, message);
      if (values === undefined) continue;
      const unit = unitAt(message.at, this.#start!);
      clause.add(atom, { unit, at: message.at, name, values, place: message.place });
    }
  }
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

class ClauseMonitor {
  readonly atoms: readonly Atom[];
  checked = 0;
  violated = 0;
  pending = 0;
  unchecked = 0;
  readonly violations: { unit: number; messages: readonly Occurrence[] }[] = [];
  readonly #clause: Clause;
  readonly #windows = new Map<Atom, AtomWindow>();
  readonly #trigger: Atom | undefined;
  readonly #offsets: ReadonlyMap<Atom, readonly number[]>;
  /** Units to check, for `always`: the next one first. */
  readonly #due = new UnitQueue();
  /** For a grid and for `once`. */
  #next = 0;
  kept = 0;

  constructor(clause: Clause) {
    this.#clause = clause;
    this.atoms = atomsOf(clause.body);
    for (const atom of this.atoms) this.#windows.set(atom, new AtomWindow(atom));
    this.#trigger = triggerOf(clause.body);
    this.#offsets = offsetsOf(clause.body);
    if (clause.when === 'always' && this.#trigger === undefined) this.#due.add(0);
  }

  add(atom: Atom, occurrence: Occurrence): void {
    const { unit } = occurrence;
    if (unit < this.#next || this.kept >= MOST_KEPT) {
      // A grid has passed what lies between its points; nothing else may be late.
      if (this.#clause.when === 'always' || this.kept >= MOST_KEPT) this.unchecked++;
      return;
    }
    this.#windows.get(atom)!.add(occurrence);
    this.kept++;
    if (this.#clause.when !== 'always') return;
    if (this.#trigger !== undefined) {
      if (atom === this.#trigger) this.#due.add(unit);
      return;
    }
    for (const offset of this.#offsets.get(atom)!)
      for (const due of [unit - offset, unit - offset + 1]) if (due >= this.#next) this.#due.add(due);
  }

  /** Checks every unit whose horizon lies before the watermark, and forgets what no later one needs. */
  settle(watermark: number): void {
    const { when, horizonUnits } = this.#clause;
    const ripe = watermark - horizonUnits;
    if (when === 'always') {
      for (let unit = this.#due.first(); unit !== undefined && unit < ripe; unit = this.#due.first()) {
        this.#due.shift();
        this.#check(unit, Number.POSITIVE_INFINITY);
      }
      this.#forget(Math.min(this.#due.first() ?? ripe, ripe));
      return;
    }
    const step = when === 'once' ? Number.POSITIVE_INFINITY : when.strideUnits + 1;
    if (this.#next >= ripe) return;
    for (; this.#next < ripe; this.#next += step) this.#check(this.#next, Number.POSITIVE_INFINITY);
    this.#forget(this.#next);
  }

  finish(lastUnit: number): void {
    const { when } = this.#clause;
    if (when === 'always') {
      // The last unit counts as one in which something changes: after it there is nothing.
      if (this.#trigger === undefined && lastUnit >= this.#next)
        for (const offset of new Set([...this.#offsets.values()].flat()))
          if (lastUnit - offset + 1 >= this.#next) this.#due.add(lastUnit - offset + 1);
      for (let unit = this.#due.first(); unit !== undefined; unit = this.#due.first()) {
        this.#due.shift();
        if (unit <= lastUnit) this.#check(unit, lastUnit);
      }
      return;
    }
    const step = when === 'once' ? Number.POSITIVE_INFINITY : when.strideUnits + 1;
    for (; this.#next <= Math.max(lastUnit, 0); this.#next += step) this.#check(this.#next, lastUnit);
  }

  #check(unit: number, lastUnit: number): void {
    const o = { windows: this.#windows, lastUnit };
    const truth = evaluate(this.#clause.body, unit, o);
    this.checked++;
    if (truth === true) return;
    if (truth === 'unknown') {
      this.pending++;
      return;
    }
    this.violated++;
    if (this.violations.length < MOST_VIOLATIONS) this.violations.push(this.#explain(unit, o));
  }

  /** Messages that the truth rested on; where there was none, those of the unit. */
  #explain(unit: number, o: { windows: ReadonlyMap<Atom, AtomWindow>; lastUnit: number }) {
    const matched = new Set<Occurrence>();
    evaluate(this.#clause.body, unit, { ...o, onMatch: (occurrence) => matched.add(occurrence) });
    const messages = [...matched].slice(0, MOST_MESSAGES);
    return { unit, messages };
  }

  #forget(before: number): void {
    this.#next = Math.max(this.#next, before);
    for (const window of this.#windows.values()) this.kept -= window.dropBefore(before);
  }
}

/** Units in ascending order, each once; they come nearly in order. */
class UnitQueue {
  #units: number[] = [];
  #head = 0;

  add(unit: number): void {
    let place = this.#units.length;
    while (place > this.#head && this.#units[place - 1]! > unit) place--;
    if (place > this.#head && this.#units[place - 1] === unit) return;
    if (place === this.#units.length) this.#units.push(unit);
    else this.#units.splice(place, 0, unit);
  }

  first(): number | undefined {
    return this.#units[this.#head];
  }

  shift(): void {
    this.#head++;
    if (this.#head > 1024 && this.#head > this.#units.length / 2) {
      this.#units = this.#units.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** The unit of an instant: the first one holds its end as well (as hermod-recon cuts time). */
function unitAt(at: number, start: number): number {
  // Stamps in microseconds, as there.
  return Math.max(0, Math.ceil((Math.round(at / 1e3) - Math.round(start / 1e3)) / (UNIT_NS / 1e3)) - 1);
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
function fieldOf({ data, event, place }: Message, field: string): string | number | undefined {
  let value: unknown = data[field];
  if (value === undefined && field.includes('.')) {
    value = data;
    for (const step of field.split('.'))
      value =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }
  if (value === undefined && event !== undefined)
    value = (event as unknown as Record<string, unknown>)[field];
  if (value === undefined && field === 'host') return place.host;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
