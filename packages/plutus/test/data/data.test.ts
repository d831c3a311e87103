import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import {
  AssetValue,
  compareBytes,
  inQuantityRange,
  type PolicyAssets,
  valueFault,
} from '../../src/data/asset-value.ts';
import { bitLength } from '../../src/data/int.ts';
import { dataMemory, dataNodes } from '../../src/data/measure.ts';
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
  [`B #${'aa'.repeat(64)}`, `5840${'aa'.repeat(64)}`, 12],
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
    ['d9057980', /expected tag 2, 3, 102/],
    ['d904ff80', /expected tag 2, 3, 102/],
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

test('bits of a magnitude at every power of two', () => {
  assert.equal(bitLength(0n), 0);
  for (let bits = 1n; bits <= 130n; bits++)
    for (const sign of [1n, -1n]) {
      assert.equal(bitLength(sign * 2n ** (bits - 1n)), Number(bits));
      assert.equal(bitLength(sign * (2n ** bits - 1n)), Number(bits));
    }
});

test('data of other length, order or leaves is not equal', () => {
  const texts = [
    'I 1',
    'B #01',
    'B #0100',
    'List []',
    'List [I 1]',
    'List [I 1, I 1]',
    'Map []',
    'Map [(I 1, I 1)]',
    'Map [(I 1, I 2)]',
    'Constr 0 []',
    'Constr 1 []',
  ];
  for (const a of texts)
    for (const b of texts) assert.equal(equalData(parseData(a), parseData(b)), a === b, `${a}, ${b}`);
});

test('nodes of data: every constructor, list, map, key and leaf', () => {
  assert.equal(dataNodes(parseData('I 1')), 1);
  assert.equal(dataNodes(parseData('Constr 0 [I 1, List [], Map [(I 1, B #02)]]')), 6);
});

test('JSON that is none, and data deeper than the limit, are refused', () => {
  for (const none of ['null', '7', '"int"'])
    assert.throws(() => parseDataJson(none), {
      code: 'PLUTUS_DATA',
      message: /an object of the detailed schema/,
    });
  assert.throws(() => parseDataJson('{'), { code: 'PLUTUS_DATA', message: /^data: expected JSON/ });
  const nested = (levels: number) => `${'{"list": ['.repeat(levels)}{"int": 1}${']}'.repeat(levels)}`;
  assert.equal(dataNodes(parseDataJson(nested(1000))), 1001);
  assert.throws(() => parseDataJson(nested(1001)), { code: 'PLUTUS_DATA', message: /at most 1000 levels/ });
});

test('what keeps policies from being a value', () => {
  const bytes = (hex: string) => fromHex(hex);
  const policy = (hex: string, ...names: string[]): PolicyAssets => ({
    policy: bytes(hex),
    assets: names.map((name) => ({ name: bytes(name), quantity: 1 })),
  });
  const quantity = (value: bigint | number): PolicyAssets => ({
    policy: bytes(''),
    assets: [{ name: bytes(''), quantity: value }],
  });
  const cases: [fault: string | undefined, ...PolicyAssets[]][] = [
    [undefined, policy('', ''), policy('00', '', '00', '0000', '01'), policy('0000', 'ff')],
    [undefined, policy('aa'.repeat(32), 'bb'.repeat(32))],
    ['a policy of 33 bytes', policy('aa'.repeat(33), '')],
    ['an asset name of 33 bytes', policy('', 'aa'.repeat(33))],
    ['policies out of order', policy('01', ''), policy('00', '')],
    ['policies out of order', policy('01', ''), policy('01', '')],
    ['asset names out of order', policy('', '01', '01')],
    ['asset names out of order', policy('', '0000', '00')],
    ['a policy without assets', policy('00')],
    ['a quantity of 0', quantity(0)],
    ['a quantity outside 128 bits', quantity(2n ** 127n)],
    ['a quantity outside 128 bits', quantity(-(2n ** 127n) - 1n)],
    [undefined, quantity(2n ** 127n - 1n)],
    [undefined, quantity(-(2n ** 127n))],
  ];
  for (const [fault, ...policies] of cases) assert.equal(valueFault(policies), fault);
  assert.equal(compareBytes(bytes('00ff'), bytes('01')) < 0, true);
  assert.equal(inQuantityRange(0), true);
  // Assets in all; bits of the policies plus bits of the most assets of one.
  for (const [size, depth, ...policies] of [
    [0, 0],
    [1, 2, policy('', '')],
    [3, 4, policy('', '', '00'), policy('01', '')],
    [5, 5, policy('', '', '00', '01', '02'), policy('01', '')],
  ] as [number, number, ...PolicyAssets[]][]) {
    const value = new AssetValue(policies);
    assert.deepEqual([value.size, value.depth], [size, depth]);
  }
});
