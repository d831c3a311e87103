import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headlineOf } from '../../src/comparison/headline.ts';
import { HEADLINE, OUTSIDE_HEADLINE } from '../../src/comparison/margins.ts';
import { differencesOf, type RunRecord } from '../../src/index.ts';
import { CONDITIONS, MEANS, run } from '../variance/sample-runs.ts';

const side = (tag: string, change: Partial<RunRecord['conditions']>) => {
  const one = run(tag, MEANS);
  return { runs: [{ ...one, conditions: { ...CONDITIONS, ...change } }] };
};
const decided = (base: Partial<RunRecord['conditions']>, target: Partial<RunRecord['conditions']>) => {
  const sides = { base: side('a', base), target: side('b', target) };
  const differences = differencesOf([...sides.base.runs, ...sides.target.runs]);
  return headlineOf({ asked: undefined, differences, ...sides });
};
const observer = 'present';

test('one implementation is decided by the declared metrics, observed or not', () => {
  for (const each of [{}, { observer }])
    assert.deepEqual(decided(each, each), { headline: HEADLINE, doubts: [] });
});

for (const [name, change] of [
  ['two implementations', { node: 'amaru' }],
  ['two ways of tracing', { treatment: { 'node.tracing_backend': 'iohk-monitoring' } }],
  ['other messages traced', { treatment: { 'node.verbatim.TraceOptions': '#abc' } }],
] as const)
  test(`${name} are decided from outside alone; without an observer that is a doubt`, () => {
    assert.deepEqual(decided({ observer }, { ...change, observer }), {
      headline: OUTSIDE_HEADLINE,
      doubts: [],
    });
    const blind = decided({}, change);
    assert.equal(blind.headline, HEADLINE);
    assert.match(blind.doubts.join(), /no outside observer was in the runs \(--observe\)/);
  });

test('a treatment that changes no trace, and what the user names, stay', () => {
  assert.equal(decided({}, { treatment: { 'node.verbatim.SlotbenchDose': '#1' } }).headline, HEADLINE);
  const sides = { base: side('a', {}), target: side('b', { node: 'amaru' }) };
  const asked = headlineOf({
    asked: ['cpu'],
    differences: differencesOf([...sides.base.runs, ...sides.target.runs]),
    ...sides,
  });
  assert.deepEqual(asked, { headline: ['cpu'], doubts: [] });
});
