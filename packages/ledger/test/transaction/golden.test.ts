import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromHex, Reader, toHex } from '@slotbench/cbor';
import { decodeBlock } from '../../src/block/block.ts';
import { decodeTx } from '../../src/transaction/decode.ts';

const file = new URL('../../../../../shared/data/forwarding/consensus-golden.json', import.meta.url);
const skip = existsSync(file) ? false : 'the shared golden encodings of ouroboros-consensus are not at hand';

/** `[era, #6.24(bytes)]` or `#6.24(bytes)`: the bytes. */
function unwrap(hex: string): Uint8Array {
  const reader = new Reader(fromHex(hex));
  if (reader.peek() === 'array') {
    reader.expectArray(2);
    reader.uint();
  }
  reader.expectTag(24);
  return reader.bytes();
}

for (const era of ['Babbage', 'Conway']) {
  test(`golden ${era} transaction`, { skip }, () => {
    const golden = read();
    const tx = decodeTx(unwrap(golden(`GenTx_${era}`)));
    assert.deepEqual(tx.inputs, []);
    assert.deepEqual(tx.outputs, []);
    assert.equal(tx.fee, 0n);
    assert.equal(tx.id.length, 64);
  });

  test(`golden ${era} block`, { skip }, () => {
    const bytes = unwrap(read()(`Block_${era}`));
    const block = decodeBlock(bytes);
    assert.ok(block.txs.length > 0);
    // The header of this example belongs to another body; what adds up is the whole.
    assert.equal(bytes.length, 3 + block.header.bytes.length + block.sizeBytes);
    for (const tx of block.txs) {
      assert.ok(toHex(bytes).includes(toHex(tx.bodyBytes)));
      const again = decodeTx(tx.bytes);
      assert.equal(again.id, tx.id);
      assert.deepEqual(again.outputs, tx.outputs);
    }
  });
}

function read(): (name: string) => string {
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as { files: Record<string, string> };
  return (name) => files[`cardano/CardanoNodeToNodeVersion2/${name}`]!;
}
