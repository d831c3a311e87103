import type { Event } from '../events.ts';
import type { Atom, Formula } from './formula.ts';
import type { Property } from './property.ts';

/** The names of events, and their fields whose values a property may compare. */
type EventKind = Event['kind'];
type EventOf<K extends EventKind> = Event & { readonly kind: K };
type FieldOf<K extends EventKind> = K extends EventKind
  ? keyof Omit<EventOf<K>, 'at' | 'kind'> & string
  : never;
type Values<K extends EventKind> = { readonly [F in FieldOf<K>]?: string | number | boolean };

const SECOND_NS = 1e9;

/**
 * `every('SlotStarted').isFollowedBy('LeadershipDecided').within(1).sameField('slot')`: whenever the first event happens, one of the
 * others happens in the seconds that follow, with the same value in the field.
 */
export function every<K extends EventKind>(kind: K, where: Values<K> = {}): Trigger<K> {
  return {
    isFollowedBy: <A extends EventKind>(...answers: A[]) => ({
      within: (seconds) => ({
        sameField: (field) =>
          response(
            atom(kind, where, field),
            answers.map((a) => atom(a, {}, field)),
            seconds,
          ),
      }),
    }),
  };
}

interface Trigger<K extends EventKind> {
  isFollowedBy<A extends EventKind>(
    ...answers: A[]
  ): {
    within(seconds: number): { sameField(field: FieldOf<K> & CommonField<A>): Response };
  };
}

/** A field that every one of the events has. */
type CommonField<A extends EventKind> = {
  [F in FieldOf<A>]: A extends EventKind ? (F extends FieldOf<A> ? never : A) : never;
} extends infer Missing
  ? { [F in keyof Missing]: [Missing[F]] extends [never] ? F : never }[keyof Missing] & string
  : never;

interface Response {
  readonly text: string;
  readonly formula: Formula;
  /** The property under a name, of every host by itself or of all hosts together. */
  named(name: string, scope?: Property['scope']): Property;
}

function atom(kind: EventKind, where: Readonly<Record<string, unknown>>, field: string): Atom {
  const fixed = Object.entries(where).map(([name, value]) => ({
    field: name,
    is: typeof value === 'number' ? value : String(value),
  }));
  return { op: 'atom', name: kind, fields: [{ field, is: { variable: 'x' } }, ...fixed] };
}

function response(trigger: Atom, answers: readonly Atom[], seconds: number): Response {
  const answered = answers.reduce<Formula | undefined>(
    (left, right) => (left === undefined ? right : { op: 'or', left, right }),
    undefined,
  );
  const { field } = trigger.fields[0]!;
  const numeric = field === 'slot' || field === 'blockNo';
  const formula: Formula = {
    op: 'always',
    strideNs: 0,
    of: {
      op: 'every',
      variable: 'x',
      domain: { kind: numeric ? 'integers' : 'texts' },
      of: {
        op: 'implies',
        left: trigger,
        right: { op: 'within', ns: seconds * SECOND_NS, of: answered ?? { op: 'false' } },
      },
    },
  };
  const text = `☐ ᪲ (∀x ∈ ${numeric ? 'ℤ' : 'Text'}. ${show(trigger)} ⇒ ♢${superscript(seconds)} ${
    answers.length === 1 ? show(answers[0]!) : `(${answers.map(show).join(' ∨ ')})`
  })`;
  return { text, formula, named: (name, scope = 'host') => ({ name, text, scope, formula }) };
}

function show({ name, fields }: Atom): string {
  const parts = fields.map(
    ({ field, is }) => `${field} = ${typeof is === 'object' ? is.variable : JSON.stringify(is)}`,
  );
  return `${name}{${parts.join(', ')}}`;
}

function superscript(count: number): string {
  return [...String(count)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}
