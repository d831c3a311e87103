import {
  type ClauseCheck,
  type ClauseOutcome,
  type ClauseViolation,
  type Found,
  MOST_KEPT,
  MOST_MESSAGES,
  MOST_VIOLATIONS,
  nothingFound,
} from './clause-check.ts';
import { evaluate } from './evaluate.ts';
import type { Atom } from './formula.ts';
import { atomsOf, type Clause, offsetsOf, triggerOf } from './plan.ts';
import { AtomWindow, type Occurrence } from './window.ts';

/** Checks a clause of any form, by evaluating its formula in every unit in which its truth may be another. */
export class ClauseMonitor implements ClauseCheck {
  readonly atoms: readonly Atom[];
  readonly #found = nothingFound();
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
      if (this.#clause.when === 'always' || this.kept >= MOST_KEPT) this.#found.unchecked++;
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

  settle(watermark: number): void {
    const { when, horizonUnits } = this.#clause;
    const ripe = watermark - horizonUnits;
    if (when === 'always') {
      for (let unit = this.#due.first(); unit !== undefined && unit < ripe; unit = this.#due.first()) {
        this.#due.shift();
        this.#check(unit, Number.POSITIVE_INFINITY, this.#found);
      }
      this.#forget(Math.min(this.#due.first() ?? ripe, ripe));
      return;
    }
    const step = when === 'once' ? Number.POSITIVE_INFINITY : when.strideUnits + 1;
    if (this.#next >= ripe) return;
    for (; this.#next < ripe; this.#next += step)
      this.#check(this.#next, Number.POSITIVE_INFINITY, this.#found);
    this.#forget(this.#next);
  }

  outcome(lastUnit: number): ClauseOutcome {
    const found = { ...this.#found, violations: [...this.#found.violations] };
    for (const unit of this.#open(lastUnit)) this.#check(unit, lastUnit, found);
    return found;
  }

  /** Units that are still to be checked, in order. */
  #open(lastUnit: number): number[] {
    const { when } = this.#clause;
    if (when === 'always') {
      const units = new Set(this.#due.all());
      // The last unit counts as one in which something changes: after it there is nothing.
      if (this.#trigger === undefined)
        for (const offset of [...this.#offsets.values()].flat())
          if (lastUnit - offset + 1 >= this.#next) units.add(lastUnit - offset + 1);
      return [...units].filter((unit) => unit <= lastUnit).sort((a, b) => a - b);
    }
    const step = when === 'once' ? Number.POSITIVE_INFINITY : when.strideUnits + 1;
    const units: number[] = [];
    for (let unit = this.#next; unit <= Math.max(lastUnit, 0); unit += step) units.push(unit);
    return units;
  }

  #check(unit: number, lastUnit: number, found: Found): void {
    const o = { windows: this.#windows, lastUnit };
    const truth = evaluate(this.#clause.body, unit, o);
    found.checked++;
    if (truth === true) return;
    if (truth === 'unknown') {
      found.pending++;
      return;
    }
    found.violated++;
    if (found.violations.length < MOST_VIOLATIONS) found.violations.push(this.#explain(unit, o));
  }

  /** Messages that the truth rested on; where there was none, those of the unit. */
  #explain(unit: number, o: { windows: ReadonlyMap<Atom, AtomWindow>; lastUnit: number }): ClauseViolation {
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

  all(): readonly number[] {
    return this.#units.slice(this.#head);
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
