import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkObservable } from '../src/checks.ts';

test('an observer must be on the machine of the nodes', () => {
  checkObservable({ name: 'local' });
  assert.throws(() => checkObservable({ name: 'nomad-exec' }), {
    code: 'RUN_UNSUPPORTED',
    message: /--observe on backend nomad-exec: .* leave it out, run on the local backend/,
  });
});
