import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConformanceCase, loadAccelerators, runConformance } from '../src/index.ts';
import { sharedLines, skipWithoutData } from './shared-data.ts';

const options = { skip: skipWithoutData };

test('every case of the public conformance suite at hand gives its result and its budget', options, () => {
  const cases = sharedLines<ConformanceCase>('conformance.jsonl.gz');
  assert.ok(cases.length > 700);
  const { results, budgets, failures } = runConformance(cases);
  assert.deepEqual(failures, []);
  assert.deepEqual([results.passed, budgets.passed], [cases.length, cases.length]);
});

test('the flat form of each case gives the same, with the accelerators', options, async () => {
  assert.equal(await loadAccelerators(), true);
  const cases = sharedLines<ConformanceCase>('conformance.jsonl.gz').filter(({ flat }) => flat !== undefined);
  assert.ok(cases.length > 600);
  const { results, failures } = runConformance(cases.map(({ uplc: _, ...rest }) => rest));
  assert.deepEqual(failures, []);
  assert.equal(results.passed, cases.length);
});
