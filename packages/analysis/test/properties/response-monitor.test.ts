import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_PROPERTIES } from '../../src/properties/built-in.ts';
import { ClauseMonitor } from '../../src/properties/clause-monitor.ts';
import { UNIT_NS } from '../../src/properties/formula.ts';
import { parseFormula } from '../../src/properties/parse-formula.ts';
import { type Clause, planProperty } from '../../src/properties/plan.ts';
import { ResponseMonitor, responseOf } from '../../src/properties/response-monitor.ts';

/** Bounds in units of the monitor. */
function clauseOf(text: string): Clause {
  const formula = parseFormula(text, { unitNs: UNIT_NS, place: 'test' });
  return planProperty({ name: 'p', text, scope: 'host', formula }, { SET: [1, 2] }).clauses[0]!;
}

test('what is checked of every run is looked up, not evaluated', () => {
  assert.ok(BUILT_IN_PROPERTIES.length > 0);
  for (const property of BUILT_IN_PROPERTIES)
    for (const clause of planProperty(property, {}).clauses) assert.ok(responseOf(clause), property.name);
});

const OTHERS = [
  '∀x ∈ ℤ. A{s = x} ⇒ ♢³ B{s = x}',
  '☐ ᪲₂ (∀x ∈ ℤ. A{s = x} ⇒ ♢³ B{s = x})',
  '☐ ᪲ (∀x ∈ $SET. A{s = x} ⇒ ♢³ B{s = x})',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ∧ C{} ⇒ ♢³ B{s = x})',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ☐³ B{s = x})',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢³ (B{s = x} ∧ C{s = x}))',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢³ (B{s = x} ∨ ¬ C{s = x}))',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢³ B{})',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢³ B{s = x, t = x})',
  '☐ ᪲ (A{} ⇒ ♢³ B{})',
];
for (const text of OTHERS)
  test(`no response: ${text}`, () => assert.equal(responseOf(clauseOf(text)), undefined));

const RESPONSES = [
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢³ B{s = x})',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢¹ (B{s = x} ∨ C{s = x}))',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢⁵ ((B{t = 1, s = x} ∨ A{s = x}) ∨ C{s = x}))',
  '☐ ᪲ (∀x ∈ Text. A{s = x} ⇒ ♢⁴ B{s = x})',
  '☐ ᪲ (∀x ∈ ℤ. A{s = x} ⇒ ♢⁰ B{s = x})',
];
for (const text of RESPONSES)
  test(`a response finds what the evaluation of its formula finds: ${text}`, () => {
    const random = sequence(7);
    const between = (low: number, high: number) => low + Math.floor(random() * (high - low));
    const clause = clauseOf(text);
    const seen = { checked: 0, violated: 0, pending: 0, unchecked: 0 };
    for (let round = 0; round < 400; round++) {
      const [evaluated, lookedUp] = [
        new ClauseMonitor(clause),
        new ResponseMonitor(responseOf(clause)!, clause.horizonUnits),
      ];
      let unit = 0;
      for (let step = 0; step < 40; step++) {
        unit += between(0, 3);
        if (random() < 0.2) for (const each of [evaluated, lookedUp]) each.settle(unit - 2);
        // A message that comes late may be too late for its unit.
        const at = Math.max(0, unit - (random() < 0.1 ? between(0, 12) : 0));
        const a = between(0, lookedUp.atoms.length);
        const { name, fields } = evaluated.atoms[a]!;
        const x = random() < 0.9 ? between(0, 3) : 0.5;
        const value = text.includes('Text') && random() < 0.9 ? `${x}` : x;
        const occurrence = {
          unit: at,
          at: at * UNIT_NS,
          name,
          values: fields.map(({ is }) => (typeof is === 'object' ? value : is)),
          place: { host: 'h', path: 'f', line: step, byte: 0 },
        };
        evaluated.add(evaluated.atoms[a]!, occurrence);
        lookedUp.add(lookedUp.atoms[a]!, occurrence);
        if (random() < 0.1) assert.deepEqual(lookedUp.outcome(unit), evaluated.outcome(unit));
        assert.equal(lookedUp.kept, evaluated.kept);
      }
      const outcome = evaluated.outcome(unit);
      assert.deepEqual(lookedUp.outcome(unit), outcome, `round ${round}`);
      for (const key of ['checked', 'violated', 'pending', 'unchecked'] as const) seen[key] += outcome[key];
    }
    for (const [what, count] of Object.entries(seen))
      assert.ok(count > 30 || (what === 'pending' && clause.horizonUnits === 0), `${count} ${what}`);
  });

function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
