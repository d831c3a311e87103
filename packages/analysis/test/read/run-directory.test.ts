import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRunFacts } from '../../src/read/run-directory.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

test('a run that went on from an anchor says when it began, not when slot 0 was', async () => {
  const { files } = syntheticRun();
  const { meta } = JSON.parse(files.get('meta.json')!);
  const anchored = new Map([...files]);
  anchored.set(
    'meta.json',
    JSON.stringify({ meta: { ...meta, anchor: { slot: 259_174, blockNo: 1, firstSlot: 259_200 } } }),
  );
  const { dir, dispose } = writeRun(anchored);
  try {
    const { identity, slotNs } = await readRunFacts(dir);
    const { anchor, systemStart } = identity;
    assert.deepEqual(
      { slot: anchor?.slot, blockNo: anchor?.blockNo, firstSlot: anchor?.firstSlot },
      { slot: 259_174, blockNo: 1, firstSlot: 259_200 },
    );
    assert.equal(Date.parse(anchor!.startedAt) - Date.parse(systemStart), (259_200 * slotNs) / 1e6);
  } finally {
    dispose();
  }
});

test('a run that began with its genesis has no anchor, nor has one whose file says nonsense', async () => {
  for (const anchor of [undefined, 7, { slot: 1 }, { slot: 1, blockNo: 1, firstSlot: 1e300 }]) {
    const { files } = syntheticRun();
    const { meta } = JSON.parse(files.get('meta.json')!);
    const { dir, dispose } = writeRun(
      new Map([...files, ['meta.json', JSON.stringify({ meta: { ...meta, anchor } })] as [string, string]]),
    );
    try {
      assert.equal((await readRunFacts(dir)).identity.anchor, undefined);
    } finally {
      dispose();
    }
  }
});
