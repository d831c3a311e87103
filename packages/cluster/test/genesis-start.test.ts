import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSystemStart } from '../src/genesis-start.ts';

const byron = '{"protocolConsts":{"k":3},"startTime": 1506203091}';
const shelley = '{"maxLovelaceSupply":45000000000000000001,\n "systemStart": "2017-09-23T21:44:51Z"}';

test('only the start of slot 0 changes, and numbers keep every digit', () => {
  assert.deepEqual(withSystemStart({ byron, shelley, startSeconds: 1_783_071_666 }), {
    byron: '{"protocolConsts":{"k":3},"startTime": 1783071666}',
    shelley: '{"maxLovelaceSupply":45000000000000000001,\n "systemStart": "2026-07-03T09:41:06Z"}',
  });
});

test('a genesis without exactly one start is refused', () => {
  assert.throws(() => withSystemStart({ byron: '{}', shelley, startSeconds: 1 }), { code: 'RUN_BROKEN' });
  assert.throws(
    () => withSystemStart({ byron, shelley: shelley + shelley, startSeconds: 1 }),
    /found 2 times/,
  );
});
