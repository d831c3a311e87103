import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { blockBody, decodeBlock, encodeBlock } from '../../src/block/block.ts';
import { fitTxs } from '../../src/block/forge.ts';
import { decodeTx } from '../../src/transaction/decode.ts';
import { allBlocks, firstBlocks, type RecordedBlock } from '../recorded-ledger.ts';

/** Decodes, checks what the header says of the body, takes the block apart and puts it together again. */
function checkBlocks(blocks: readonly RecordedBlock[]): number {
  let txs = 0;
  for (const { hash, bytes } of blocks) {
    const block = decodeBlock(bytes);
    assert.equal(block.header.hash, hash);
    assert.equal(block.header.bodyHash, block.bodyHash, `body hash of ${hash}`);
    assert.equal(block.header.bodySize, block.sizeBytes, `body size of ${hash}`);
    const rebuilt = block.txs.map((tx) => decodeTx(tx.bytes));
    assert.deepEqual(encodeBlock(block.header, blockBody(rebuilt)), bytes, `re-encoding of ${hash}`);
    for (const [i, tx] of rebuilt.entries()) assert.equal(tx.id, block.txs[i]!.id);
    txs += block.txs.length;
  }
  return txs;
}

test('the first 60 blocks of a chain that a real node adopted decode and re-encode identically', () => {
  assert.equal(firstBlocks.length, 60);
  assert.equal(checkBlocks(firstBlocks), 40);
});

test('all 600 blocks decode and re-encode identically', (t) => {
  const blocks = allBlocks();
  if (blocks === undefined) return t.skip('the shared praos-chain data is not at hand');
  assert.equal(blocks.length, 600);
  assert.equal(checkBlocks(blocks), 40);
});

const withTxs = firstBlocks[3]!;

/** A block with the header of `withTxs` and other segments. */
function joined(...segments: Uint8Array[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat([fromHex('820785'), decodeBlock(withTxs.bytes).header.bytes, ...segments]),
  );
}

test('a block read in other legal forms has the same transactions and its own body hash', () => {
  const block = decodeBlock(withTxs.bytes);
  const { segments } = blockBody(block.txs);
  // The same lists in the indefinite form: another hash, the same transactions.
  const indefinite = segments.map((segment, i) =>
    i === 2
      ? fromHex('bfff')
      : Buffer.concat([Buffer.from([0x9f]), segment.subarray(1), Buffer.from([0xff])]),
  );
  const bytes = Buffer.concat([fromHex('820785'), block.header.bytes, ...indefinite]);
  const read = decodeBlock(bytes);
  assert.deepEqual(
    read.txs.map((tx) => tx.id),
    block.txs.map((tx) => tx.id),
  );
  assert.notEqual(read.bodyHash, block.bodyHash);
  assert.equal(read.sizeBytes, block.sizeBytes + 4);
});

test('auxiliary data and failed scripts find their transactions', () => {
  const block = decodeBlock(withTxs.bytes);
  const [bodies, witnesses] = blockBody(block.txs).segments;
  const auxiliary = fromHex('a2 03 a10001 01 a10041ff'.replaceAll(' ', ''));
  const bytes = joined(bodies, witnesses, auxiliary, fromHex('8102'));
  const { txs } = decodeBlock(bytes);
  assert.deepEqual(
    txs.map((tx) => tx.auxiliaryBytes && toHex(tx.auxiliaryBytes)),
    [undefined, 'a10041ff', undefined, 'a10001'],
  );
  assert.deepEqual(
    txs.map((tx) => tx.isValid),
    [true, true, false, true],
  );
  for (const tx of txs) assert.deepEqual(decodeTx(tx.bytes), tx);
});

const block = decodeBlock(withTxs.bytes);
const [bodies, witnesses] = blockBody(block.txs).segments;
const refused: readonly { name: string; bytes: Uint8Array; says: RegExp }[] = [
  { name: 'another era', bytes: fromHex('820580'), says: /byte 1: expected era 7 \(or 6\), got 5/ },
  { name: 'fewer witness sets', bytes: joined(bodies, fromHex('80a080')), says: /4 witness sets, got 0/ },
  {
    name: 'auxiliary data of no transaction',
    bytes: joined(bodies, witnesses, fromHex('a104a0'), fromHex('80')),
    says: /indices below 4, got 4/,
  },
  {
    name: 'a failed transaction that is not there',
    bytes: joined(bodies, witnesses, fromHex('a0'), fromHex('8109')),
    says: /indices below 4, got 9/,
  },
  { name: 'trailing bytes', bytes: Buffer.concat([withTxs.bytes, fromHex('00')]), says: /end of input/ },
  { name: 'a cut', bytes: withTxs.bytes.subarray(0, 1000), says: /block, byte/ },
];
for (const { name, bytes, says } of refused)
  test(`refuses ${name}`, () => {
    assert.throws(
      () => decodeBlock(bytes),
      (error: Error & { code?: string }) => error.code === 'LEDGER_BLOCK' && says.test(error.message),
    );
  });

test('as many transactions fit as the body limit allows, and no more', () => {
  const { txs } = block;
  const all = blockBody(txs).sizeBytes;
  assert.equal(fitTxs(txs, 65536).length, 4);
  for (let limit = all + 12; limit > 0; limit -= 7) {
    const fitting = fitTxs(txs, limit);
    assert.ok(fitting.length === 0 || blockBody(fitting).sizeBytes <= limit, `limit ${limit}`);
  }
  assert.equal(fitTxs(txs, all + 12).length, 4);
  assert.equal(fitTxs(txs, all - 1).length, 3);
});
