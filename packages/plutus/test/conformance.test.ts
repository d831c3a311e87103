import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type ConformanceCase, loadAccelerators, runConformance } from '../src/index.ts';
import { sharedLines, skipWithoutData } from './shared-data.ts';

test('the own compact set: a program a builtin, and some for the machine', async () => {
  const text = readFileSync(new URL('vectors/evaluations.jsonl', import.meta.url), 'utf8');
  const cases = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ConformanceCase);
  assert.ok(cases.length > 100);
  const { results, budgets, failures } = runConformance(cases);
  assert.deepEqual(failures, []);
  assert.deepEqual([results.passed, budgets.passed], [cases.length, cases.length]);
});

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
