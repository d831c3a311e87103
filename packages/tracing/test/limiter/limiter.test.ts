import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Limiter } from '../../src/limiter/limiter.ts';
import { golden, needsGolden } from '../golden.ts';

interface Case {
  name: string;
  description: string;
  frequencyHz: number;
  createdAt: number;
  arrivals: number[];
  decisions: { index: number; event: string }[];
  passed: number;
  suppressed: number;
  passedIndexes?: number[];
}

const own = JSON.parse(readFileSync(new URL('../vectors/limiter.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};
assert.ok(own.cases.length > 0);

function check({
  frequencyHz,
  createdAt,
  arrivals,
  decisions,
  passed,
  suppressed,
  passedIndexes,
}: Case): void {
  const limiter = new Limiter(frequencyHz, createdAt);
  const told: { index: number; event: string }[] = [];
  const passes: number[] = [];
  for (const [i, at] of arrivals.entries()) {
    const notices: string[] = [];
    const pass = limiter.arrive(at, (notice) => {
      const name = { StartLimiting: 'START', RememberLimiting: 'REMEMBER', StopLimiting: 'STOP' }[
        notice.kind
      ];
      notices.push('suppressed' in notice ? `${name}(${notice.suppressed})` : name);
    });
    if (pass) passes.push(i + 1);
    if (notices.length > 0)
      told.push({ index: i + 1, event: [...notices, pass ? 'PASS' : 'SUPPRESS'].join('+') });
  }
  assert.deepEqual(told, decisions);
  assert.equal(passes.length, passed);
  assert.equal(arrivals.length - passes.length, suppressed);
  if (passedIndexes !== undefined) assert.deepEqual(passes, passedIndexes);
}

for (const vector of own.cases) test(`limiter ${vector.name}: ${vector.description}`, () => check(vector));

test('40 more arrival patterns', needsGolden, () => {
  const { cases } = golden<{ cases: Case[] }>('limiter-more.json');
  assert.ok(cases.length > 0);
  for (const vector of cases) check(vector);
});

test('a negative frequency never limits', () => {
  const limiter = new Limiter(-1, 0);
  for (let i = 1; i <= 1000; i++) assert.ok(limiter.arrive(i * 0.001, () => assert.fail('told something')));
});
