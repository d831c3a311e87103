import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureTracing } from './tracing.bench.ts';

test('bench/tracing: every contender writes every line, and the ratios have their names', async () => {
  const { ratios, figures } = await measureTracing({ warmUps: 0, rounds: 1, lines: 300, calls: 2000 });
  assert.deepEqual(Object.keys(ratios).sort(), [
    'fileVsPino',
    'filteredNs',
    'forwardDeadPeerNs',
    'offBytes',
    'offMinusCallNs',
  ]);
  for (const [name, value] of Object.entries({ ...ratios, ...figures }))
    assert.ok(Number.isFinite(value), `${name} is ${value}`);
});
