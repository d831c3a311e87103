import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFormula } from '../../src/properties/parse-formula.ts';
import { readProperties } from '../../src/properties/property.ts';

const read = (text: string) => parseFormula(text, { unitNs: 1e9, place: 'f.yaml:3' });

/** One formula in the notation of hermod-recon and in plain characters. */
const SAME: [string, string][] = [
  [
    '☐ ᪲ (∀i ∈ ℤ. A.B{slot = i} ⇒ ♢¹ (C{slot = i} ∨ D{slot = i}))',
    '[] (forall i in Int. A.B{slot = i} => <>^1 (C{slot = i} \\/ D{slot = i}))',
  ],
  [
    '☐ ᪲₁ (∀i ∈ ℤ. (¬ (A{s = i} ∨ B{s = i}) |¹ C{s = i}))',
    '[]_1 (forall i in Int. (! (A{s = i} \\/ B{s = i}) |^1 C{s = i}))',
  ],
  ['∃h ∈ Text. A{"hash" = h} ∧ ☐¹² ¬ B{}', 'exists h in Text. A{hash = h} /\\ []^12 !B{}'],
  ['∀s ∈ ℤ. A{s = s} ⇒ s ≤ 2 · s + 3', 'forall s in Int. A{s = s} => s <= 2 * s + 3'],
  ['◯ ⊤ ∨ ◯³ ⊥', 'next true \\/ next^3 false'],
  ['∀n ∈ {"a", "b"}. n = "a" ∨ A{}', 'forall n in {"a","b"}.n="a"\\/A{}'],
];

for (const [symbols, plain] of SAME)
  test(`formula: ${plain}`, () => {
    assert.deepEqual(stripped(read(plain)), stripped(read(symbols)));
  });

test('∧ binds closer than ∨, ∨ closer than ⇒, ⇒ closer than the bounded until, and each associates to the right', () => {
  assert.deepEqual(
    read('A{} ∧ B{} ∨ C{} ⇒ D{} ⇒ E{} |² F{}'),
    read('((A{} ∧ B{}) ∨ C{} ⇒ (D{} ⇒ E{})) |² F{}'),
  );
});

test('a bound is a number of time units', () => {
  const formula = parseFormula('♢³ A{}', { unitNs: 1e6, place: '' });
  assert.equal(formula.op === 'within' && formula.ns, 3e6);
});

const REFUSED: [text: string, message: RegExp][] = [
  ['', /f\.yaml:3, column 1 of the formula: expected a formula, got the end/],
  ['A{slot = i}', /column 10 .*expected a variable that ∀ or ∃ binds, got i/],
  ['♢ A{}', /column 3 .*expected a bound after ♢/],
  ['☐ A{}', /column 3 .*expected ᪲ or a bound after ☐/],
  ['(A{}', /column 5 .*expected \), got the end/],
  ['A{} B{}', /column 5 .*expected the end of the formula, got B\{\}/],
  ['A{slot = }', /column 10 .*expected an integer, a text or a variable, got \}/],
  ['A{slot i}', /column 8 .*expected =, got i\}/],
  ['A', /column 2 .*expected \{ after the namespace A, got the end/],
  ['∀i ∈ ℕ. A{s = i}', /column 6 .*expected ℤ, Text, \$NAME or \{…\}, got ℕ/],
  ['∀i ∈ ℤ A{s = i}', /column 8 .*expected a full stop/],
  ['∀n ∈ {"a", 1}. ⊤', /column 13 .*expected another string/],
  ['∀h ∈ Text. h ≤ "a"', /expected = between texts, got ≤/],
  ['∀h ∈ Text. h = 3', /expected two texts, got a text and a integer/],
  ['A{s = "open}', /expected a closing "/],
  ['A{s = 99999999999999999}', /expected an integer of at most 53 bits/],
  ['♢¹²³⁴⁵⁶⁷⁸⁹¹ A{}', /at most nine digits/],
  ['('.repeat(5000), /expected at most 200 levels/],
  ['¬'.repeat(5000), /expected at most 200 levels/],
];

for (const [text, message] of REFUSED)
  test(`refused: ${text.slice(0, 40) || 'nothing'}`, () => {
    assert.throws(() => read(text), { code: 'PROPERTY_INVALID', message });
  });

test('a file of properties: texts, mappings, scopes', () => {
  const placeOf = (steps: readonly (string | number)[]) => `p.yaml:${steps.join('.')}`;
  const found = readProperties(
    [
      '☐ ᪲ A{}',
      { name: 'b', formula: '♢² A{host = "x"}', timeunit: 'millisecond' },
      { formula: '∀n ∈ $NODES. A{n = n}' },
    ],
    { placeOf },
  );
  assert.deepEqual(
    found.map(({ name, scope }) => [name, scope]),
    [
      ['formula 1', 'host'],
      ['b', 'run'],
      ['formula 3', 'run'],
    ],
  );
  assert.equal(found[1]!.formula.op === 'within' && found[1]!.formula.ns, 2e6);
  const refused: [unknown, RegExp][] = [
    [null, /^p\.yaml:: expected a list of formulas, got null/],
    [[], /a list of formulas/],
    [[3], /^p\.yaml:0: expected a formula, or a mapping with name and formula, got 3/],
    [
      [{ formula: '⊤', scop: 'run' }],
      /^p\.yaml:0\.scop: expected name, formula, scope or timeunit, got scop/,
    ],
    [[{ formula: '⊤', scope: 'all' }], /^p\.yaml:0\.scope: expected host or run, got "all"/],
    [[{ formula: '⊤', timeunit: 'year' }], /^p\.yaml:0\.timeunit: expected hour, minute/],
    [
      [
        { name: 'a', formula: '⊤' },
        { name: 'a', formula: '⊥' },
      ],
      /^p\.yaml:1\.name: expected a name of its own/,
    ],
    [['⊤', 'A{'], /^p\.yaml:1, column 3 of the formula/],
  ];
  for (const [value, message] of refused)
    assert.throws(() => readProperties(value, { placeOf }), { code: 'PROPERTY_INVALID', message });
});

/** Without the columns, which differ with the notation. */
function stripped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'column' ? undefined : inner)));
}

test('whatever is written, it is a formula or is refused with its place', () => {
  const parts = [
    '∀',
    '∃',
    'x',
    'y',
    ' ∈ ',
    'ℤ',
    'Text',
    '. ',
    '☐',
    ' ᪲',
    '♢',
    '³',
    '₁',
    '◯',
    '¬ ',
    ' ∧ ',
    ' ∨ ',
    ' ⇒ ',
    ' |² ',
  ];
  parts.push(
    '(',
    ')',
    '{',
    '}',
    'A.B',
    '"',
    's = ',
    '3',
    '-',
    ' + ',
    ' ≤ ',
    ', ',
    '$N',
    '[]',
    '<>^2 ',
    '/\\',
    '⊤',
    '\u0000',
    '\ud800',
  );
  let state = 20261124;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let formulas = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from(
      { length: 1 + Math.floor(next() * 12) },
      () => parts[Math.floor(next() * parts.length)],
    ).join('');
    try {
      read(text);
      formulas++;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      assert.equal(code, 'PROPERTY_INVALID', `${JSON.stringify(text)}: ${message}`);
      assert.match(message, /^f\.yaml:3, column \d+ of the formula: expected /);
    }
  }
  assert.ok(formulas > 20, `${formulas} formulas`);
});
