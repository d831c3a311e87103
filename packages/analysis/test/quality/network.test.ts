import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkItems } from '../../src/quality/network.ts';

const link = { from: 'eu-central-1', to: 'us-east-1', tableMs: 91, measuredMs: 91.8 };

test('an emulated network is told with what it did; one that was too slow is a warning', () => {
  assert.deepEqual(networkItems(null), []);
  const [note, ...rest] = networkItems({ source: 'somewhere', links: [link] });
  assert.equal(
    note!.text,
    'The network between regions was emulated on one machine: round trips eu-central-1 – us-east-1 91 ms (measured 91.8 ms), somewhere.',
  );
  assert.deepEqual(rest, []);
  const slow = networkItems({ links: [link, { ...link, measuredMs: 120 }] });
  assert.deepEqual([slow.length, slow[1]!.level], [2, 'warning']);
});

test('whatever the file holds, the analysis goes on', () => {
  for (const network of [{}, { links: 'x' }, { links: [null, 1, {}, { ...link, tableMs: '1' }], source: 7 }])
    assert.equal(networkItems(network as never).length, 1);
});
