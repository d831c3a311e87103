import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Formula, UNIT_NS } from '../../src/properties/formula.ts';
import { PropertyMonitor } from '../../src/properties/monitor.ts';
import { parseFormula } from '../../src/properties/parse-formula.ts';
import { planProperty } from '../../src/properties/plan.ts';
import { type PlainMessage, plainTruth } from './plain-evaluation.ts';

/** Bounds in units of the monitor. */
const read = (text: string) => parseFormula(text, { unitNs: UNIT_NS, place: 'test' });

function monitored(formula: Formula, trace: readonly PlainMessage[], lastUnit: number) {
  const plan = planProperty({ name: 'p', text: '', scope: 'host', formula }, {});
  const monitor = new PropertyMonitor(plan);
  // The first line opens unit 0, which holds its own end as well.
  monitor.sawLine(0);
  for (const { unit, name, fields } of [...trace].sort((a, b) => a.unit - b.unit)) {
    const place = { host: 'h', path: 'f', line: 1, byte: 0 };
    monitor.message({
      at: unit === 0 ? 0 : (unit + 1) * UNIT_NS,
      ns: name,
      data: fields,
      event: undefined,
      place,
    });
  }
  // A look in between changes nothing.
  monitor.finish();
  if (lastUnit > 0) monitor.sawLine((lastUnit + 1) * UNIT_NS);
  const { violated, pending } = monitor.finish();
  return violated > 0 ? false : pending > 0 ? 'unknown' : true;
}

const m = (unit: number, name: string, s?: number): PlainMessage => ({
  unit,
  name,
  fields: s === undefined ? {} : { s },
});

const ANSWERED = '☐ ᪲ (∀i ∈ ℤ. A{s = i} ⇒ ♢³ (B{s = i} ∨ C{s = i}))';
const VECTORS: {
  what: string;
  formula: string;
  trace: PlainMessage[];
  last: number;
  truth: boolean | 'unknown';
}[] = [
  { what: 'answered in time', formula: ANSWERED, trace: [m(1, 'A', 7), m(3, 'C', 7)], last: 9, truth: true },
  {
    what: 'answered in the same unit',
    formula: ANSWERED,
    trace: [m(1, 'A', 7), m(1, 'B', 7)],
    last: 9,
    truth: true,
  },
  {
    what: 'answered a unit late',
    formula: ANSWERED,
    trace: [m(1, 'A', 7), m(4, 'B', 7)],
    last: 9,
    truth: false,
  },
  {
    what: 'answered for another slot',
    formula: ANSWERED,
    trace: [m(1, 'A', 7), m(2, 'B', 8)],
    last: 9,
    truth: false,
  },
  {
    what: 'the trace ends before the time is over',
    formula: ANSWERED,
    trace: [m(1, 'A', 7)],
    last: 2,
    truth: 'unknown',
  },
  {
    what: 'the trace ends as the time is over',
    formula: ANSWERED,
    trace: [m(1, 'A', 7)],
    last: 3,
    truth: false,
  },
  { what: 'nothing was asked', formula: ANSWERED, trace: [m(1, 'B', 7)], last: 9, truth: true },
  {
    what: 'one of two unanswered',
    formula: ANSWERED,
    trace: [m(1, 'A', 7), m(2, 'A', 8), m(3, 'B', 7)],
    last: 9,
    truth: false,
  },
  {
    what: 'a beat that never pauses',
    formula: '☐ ᪲ ♢³ A{}',
    trace: [m(0, 'A'), m(3, 'A'), m(6, 'A')],
    last: 7,
    truth: 'unknown',
  },
  {
    what: 'a beat that pauses too long',
    formula: '☐ ᪲ ♢³ A{}',
    trace: [m(0, 'A'), m(4, 'A'), m(6, 'A')],
    last: 6,
    truth: false,
  },
  {
    what: 'a long pause before the first beat',
    formula: '☐ ᪲ ♢³ A{}',
    trace: [m(3, 'A')],
    last: 5,
    truth: false,
  },
  {
    what: 'a rest after each beat',
    formula: '☐ ᪲ (A{} ⇒ ◯ ☐² ¬ A{})',
    trace: [m(0, 'A'), m(3, 'A')],
    last: 9,
    truth: true,
  },
  {
    what: 'a rest that is too short',
    formula: '☐ ᪲ (A{} ⇒ ◯ ☐² ¬ A{})',
    trace: [m(0, 'A'), m(2, 'A')],
    last: 9,
    truth: false,
  },
  {
    what: 'no answer before its question, on a grid',
    formula: '☐ ᪲₄ (∀i ∈ ℤ. (¬ B{s = i} |⁴ A{s = i}))',
    trace: [m(0, 'A', 1), m(2, 'B', 1), m(5, 'A', 2), m(6, 'B', 2)],
    last: 14,
    truth: true,
  },
  {
    what: 'an answer before its question, on a grid',
    formula: '☐ ᪲₄ (∀i ∈ ℤ. (¬ B{s = i} |⁴ A{s = i}))',
    trace: [m(0, 'A', 1), m(2, 'B', 1), m(6, 'B', 2)],
    last: 14,
    truth: false,
  },
  {
    what: 'the same between two points of the grid',
    formula: '☐ ᪲₄ (∀i ∈ ℤ. (¬ B{s = i} |⁴ A{s = i}))',
    trace: [m(4, 'B', 2)],
    last: 14,
    truth: true,
  },
  {
    what: 'only of the beginning',
    formula: 'A{} ⇒ ♢² B{}',
    trace: [m(0, 'A'), m(1, 'B'), m(5, 'A')],
    last: 9,
    truth: true,
  },
  {
    what: 'a comparison of what was seen',
    formula: '∀x ∈ ℤ. A{s = x} ⇒ ♢⁵ (∃y ∈ ℤ. B{s = y} ∧ y ≤ x + 3)',
    trace: [m(0, 'A', 4), m(2, 'B', 8), m(3, 'B', 7)],
    last: 9,
    truth: true,
  },
  {
    what: 'a comparison that nothing meets',
    formula: '∀x ∈ ℤ. A{s = x} ⇒ ♢⁵ (∃y ∈ ℤ. B{s = y} ∧ y ≤ x + 3)',
    trace: [m(0, 'A', 4), m(2, 'B', 8)],
    last: 9,
    truth: false,
  },
];

for (const { what, formula, trace, last, truth } of VECTORS)
  test(`monitor: ${what}`, () => {
    assert.equal(plainTruth(read(formula), 0, trace, last), truth, 'the plain evaluation');
    assert.equal(monitored(read(formula), trace, last), truth);
  });

test('the monitor says what the plain evaluation says, for random formulas and traces', () => {
  const random = sequence(20261124);
  const seen = { true: 0, false: 0, unknown: 0 };
  for (let round = 0; round < 1500; round++) {
    const formula = randomFormula(random);
    const last = 4 + Math.floor(random() * 20);
    const trace = Array.from({ length: Math.floor(random() * 12) }, () =>
      m(Math.floor(random() * (last + 1)), pick(random, ['A', 'B', 'C']), Math.floor(random() * 3)),
    );
    const plain = plainTruth(formula, 0, trace, last);
    assert.equal(
      monitored(formula, trace, last),
      plain,
      `round ${round}: ${JSON.stringify({ formula, trace, last })}`,
    );
    seen[`${plain}`]++;
  }
  for (const [truth, count] of Object.entries(seen)) assert.ok(count > 30, `${truth} only ${count} times`);
});

test('memory stays within the horizon: a hundred thousand questions and answers', () => {
  const plan = planProperty({ name: 'p', text: '', scope: 'host', formula: read(ANSWERED) }, {});
  const monitor = new PropertyMonitor(plan);
  const place = { host: 'h', path: 'f', line: 1, byte: 0 };
  let kept = 0;
  for (let slot = 0; slot < 100_000; slot++)
    for (const [name, at] of [
      ['A', slot * 1e8],
      ['B', slot * 1e8 + 1e4],
    ] as const) {
      monitor.message({ at, ns: name, data: { s: slot }, event: undefined, place });
      kept = Math.max(kept, monitor.kept);
    }
  const { checked, violated, unchecked } = monitor.finish();
  assert.deepEqual({ checked, violated, unchecked }, { checked: 100_000, violated: 0, unchecked: 0 });
  // 250 ms of them: what may still come out of order, and the time between two looks.
  assert.ok(kept >= 2 && kept <= 8, `${kept} messages`);
});

test('lines that come out of order by less than 200 ms are put in order', () => {
  const formula = parseFormula('☐ ᪲ (∀i ∈ ℤ. A{s = i} ⇒ ♢¹ B{s = i})', { unitNs: 1e9, place: '' });
  const monitor = new PropertyMonitor(planProperty({ name: 'p', text: '', scope: 'host', formula }, {}));
  const place = { host: 'h', path: 'f', line: 1, byte: 0 };
  const send = (at: number, ns: string, s: number) =>
    monitor.message({ at, ns, data: { s }, event: undefined, place });
  send(0, 'X', 0);
  send(1.1e9, 'B', 1);
  send(1.0e9, 'A', 1);
  send(9e9, 'X', 0);
  assert.deepEqual(
    [monitor.finish()].map(({ checked, violated }) => [checked, violated]),
    [[1, 0]],
  );
});

const REFUSED: [string, RegExp][] = [
  ['A{} ⇒ ☐ ᪲ B{}', /p, column 7 of the formula: expected ☐ ᪲ outermost, below ∀ and ∧ alone/],
  ['☐ ᪲ ☐ ᪲ A{}', /expected ☐ ᪲ outermost/],
  [
    '∀n ∈ $NODE. A{n = n}',
    /p, column 6 .*a set that is known \(\$NODES; `--context FILE` adds others\), got \$NODE/,
  ],
  ['∀i ∈ ℤ. A{} ⇒ i = 3', /expected a message that shows the values of i/],
];

for (const [text, message] of REFUSED)
  test(`cannot be checked: ${text}`, () => {
    const property = { name: 'p', text, scope: 'host' as const, formula: read(text) };
    assert.throws(() => planProperty(property, { NODES: ['a'] }), { code: 'PROPERTY_INVALID', message });
  });

/** Formulas of a small family: ☐ ᪲ of questions with bounded answers, beats and rests, with quantifiers that a message guards. */
function randomFormula(random: () => number): Formula {
  const bound = () => pick(random, ['¹', '²', '³', '⁵']);
  const name = () => pick(random, ['A', 'B', 'C']);
  const atom = (variable?: string) =>
    variable !== undefined && random() < 0.7
      ? `${name()}{s = ${variable}}`
      : random() < 0.3
        ? `${name()}{s = 1}`
        : `${name()}{}`;
  const part = (depth: number, variable?: string): string => {
    if (depth === 0) return atom(variable);
    const inner = () => `(${part(depth - 1, variable)})`;
    switch (Math.floor(random() * 7)) {
      case 0:
        return `♢${bound()} ${inner()}`;
      case 1:
        return `☐${bound()} ${inner()}`;
      case 2:
        return `◯${random() < 0.5 ? '' : bound()} ${inner()}`;
      case 3:
        return `¬ ${inner()}`;
      case 4:
        return `${inner()} |${bound()} ${inner()}`;
      case 5:
        return `${inner()} ${pick(random, ['∧', '∨', '⇒'])} ${inner()}`;
      default:
        return `∃y ∈ ℤ. ${name()}{s = y} ∧ ${variable === undefined ? '(y ≥ 1)' : `(y ≤ ${variable} + 1)`}`;
    }
  };
  const body = pick(random, [
    () => `∀x ∈ ℤ. ${name()}{s = x} ⇒ (${part(2, 'x')})`,
    () => `${name()}{} ⇒ (${part(2)})`,
    () => part(2),
  ])();
  return read(pick(random, [`☐ ᪲ (${body})`, `☐ ᪲₂ (${body})`, body, `(☐ ᪲ (${body})) ∧ (${part(1)})`]));
}

function pick<T>(random: () => number, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)]!;
}

function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('more messages than are kept leave the rest unchecked, and counted', () => {
  const formula = parseFormula('☐ ᪲ (∀i ∈ ℤ. A{s = i} ⇒ ♢⁹⁰⁰⁰⁰⁰ B{s = i})', { unitNs: 1e9, place: '' });
  const monitor = new PropertyMonitor(planProperty({ name: 'p', text: '', scope: 'host', formula }, {}));
  const place = { host: 'h', path: 'f', line: 1, byte: 0 };
  for (let s = 0; s < 200_010; s++)
    monitor.message({ at: s * 1e5, ns: 'A', data: { s }, event: undefined, place });
  assert.equal(monitor.kept, 200_000);
  const { checked, pending, unchecked, violated } = monitor.finish();
  assert.deepEqual(
    { checked, pending, unchecked, violated },
    { checked: 200_000, pending: 200_000, unchecked: 10, violated: 0 },
  );
});
