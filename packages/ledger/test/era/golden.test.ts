import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reader, toHex, Writer } from '@slotbench/cbor';
import { eraOfBlockTag, eraOfIndex, eras } from '../../src/era/era.ts';
import { decodeEraBlock, encodeEraBlock } from '../../src/era/era-block.ts';
import { decodeEraHeader } from '../../src/era/era-header.ts';
import { decodeEraTx } from '../../src/era/era-tx.ts';
import type { TPraosHeader } from '../../src/era/tpraos-header.ts';
import { assembleHeader, type Header } from '../../src/praos/header.ts';
import { golden, skip, unwrap, unwrapEra } from './golden.ts';

const names = {
  blocks: ['Byron_EBB', 'Byron_regular', ...eras.slice(1).map(capital)],
  txs: eras.map(capital),
};

/** `golden Block_Mary` is of this era. */
const eraOf = (name: string) => name.split('_')[0]!.toLowerCase();

for (const name of names.blocks)
  test(`golden block ${name} decodes and re-encodes identically`, { skip }, () => {
    const bytes = unwrap(golden(`Block_${name}`));
    const block = decodeEraBlock(bytes);
    assert.equal(block.era, eraOf(name));
    assert.equal(toHex(encodeEraBlock(block)), toHex(bytes));
    if (block.kind === 'opaque') {
      assert.ok(['byron', 'dijkstra'].includes(block.era));
      return;
    }
    assert.ok(block.txs.length > 0, 'the example has transactions');
    assert.equal(toHex(fromFields(block.header)), toHex(block.header.bytes), 'every field of the header');
    for (const tx of block.txs) {
      const again = decodeEraTx(block.era, tx.bytes);
      assert.ok(again.kind === 'read');
      assert.deepEqual(again.tx, tx);
      assert.ok(toHex(bytes).includes(toHex(tx.bodyBytes)));
    }
  });

for (const name of names.blocks)
  test(`golden header ${name} is that of the block`, { skip }, () => {
    const { index, bytes } = unwrapEra(golden(`Header_${name}`));
    const era = eraOfIndex(index)!;
    assert.equal(era, eraOf(name));
    const header = decodeEraHeader(era, bytes);
    if (header.kind === 'opaque') {
      assert.equal(header.bytes, bytes);
      return;
    }
    const block = decodeEraBlock(unwrap(golden(`Block_${name}`)));
    assert.ok(block.kind === 'read');
    assert.deepEqual(header.header, block.header);
  });

for (const name of names.txs)
  test(`golden transaction ${name} has the golden id`, { skip }, () => {
    const { index, bytes } = unwrapEra(golden(`GenTx_${name}`));
    const era = eraOfIndex(index)!;
    const read = decodeEraTx(era, bytes);
    if (read.kind === 'opaque') {
      assert.equal(read.bytes, bytes);
      return;
    }
    assert.equal(toHex(read.tx.bytes), toHex(bytes));
    // The Shelley example's id is of another transaction: it is also not the hash of any part of this one.
    if (name === 'Shelley') return;
    const id = new Reader(golden(`GenTxId_${name}`));
    id.expectArray(2);
    assert.equal(id.uint(), index);
    assert.equal(read.tx.id, toHex(id.bytes()));
  });

test('three numberings of eras', () => {
  assert.deepEqual([0, 1, 2, 6, 7, 8, 9].map(eraOfBlockTag), [
    'byron',
    'byron',
    'shelley',
    'babbage',
    'conway',
    'dijkstra',
    undefined,
  ]);
  assert.deepEqual([0, 1, 5, 6, 7, 8].map(eraOfIndex), [
    'byron',
    'shelley',
    'babbage',
    'conway',
    'dijkstra',
    undefined,
  ]);
});

/** The header written again from what was read of it, canonically. */
function fromFields(header: Header | TPraosHeader): Uint8Array {
  if ('vrfOutput' in header) return assembleHeader(header, () => header.kesSignature).bytes;
  const { opcert, protocolVersion, nonceVrf, leaderVrf } = header;
  const w = new Writer(1024).array(2).array(15).uint(header.blockNo).uint(header.slot);
  if (header.prevHash === undefined) w.null();
  else w.bytes(Buffer.from(header.prevHash, 'hex'));
  w.bytes(header.issuerVk).bytes(header.vrfVk);
  for (const { output, proof } of [nonceVrf, leaderVrf]) w.array(2).bytes(output).bytes(proof);
  w.uint(header.bodySize).bytes(Buffer.from(header.bodyHash, 'hex'));
  w.bytes(opcert.hotVk).uint(opcert.counter).uint(opcert.startPeriod).bytes(opcert.coldSignature);
  w.uint(protocolVersion.major).uint(protocolVersion.minor);
  return w.bytes(header.kesSignature).finish();
}

function capital(era: string): string {
  return era[0]!.toUpperCase() + era.slice(1);
}
