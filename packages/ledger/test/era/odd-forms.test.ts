import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { blockBody, decodeBlock, encodeBlock } from '../../src/block/block.ts';
import { blake2b256 } from '../../src/crypto/blake2b.ts';
import { decodeEraBlock } from '../../src/era/era-block.ts';
import { decodeEraTx } from '../../src/era/era-tx.ts';
import { assembleHeader, decodeHeader } from '../../src/praos/header.ts';
import { allBlocks, block, firstBlocks } from '../recorded-ledger.ts';

const hash = (hex: string): string => toHex(blake2b256(fromHex(hex)));
const first = block(firstBlocks.find((recorded) => block(recorded).txs.length > 0)!);
const headerHex = toHex(first.header.bytes);
const bodyHex = toHex(first.header.bodyBytes);
const { segments } = blockBody(first.txs);
const [bodies, witnesses] = segments.map(toHex) as [string, string, string, string];

/** An array head of the wider widths that a decoder must take as well. */
const indefinite = (hex: string): string => `9f${hex.slice(2)}ff`;

test('headers whose arrays have no length are read; hash and signature cover the bytes as they came', () => {
  const odd = headerHex.replace(bodyHex, indefinite(bodyHex));
  const header = decodeHeader(fromHex(odd));
  assert.equal(header.hash, hash(odd));
  assert.notEqual(header.hash, first.header.hash);
  assert.equal(toHex(header.bodyBytes), indefinite(bodyHex));
  assert.equal(header.slot, first.header.slot);
  const outer = decodeHeader(fromHex(indefinite(headerHex)));
  assert.equal(outer.hash, hash(indefinite(headerHex)));
});

test('blocks whose parts have no length are read; ids and body hash are those of the bytes as they came', () => {
  const odd = [indefinite(bodies), indefinite(witnesses), 'bfff', '9fff'];
  const read = decodeBlock(fromHex(`82079f${headerHex}${odd.join('')}ff`));
  assert.equal(read.bodyHash, hash(odd.map(hash).join('')));
  assert.equal(read.sizeBytes, odd.join('').length / 2);
  assert.deepEqual(
    read.txs.map(({ id }) => id),
    first.txs.map(({ id }) => id),
  );
});

const refused: [string, string][] = [
  ['a header of three parts', `8207858383${headerHex.slice(2)}${bodies}${witnesses}a080`],
  ['a block of four parts in Conway', `820784${headerHex}${bodies}${witnesses}a0`],
  ['a part after the last', `82079f${headerHex}${bodies}${witnesses}a08080ff`],
  ['no end', `82079f${headerHex}${bodies}${witnesses}a080`],
  ['bytes after the end', `820785${headerHex}${bodies}${witnesses}a08000`],
  ['a witness set too few', `820785${headerHex}${bodies}80a080`],
  ['a failed transaction that is not there', `820785${headerHex}${bodies}${witnesses}a0811863`],
  ['a tag of no era', `820985${headerHex}${bodies}${witnesses}a080`],
];
for (const [what, hex] of refused)
  test(`refuses ${what}`, () => {
    assert.throws(() => decodeEraBlock(fromHex(hex)), { code: 'LEDGER_BLOCK' });
  });

const input = `825820${'11'.repeat(32)}00`;
const output = `82581d60${'22'.repeat(28)}1a000f4240`;
const asset = `a1581c${'33'.repeat(28)}`;

/** Legal transactions of old eras; the id is always the hash of the body as it came. */
const old: [string, 'shelley' | 'mary' | 'alonzo', string, string][] = [
  ['a Shelley transaction', 'shelley', `a4008${`1${input}`}018${`1${output}`}0200030a`, 'a0f6'],
  ['without lengths', 'shelley', `bf009f${input}ff019f${output}ff0200030aff`, 'bffff6'],
  [
    'metadata with the same label twice',
    'shelley',
    `a4008${`1${input}`}018${`1${output}`}0200030a`,
    'a0a200010002',
  ],
  [
    'the same asset twice',
    'mary',
    `a3008${`1${input}`}0181${output.replace('1a000f4240', `821a000f4240${asset}a241610141610a`)}0200`,
    'a0f6',
  ],
  ['an Alonzo transaction', 'alonzo', `a3008${`1${input}`}018${`1${output}`}0200`, 'a0f5f6'],
];
for (const [what, era, body, rest] of old)
  test(`reads ${what}`, () => {
    const hex = `${era === 'alonzo' ? '84' : '83'}${body}${rest}`;
    const read = decodeEraTx(era, fromHex(hex));
    assert.ok(read.kind === 'read');
    assert.equal(read.tx.id, hash(body));
    assert.equal(toHex(read.tx.bytes), hex);
    assert.equal(read.tx.outputs.length, 1);
    assert.equal(read.tx.isValid, true);
  });

test('refuses a body that has a key twice, as cardano-ledger does, and an old transaction with a part too many', () => {
  const body = `a4008${`1${input}`}018${`1${output}`}02000200`;
  assert.throws(() => decodeEraTx('mary', fromHex(`83${body}a0f6`)), /each key once/);
  assert.throws(() => decodeEraTx('mary', fromHex(`84${body.replace('a4', 'a3').slice(0, -4)}a0f5f6`)), {
    code: 'LEDGER_TX',
  });
});

test('blocks of a real chain, written again from what was read of them, are the same bytes', () => {
  const recorded = allBlocks() ?? firstBlocks;
  assert.ok(recorded.length >= 60);
  for (const each of recorded) {
    const { header, txs } = block(each);
    const again = encodeBlock(
      assembleHeader(header, () => header.kesSignature),
      blockBody(txs),
    );
    assert.equal(toHex(again), toHex(each.bytes));
  }
});
