import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileNames800, resolveProfile800 } from '../src/index.ts';
import { skipUpstream, upstreamJson } from './upstream-data.ts';

test('every profile of 8.0.0 equals that version’s own output', { skip: skipUpstream }, () => {
  const upstream = upstreamJson('upstream-8.x/all-profiles-8.0.0.json.gz');
  const names = Object.keys(upstream);
  assert.equal(names.length, 462);
  assert.deepEqual([...profileNames800()].sort(), [...names].sort());
  for (const name of names) assert.deepEqual(resolveProfile800(name), upstream[name], name);
});

test('a name without its era suggests the eras', () => {
  assert.throws(() => resolveProfile800('default'), /closest: default-shey, default-alra/);
  assert.throws(() => resolveProfile800('defualt-bage'), { code: 'PROFILE_UNKNOWN' });
});
