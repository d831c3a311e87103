import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProgram, encodeProgram, PlutusError, printProgram } from '../../src/index.ts';
import { randomProgram } from '../generate.ts';
import { random } from '../random.ts';

test('programs come back from their flat bytes', () => {
  const r = random(1);
  for (let i = 0; i < 400; i++) {
    const program = randomProgram(r);
    const flat = encodeProgram(program);
    const again = decodeProgram(flat);
    assert.equal(printProgram(again), printProgram(program));
    assert.deepEqual(encodeProgram(again), flat);
  }
});

test('damaged and random bytes end with an error that names the bit, or with a program', () => {
  const r = random(2);
  let refused = 0;
  for (let i = 0; i < 3000; i++) {
    const flat = i % 2 === 0 ? r.bytes(r.below(60)) : encodeProgram(randomProgram(r, 5));
    for (let damage = 0; damage < 3 && flat.length > 0; damage++) flat[r.below(flat.length)] = r.below(256);
    try {
      decodeProgram(r.below(3) === 0 ? flat.subarray(0, r.below(flat.length + 1)) : flat);
    } catch (fault) {
      refused++;
      assert.ok(fault instanceof PlutusError, String(fault));
      assert.match(fault.message, /^(flat, bit \d+|byte \d+|\S.*): expected .+, got .+/s);
    }
  }
  assert.ok(refused > 1000);
});

const TEN_MEGABYTES = 10 * 1024 * 1024;
const hostile: { name: string; octet: number; head?: number[] }[] = [
  { name: 'delays', octet: 0x11 },
  { name: 'lambdas', octet: 0x22 },
  { name: 'applications', octet: 0x33 },
  { name: 'forces', octet: 0x55 },
  { name: 'constructors', octet: 0x80 },
  { name: 'types', octet: 0xff, head: [1, 1, 0, 0x4f] },
  { name: 'ones', octet: 0xff },
  { name: 'zeros', octet: 0 },
];
for (const { name, octet, head = [1, 1, 0] } of hostile)
  test(`10 MB of ${name} end with an error, not with the stack`, () => {
    const bytes = new Uint8Array(TEN_MEGABYTES).fill(octet);
    bytes.set(head);
    assert.throws(() => decodeProgram(bytes), PlutusError);
  });

test('a hundred thousand levels are decoded, encoded, printed', () => {
  const depth = 100_000;
  for (const kind of ['delay', 'force', 'lambda'] as const) {
    let term = { kind: 'error' } as import('../../src/index.ts').Term;
    for (let i = 0; i < depth; i++) term = { kind, body: term };
    const flat = encodeProgram({ version: [1, 0, 0], term });
    assert.deepEqual(encodeProgram(decodeProgram(flat)), flat);
    assert.ok(printProgram(decodeProgram(flat)).length > depth);
  }
});

test('bytes after the end, indices of 0 and builtins that do not exist are refused', () => {
  const refused: [string, RegExp][] = [
    ['0100006100', /the end, got 1 more bytes/],
    ['0100000001', /a de Bruijn index from 1 on, got 0/],
    ['0100007f81', /a builtin 0\.\.103, got 124/],
    ['01000080', /a term of a program before 1\.1\.0, got constr/],
    ['0100', /more bits, got the end of the script/],
  ];
  for (const [hex, message] of refused)
    assert.throws(() => decodeProgram(Buffer.from(hex, 'hex')), { code: 'PLUTUS_FLAT', message });
});

/** Flat's integers by their definition, bit for bit: zigzag, then groups of seven, the least first, 1 before each but the last. */
function flatInteger(value: bigint): string {
  let rest = value < 0n ? -2n * value - 1n : 2n * value;
  let bits = '';
  do {
    const group = rest % 128n;
    rest /= 128n;
    bits += (rest > 0n ? '1' : '0') + group.toString(2).padStart(7, '0');
  } while (rest > 0n);
  return bits;
}

test('integers have the bits of their definition around every power of two', () => {
  for (let power = 0n; power <= 140n; power++)
    for (const near of [-2n, -1n, 0n, 1n, 2n])
      for (const sign of [1n, -1n]) {
        const value = sign * (2n ** power + near);
        // Constant (4 bits), a list of one type: 1, integer (4 bits), 0.
        const bits = `0100${'1'}${'0000'}${'0'}${flatInteger(value)}`;
        const padded = `${bits}${'0'.repeat(7 - (bits.length % 8))}1`;
        const octets = padded.match(/.{8}/g)!.map((octet) => Number.parseInt(octet, 2));
        const flat = Uint8Array.of(1, 0, 0, ...octets);
        const program = decodeProgram(flat);
        assert.equal(printProgram(program), `(program 1.0.0 (con integer ${value}))`);
        assert.deepEqual(Uint8Array.from(encodeProgram(program)), flat);
      }
});
