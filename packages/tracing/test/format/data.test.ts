import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteText } from '../../src/format/byte-text.ts';
import { renderValue, writeValue } from '../../src/format/data.ts';
import { byCodePoint } from '../../src/format/key-order.ts';
import { renderReal } from '../../src/format/number.ts';
import { Decimal } from '../../src/index.ts';
import { golden, needsGolden, type Tagged, untag } from '../golden.ts';

interface Values {
  [section: string]: { in?: Tagged; out: string; type: string }[];
}

const sections = ['integers', 'doubles', 'randomDoubles', 'floats32', 'scientific', 'strings', 'compound'];
for (const section of sections)
  test(`values as the real library renders them: ${section}`, needsGolden, () => {
    const vectors = golden<Values>('values.json')[section]!.filter((vector) => vector.in !== undefined);
    assert.ok(vectors.length > 0);
    for (const { in: input, out } of vectors)
      assert.equal(renderValue(untag(input!)), out, JSON.stringify(input));
  });

test(
  'values of Haskell types, and texts that are not well-formed, by what stands for them here',
  needsGolden,
  () => {
    const { haskellTypes, loneSurrogates } = golden<Values>('values.json');
    const ours: Record<string, unknown> = {
      'UTCTime 2026-11-23 03:11:25.5': new Date('2026-11-23T03:11:25.500Z'),
      'UTCTime whole second': new Date('2026-11-23T03:11:25Z'),
      'Day 2026-11-23': '2026-11-23',
      'NominalDiffTime 2 s': 2,
      'NominalDiffTime 0.25 s': 0.25,
      'NominalDiffTime 0.05 s': 0.05,
      'NominalDiffTime 1.000000000001 s': new Decimal(1000000000001n, -12),
      'NominalDiffTime 100 s': 100,
      'NominalDiffTime 0 s': 0,
      'DiffTime 0.001 s': 0.001,
      'Word64 max': 2n ** 64n - 1n,
      'Int64 min': -(2n ** 63n),
      'Ratio 3 % 4': { numerator: 3, denominator: 4 },
      'Maybe Nothing': null,
      'Maybe (Just 5)': 5,
      "Char 'c'": 'c',
      'tuple (1,"a")': [1, 'a'],
      'unit ()': [],
      'Either Left 1': { Left: 1 },
      'Map Text Int': new Map([
        ['b', 1],
        ['a', 2],
      ]),
      'SeverityS Warning': 'Warning',
      'DetailLevel DMaximum': 'DMaximum',
    };
    assert.equal(haskellTypes!.length, Object.keys(ours).length);
    for (const { type, out } of haskellTypes!) assert.equal(renderValue(ours[type]), out, type);
    const broken = ['a\ud800b', '\udc00', '\ud800'];
    assert.deepEqual(
      broken.map(renderValue),
      loneSurrogates!.map(({ out }) => out),
    );
  },
);

test('integral numbers too small for a bigint print as integers', () => {
  const vectors: [number, string][] = [
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-17, '-17'],
    [2 ** 53, '9007199254740992'],
    [1e21, '1000000000000000000000'],
    [-1.5e22, '-15000000000000000000000'],
  ];
  for (const [value, text] of vectors) assert.equal(renderValue(value), text);
});

test('numbers with few decimals take a way of their own to the same text as ECMAScript`s', () => {
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let i = 0; i < 100_000; i++) {
    const decimals = Math.floor(random() * 13);
    const value = Number((0.1 + random() * 10 ** Math.floor(random() * 7)).toFixed(decimals));
    if (value < 0.1 || value >= 1e7) continue;
    assert.equal(renderValue(value), String(value), `seed 7, number ${i}`);
    // The neighbours need 16 or 17 digits.
    const next = value * (1 + Number.EPSILON);
    assert.equal(renderValue(next), String(next), `seed 7, after number ${i}`);
  }
});

test('texts of every length and alignment are searched for what must be escaped', () => {
  for (let length = 0; length < 80; length++)
    for (const c of ['"', '\\', '\u0001', '\u001f', ' ', '!', '#', '[', ']', '\u007f', 'é', '😀'])
      for (const at of [0, 1, 2, 3, length - 1]) {
        if (at < 0 || at > length) continue;
        const text = `${'x'.repeat(at)}${c}${'y'.repeat(Math.max(0, length - at))}`;
        assert.equal(renderValue(text), JSON.stringify(text));
      }
});

test('a lone surrogate becomes U+FFFD, a pair stays', () => {
  assert.equal(renderValue('a\ud800b'), '"a\ufffdb"');
  assert.equal(renderValue(`${'x'.repeat(100)}\udc00`), `"${'x'.repeat(100)}\ufffd"`);
  assert.equal(renderValue('😀'), '"😀"');
});

test('a property without a value is left out, in an array it is null', () => {
  assert.equal(renderValue({ b: undefined, a: 1 }), '{"a":1}');
  assert.equal(renderValue({ a: undefined }), '{}');
  assert.equal(renderValue([undefined, 1]), '[null,1]');
});

/** The plain version of the fast path: sort, then JSON.stringify each leaf that both agree on. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort(byCodePoint);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${plain((value as Record<string, unknown>)[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

test('random objects: the same text as sorting every time, also beyond the limit of remembered shapes', () => {
  let seed = 1;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const letters = ['a', 'B', 'z', 'é', '10', '9', 'ｱ', '😀', 'kind', 'slot'];
  const word = () => Array.from({ length: random(4) }, () => letters[random(letters.length)]).join('');
  const value = (depth: number): unknown => {
    switch (random(depth > 3 ? 4 : 6)) {
      case 0:
        return random(1000) - 500;
      case 1:
        return word();
      case 2:
        return random(2) === 0;
      case 3:
        return null;
      case 4:
        return Array.from({ length: random(4) }, () => value(depth + 1));
      default:
        return Object.fromEntries(Array.from({ length: random(6) }, () => [word(), value(depth + 1)]));
    }
  };
  for (let i = 0; i < 20_000; i++) {
    const input = value(0);
    assert.equal(renderValue(input), plain(input), `seed 1, object ${i}`);
  }
});

test('real metrics as Haskell shows them', needsGolden, () => {
  const vectors = golden<{ realNumbers: { in: string; out: string }[] }>('metrics.json').realNumbers;
  assert.ok(vectors.length > 0);
  for (const vector of vectors) assert.equal(renderReal(Number(vector.in)), vector.out);
});

test('what contains itself, is too deep or too large is cut with a mark, and soon', () => {
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic.self = cyclic;
  cyclic.list = [cyclic, { cyclic }];
  assert.equal(
    renderValue(cyclic),
    '{"a":1,"list":["[cut: contains itself]",{"cyclic":"[cut: contains itself]"}],"self":"[cut: contains itself]"}',
  );
  const shared = { x: 1 };
  assert.equal(renderValue([shared, shared]), '[{"x":1},{"x":1}]');

  let deep: unknown = 0;
  for (let i = 0; i < 100; i++) deep = [deep];
  assert.equal(renderValue(deep), `${'['.repeat(64)}"[cut: deeper than 64 levels]"${']'.repeat(64)}`);

  const long = renderValue({ text: 'x'.repeat(5_000_000), z: 1 });
  assert.ok(long.length < 1_100_000);
  assert.match(long, /x \[cut: 5000000 characters\]","\[cut\]":"1 more"\}$/);
  assert.equal(JSON.parse(long)['[cut]'], '1 more');

  const list = renderValue(Array.from({ length: 1_000_000 }, (_, i) => i));
  assert.ok(list.length < 1_100_000);
  assert.match(JSON.parse(list).at(-1), /^\[cut: \d+ more\]$/);

  // Twice itself on every level: 2^64 leaves if it were followed to the end.
  let wide: unknown = 'leaf';
  for (let i = 0; i < 64; i++) wide = { a: wide, b: wide };
  const begin = performance.now();
  JSON.parse(renderValue(wide));
  assert.ok(performance.now() - begin < 2000);
});

test('instances are written as what they stand for', () => {
  class Point {
    x = 1;
  }
  const vectors: [unknown, string][] = [
    [new Date(Number.NaN), 'null'],
    [new Set([1, 'a']), '[1,"a"]'],
    [new Error('no'), '{"message":"no","name":"Error"}'],
    [new URL('http://a/b'), '"http://a/b"'],
    [new Point(), '{"x":1}'],
    [{ toJSON: 'a key like others' }, '{"toJSON":"a key like others"}'],
  ];
  for (const [value, text] of vectors) assert.equal(renderValue(value), text);
});

test('a value that renders another one while it is written does not disturb the one around it', () => {
  class Inner {
    toJSON(): object {
      return { inner: renderValue({ a: { b: [1] } }) };
    }
  }
  const inner = new Inner();
  const around: Record<string, unknown> = { x: { y: inner, z: [inner, { last: true }] } };
  around.self = around;
  const out = new ByteText(100);
  writeValue(out, around);
  assert.equal(
    out.textFrom(0),
    '{"self":"[cut: contains itself]","x":{"y":{"inner":"{\\"a\\":{\\"b\\":[1]}}"},"z":[{"inner":"{\\"a\\":{\\"b\\":[1]}}"},{"last":true}]}}',
  );
});
