import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockHeader, blockTxIds } from '../../src/block/tx-ids.ts';
import { LedgerError } from '../../src/errors.ts';
import { block, firstBlocks } from '../recorded-ledger.ts';

test('ids and header of a block are what reading it whole gives', () => {
  const blocks = firstBlocks.map(block);
  assert.ok(blocks.some(({ txs }) => txs.length > 1));
  for (const { bytes, header, txs } of blocks) {
    assert.deepEqual(
      [...blockTxIds(bytes)],
      txs.map(({ id }) => id),
    );
    assert.equal(blockHeader(bytes).hash, header.hash);
  }
});

test('what is no block is refused with its place', () => {
  for (const read of [(bytes: Uint8Array) => [...blockTxIds(bytes)], blockHeader])
    assert.throws(
      () => read(Uint8Array.of(0x82, 0x07, 0x81, 0x18)),
      (error) => error instanceof LedgerError,
    );
});
