import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { dataMemory } from '../../src/data/measure.ts';
import {
  type Data,
  dataConstr,
  dataFromJson,
  dataInt,
  dataList,
  dataToJson,
  decodeData,
  encodeData,
  equalData,
  PlutusError,
  parseData,
  parseDataJson,
  printData,
} from '../../src/index.ts';
import { randomData } from '../generate.ts';
import { random } from '../random.ts';

/** Written by hand from the ledger's rules: indefinite lists, 64-byte chunks, three ranges of constructor tags. */
const vectors: [text: string, cbor: string, words: number][] = [
  ['I 0', '00', 5],
  ['I -1', '20', 5],
  ['I 18446744073709551615', '1bffffffffffffffff', 5],
  ['I 18446744073709551616', 'c249010000000000000000', 6],
  ['I -18446744073709551616', '3bffffffffffffffff', 6],
  ['I -18446744073709551617', 'c349010000000000000000', 6],
  ['B #', '40', 5],
  ['B #00ff', '4200ff', 5],
  [`B #${'aa'.repeat(65)}`, `5f5840${'aa'.repeat(64)}41aaff`, 13],
  ['List []', '80', 4],
  ['List [I 1, I 2]', '9f0102ff', 14],
  ['Constr 0 []', 'd87980', 4],
  ['Constr 6 [I 1]', 'd87f9f01ff', 9],
  ['Constr 7 []', 'd9050080', 4],
  ['Constr 127 []', 'd9057880', 4],
  ['Constr 128 []', 'd866821880' + '80', 4],
  ['Map [(I 1, B #02)]', 'a1014102', 14],
];
for (const [text, cbor, words] of vectors)
  test(`${text.slice(0, 40)}: CBOR in both directions, memory`, () => {
    const data = parseData(text);
    assert.equal(toHex(encodeData(data)), cbor);
    assert.equal(printData(decodeData(fromHex(cbor))), text);
    assert.equal(dataMemory(data), words);
  });

test('data comes back from CBOR and from the detailed schema', () => {
  const r = random(5);
  for (let i = 0; i < 500; i++) {
    const data = randomData(r);
    assert.ok(equalData(decodeData(encodeData(data)), data));
    assert.ok(equalData(dataFromJson(dataToJson(data)), data));
  }
});

test('both forms of lists and maps are read, wrong ones are refused with the byte', () => {
  for (const cbor of ['820102', '9f0102ff'])
    assert.equal(printData(decodeData(fromHex(cbor))), 'List [I 1, I 2]');
  for (const cbor of ['a10102', 'bf0102ff'])
    assert.equal(printData(decodeData(fromHex(cbor))), 'Map [(I 1, I 2)]');
  for (const [cbor, message] of [
    ['bf01ff', /byte 2: expected a value for the last key of the map/],
    [`5841${'00'.repeat(65)}`, /byte 0: expected at most 64 bytes a chunk, got 65 bytes/],
    ['f5', /byte 0: expected Plutus data, got bool/],
    ['c1', /expected tag 2, 3, 102/],
    ['0000', /byte 1: expected end of input/],
    ['d8668100', /expected array\(2\) after tag 102/],
  ] as const)
    assert.throws(() => decodeData(fromHex(cbor)), { code: 'PLUTUS_DATA', message });
});

test('damaged CBOR ends with an error or with data', () => {
  const r = random(6);
  for (let i = 0; i < 3000; i++) {
    const bytes = i % 3 === 0 ? r.bytes(r.below(40)) : encodeData(randomData(r));
    if (bytes.length > 0) bytes[r.below(bytes.length)] = r.below(256);
    try {
      decodeData(bytes);
    } catch (fault) {
      assert.ok(fault instanceof PlutusError, String(fault));
    }
  }
});

test('data 200,000 levels deep is read, measured, compared, printed and written', () => {
  const depth = 200_000;
  const bytes = new Uint8Array(2 * depth + 1).fill(0x9f);
  bytes[depth] = 0;
  bytes.fill(0xff, depth + 1);
  const data = decodeData(bytes);
  assert.equal(dataMemory(data), 4 * depth + 5);
  assert.ok(equalData(data, decodeData(bytes)));
  assert.deepEqual(encodeData(data), bytes);
  assert.ok(printData(data).length > depth);
  assert.throws(() => decodeData(new Uint8Array(10_000_000).fill(0x81)), { code: 'PLUTUS_LIMIT' });
});

test('data that shares its parts is measured in the time of its parts', () => {
  let shared: Data = dataInt(1);
  for (let i = 0; i < 60; i++) shared = dataList([shared, shared]);
  assert.ok(dataMemory(shared) > 2 ** 60);
});

test('the detailed schema keeps large integers and names the path of a fault', () => {
  assert.equal(
    printData(parseDataJson('{"int": 340282366920938463463374607431768211456}')),
    `I ${2n ** 128n}`,
  );
  assert.equal(
    printData(parseDataJson('{"constructor": 1, "fields": [{"bytes": "00"}]}')),
    'Constr 1 [B #00]',
  );
  assert.throws(() => parseDataJson('{"list": [{"int": 1}, {"bites": "00"}]}'), {
    message: /^data\.list\[1\]: expected int, bytes, list, map or constructor, got "bites"/,
  });
  assert.ok(equalData(dataConstr(1, []), parseDataJson('{"constructor": 1, "fields": []}')));
});
