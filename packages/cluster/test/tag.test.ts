import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTag, tagBatch } from '../src/tag.ts';

const parts = {
  nowMs: Date.UTC(2026, 6, 3, 9, 41, 59),
  nodeHash: 'abcdef0123',
  batch: '10.7.0',
  profile: 'quick',
  era: 'coay',
  backend: 'loc',
} as const;

test('a tag holds minute, node, batch, profile, era and backend', () => {
  assert.equal(runTag(parts), '2026-07-03-09-41-abcde-1070-quick-coay-loc');
  assert.equal(runTag(parts, 2), '2026-07-03-09-41-abcde-1070-quick-coay-loc-2');
});

test('every tag is a valid Nomad job name', () => {
  const longest = runTag({ ...parts, batch: 'Ü^_b'.repeat(20), profile: 'k3.p'.repeat(20) }, 17);
  assert.match(longest, /^[a-zA-Z0-9-]{1,128}$/);
});

const batches: readonly [batch: string, short: string][] = [
  ['10.7.0', '1070'],
  ['Before My Change', 'beforemychan'],
  ['a^b_c', 'abc'],
];
for (const [batch, short] of batches)
  test(`batch '${batch}' is '${short}'`, () => assert.equal(tagBatch(batch), short));

test('a batch of signs only is refused', () =>
  assert.throws(() => tagBatch('--'), { code: 'BATCH_INVALID', exit: 'usage' }));
