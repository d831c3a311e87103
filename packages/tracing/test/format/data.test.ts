import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byCodePoint, renderReal, renderValue } from '../../src/format/data.ts';
import { golden, needsGolden, type Tagged, untag } from '../golden.ts';

interface Values {
  [section: string]: { in?: Tagged; out: string; type: string }[];
}

/** Haskell's digits differ from ECMAScript's from about 9.5e21 on and at an exact tie of the last digit. */
const otherDigits = (value: number): boolean => Math.abs(value) >= 9.5e21 || value === 2 ** -25;

for (const section of ['integers', 'doubles', 'randomDoubles', 'strings', 'compound'])
  test(`values as the real library renders them: ${section}`, needsGolden, () => {
    const vectors = golden<Values>('values.json')[section]!.filter((vector) => vector.in !== undefined);
    assert.ok(vectors.length > 0);
    for (const { in: input, out } of vectors) {
      const value = untag(input!);
      const text = renderValue(value);
      if (typeof value === 'number' && otherDigits(value)) assert.equal(Number(text), Number(out));
      else assert.equal(text, out);
    }
  });

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
