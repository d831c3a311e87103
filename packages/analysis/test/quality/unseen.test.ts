import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unseenItems } from '../../src/quality/unseen.ts';

const [from, to] = ['2026-11-24T20:00:00.000Z', '2026-11-24T20:01:00.000Z'];

test('a run that nobody watched for a while says from when to when', () => {
  const [item, ...more] = unseenItems({ unwatched: [{ from, to }] });
  assert.deepEqual(more, []);
  assert.deepEqual([item!.id, item!.level, item!.host], ['unwatched', 'note', null]);
  assert.match(item!.text, new RegExp(`Nobody watched the run from ${from} to ${to}: `));
});

test('a host that was silent is named once with its client and its times; one that stayed away is a warning', () => {
  const silence = { host: 'node-1', client: 'client-7', from };
  const [back] = unseenItems({ silent: [1, 2, 3, 4, 5].map(() => ({ ...silence, to })) });
  assert.deepEqual([back!.level, back!.host, back!.count], ['note', 'node-1', 5]);
  assert.match(
    back!.text,
    /^node-1 on client client-7 was not heard of from .* and 2 more times\. It came back/,
  );
  const [gone] = unseenItems({ silent: [{ ...silence, to }, silence] });
  assert.deepEqual([gone!.level, gone!.count], ['warning', 2]);
  assert.match(gone!.text, new RegExp(`from ${from} on\\. Its programs may have run on`));
});

test('logs that are missing are named with what that means for the figures', () => {
  const [item] = unseenItems({
    missing: [{ host: 'node-1', client: 'c', problem: `not heard of since ${from}` }],
  });
  assert.deepEqual([item!.id, item!.level, item!.host], ['missingLogs', 'warning', 'node-1']);
  assert.match(
    item!.text,
    /Logs of node-1 on client c are missing \(not heard of since .*\)\. The figures are those of the other hosts/,
  );
});

test('a run that saw all, and a meta.json that says something else, give nothing', () => {
  for (const unseen of [null, {}, { silent: 3, missing: [7, null], unwatched: 'x' }])
    assert.deepEqual(unseenItems(unseen), []);
});
