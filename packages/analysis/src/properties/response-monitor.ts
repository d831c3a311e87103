import {
  type ClauseCheck,
  type ClauseOutcome,
  type Found,
  MOST_KEPT,
  MOST_MESSAGES,
  MOST_VIOLATIONS,
  nothingFound,
} from './clause-check.ts';
import { type Atom, type Formula, unitsOf } from './formula.ts';
import { OccurrenceQueue } from './occurrence-queue.ts';
import type { Clause } from './plan.ts';
import { firstFrom, insert, type Occurrence } from './window.ts';

/** A clause of the form ☐ ᪲ ∀x. A{f = x} ⇒ ♢ᵗ (B{g = x} ∨ …): a message is answered in time by one that names what it names. */
export interface Response {
  readonly trigger: Atom;
  readonly answers: readonly Atom[];
  readonly domain: 'integers' | 'texts';
  readonly units: number;
}

export function responseOf({ when, body }: Clause): Response | undefined {
  if (when !== 'always' || body.op !== 'every' || body.of.op !== 'implies') return undefined;
  const { variable, domain } = body;
  const { left: trigger, right } = body.of;
  if (trigger.op !== 'atom' || right.op !== 'within') return undefined;
  if (domain.kind !== 'integers' && domain.kind !== 'texts') return undefined;
  const alternatives = alternativesOf(right.of);
  const answers = alternatives.filter((part): part is Atom => part.op === 'atom');
  if (answers.length < alternatives.length) return undefined;
  for (const atom of [trigger, ...answers]) {
    const variables = atom.fields.flatMap(({ is }) => (typeof is === 'object' ? [is.variable] : []));
    if (variables.length !== 1 || variables[0] !== variable) return undefined;
  }
  return { trigger, answers, domain: domain.kind, units: unitsOf(right.ns) };
}

function alternativesOf(formula: Formula): readonly Formula[] {
  return formula.op === 'or'
    ? [...alternativesOf(formula.left), ...alternativesOf(formula.right)]
    : [formula];
}

type Value = string | number;

/**
 * Finds of a response what `ClauseMonitor` finds, by looking its answers up: what is checked of every run has this form, and evaluating
 * the formulas took a fifth of an analysis.
 */
export class ResponseMonitor implements ClauseCheck {
  readonly atoms: readonly Atom[];
  readonly #response: Response;
  readonly #horizonUnits: number;
  readonly #found = nothingFound();
  readonly #triggerX: number;
  readonly #triggers = new OccurrenceQueue();
  readonly #answers: readonly Answers[];
  /** Units before it are checked. */
  #next = 0;
  kept = 0;

  constructor(response: Response, horizonUnits: number) {
    this.#response = response;
    this.#horizonUnits = horizonUnits;
    this.atoms = [response.trigger, ...response.answers];
    this.#triggerX = variableAt(response.trigger);
    this.#answers = response.answers.map((atom) => new Answers(atom));
  }

  add(atom: Atom, occurrence: Occurrence): void {
    if (occurrence.unit < this.#next || this.kept >= MOST_KEPT) {
      this.#found.unchecked++;
      return;
    }
    this.kept++;
    if (atom === this.#response.trigger) this.#triggers.add(occurrence);
    else for (const answers of this.#answers) if (answers.atom === atom) answers.add(occurrence);
  }

  settle(watermark: number): void {
    const ripe = watermark - this.#horizonUnits;
    for (let first = this.#triggers.first(); first !== undefined && first.unit < ripe; ) {
      const { unit } = first;
      const together: Occurrence[] = [];
      for (; first !== undefined && first.unit === unit; first = this.#triggers.first()) {
        together.push(first);
        this.#triggers.shift();
      }
      this.kept -= together.length;
      this.#check(together, Number.POSITIVE_INFINITY, this.#found);
    }
    for (const answers of this.#answers) this.kept -= answers.dropBefore(ripe);
    this.#next = Math.max(this.#next, ripe);
  }

  outcome(lastUnit: number): ClauseOutcome {
    const found = { ...this.#found, violations: [...this.#found.violations] };
    const open = this.#triggers.all().filter(({ unit }) => unit <= lastUnit);
    for (let start = 0; start < open.length; ) {
      let end = start + 1;
      while (end < open.length && open[end]!.unit === open[start]!.unit) end++;
      this.#check(open.slice(start, end), lastUnit, found);
      start = end;
    }
    return found;
  }

  /** The messages of one unit, which are one check. */
  #check(triggers: readonly Occurrence[], lastUnit: number, found: Found): void {
    found.checked++;
    let isPending = false;
    for (const trigger of triggers) {
      const x = trigger.values[this.#triggerX]!;
      if (!this.#isInDomain(x) || this.#answerTo(x, trigger.unit) !== undefined) continue;
      if (trigger.unit + this.#response.units - 1 > lastUnit) {
        isPending = true;
        continue;
      }
      found.violated++;
      if (found.violations.length < MOST_VIOLATIONS)
        found.violations.push({ unit: trigger.unit, messages: this.#explain(triggers) });
      return;
    }
    if (isPending) found.pending++;
  }

  #isInDomain(x: Value): boolean {
    return this.#response.domain === 'integers' ? Number.isInteger(x) : typeof x === 'string';
  }

  /** The first in time. */
  #answerTo(x: Value, unit: number): Occurrence | undefined {
    let earliest: Occurrence | undefined;
    for (const answers of this.#answers) {
      const answer = answers.firstFrom(x, unit);
      if (answer === undefined || answer.unit - unit >= this.#response.units) continue;
      if (earliest === undefined || answer.unit < earliest.unit) earliest = answer;
    }
    return earliest;
  }

  /** The messages up to the first without an answer, with the answers to the others. */
  #explain(triggers: readonly Occurrence[]): Occurrence[] {
    const messages: Occurrence[] = [];
    const seen = new Set<Value>();
    for (const trigger of triggers) {
      const x = trigger.values[this.#triggerX]!;
      if (!this.#isInDomain(x) || seen.has(x)) continue;
      seen.add(x);
      messages.push(trigger);
      const answer = this.#answerTo(x, trigger.unit);
      if (answer !== undefined) messages.push(answer);
      else break;
    }
    return messages.slice(0, MOST_MESSAGES);
  }
}

/** The messages that one atom of the answers matched. */
class Answers {
  readonly atom: Atom;
  readonly #xAt: number;
  readonly #all = new OccurrenceQueue();
  /** Those that name a value, ascending. */
  readonly #byX = new Map<Value, Occurrence[]>();

  constructor(atom: Atom) {
    this.atom = atom;
    this.#xAt = variableAt(atom);
  }

  add(occurrence: Occurrence): void {
    this.#all.add(occurrence);
    const x = occurrence.values[this.#xAt]!;
    const same = this.#byX.get(x);
    if (same === undefined) this.#byX.set(x, [occurrence]);
    else insert(same, occurrence, 0);
  }

  /** The first from a unit on that names the value. */
  firstFrom(x: Value, unit: number): Occurrence | undefined {
    const same = this.#byX.get(x);
    return same === undefined ? undefined : same[firstFrom(same, unit)];
  }

  /** Forgets what lies before `unit`; returns how many that were. */
  dropBefore(unit: number): number {
    let dropped = 0;
    for (let first = this.#all.first(); first !== undefined && first.unit < unit; first = this.#all.first()) {
      const x = first.values[this.#xAt]!;
      const same = this.#byX.get(x)!;
      if (same.length === 1) this.#byX.delete(x);
      else same.shift();
      this.#all.shift();
      dropped++;
    }
    return dropped;
  }
}

/** Which field of an atom names x. */
function variableAt({ fields }: Atom): number {
  return fields.findIndex(({ is }) => typeof is === 'object');
}
