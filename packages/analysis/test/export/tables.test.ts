import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun } from '@slotbench/analysis';
import { csv } from '../../src/export/csv.ts';
import { timelineText } from '../../src/export/timeline.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

test('cells are quoted where they must be, what is not there is empty', () => {
  const text = csv<{ a: string | null; b: number | bigint }>(
    [
      ['a', (row) => row.a],
      ['b, c', (row) => row.b],
    ],
    [
      { a: 'plain', b: 0.5 },
      { a: 'say "x", y', b: 18446744073709551615n },
      { a: null, b: Number.NaN },
      { a: 'two\nlines', b: -1e-9 },
    ],
  );
  assert.equal(text, 'a,"b, c"\nplain,0.5\n"say ""x"", y",18446744073709551615\n,\n"two\nlines",-1e-9\n');
});

test('the timeline has a line a block, with the time since the one before and what rejects it', async () => {
  const run = writeRun(syntheticRun().files);
  try {
    const results = await analyseRun(run.dir, {
      now: () => new Date(0),
      filters: { filter_exprs: [{ tag: 'CSlot', contents: { tag: 'SlotGEq', contents: 30 } }] },
    });
    const [title, filters, , head, ...rows] = timelineText(results).trimEnd().split('\n');
    const { chain, parameters } = results;
    assert.match(title!, new RegExp(`${chain.length} blocks, ${chain.accepted} accepted`));
    assert.equal(filters, 'filters: slot 30 or later');
    assert.match(head!, /^ *block +slot +gap s +hash +forger /);
    assert.equal(rows.length, chain.length);
    for (const [i, block] of chain.blocks.entries()) {
      const cells = rows[i]!.trim().split(/ {2,}/);
      assert.equal(cells[0], String(block.blockNo));
      assert.equal(cells[1], String(block.slot));
      if (i > 0)
        assert.equal(Number(cells[2]), (block.slot - chain.blocks[i - 1]!.slot) * parameters.slotSeconds);
      assert.ok(rows[i]!.includes(block.hash.slice(0, 8)));
      assert.equal(rows[i]!.includes('rejected: slot 30 or later'), !block.accepted);
    }
    assert.ok(chain.rejected > 0 && chain.accepted > 0, 'both kinds are in the run');
  } finally {
    run.dispose();
  }
});
