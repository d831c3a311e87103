import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { toHex } from '@slotbench/cbor';
import { elligator2 } from '../../src/crypto/elligator2.ts';

const P = curve.Point.Fp.ORDER;

test('the map is the plain one of the draft', () => {
  for (let round = 0; round < 40; round++) {
    const bytes = new Uint8Array(randomBytes(32));
    assert.equal(toHex(elligator2(bytes).toBytes()), toHex(plain(bytes)), toHex(bytes));
  }
});

test('the top bit is ignored', () => {
  const bytes = new Uint8Array(32).fill(9);
  const point = toHex(elligator2(bytes).toBytes());
  bytes[31]! |= 0x80;
  assert.equal(toHex(elligator2(bytes).toBytes()), point);
});

test('inputs at the edges of the field give points of the prime-order subgroup', () => {
  const below = new Uint8Array(32).fill(0xff); // 2^255 - 1 = 18 modulo p
  const p = new Uint8Array(32).fill(0xff); // p = 0 modulo p
  p[0] = 0xed;
  for (const bytes of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31)), below, p])
    assert.ok(elligator2(bytes).isTorsionFree(), toHex(bytes));
  assert.ok(elligator2(p).equals(elligator2(new Uint8Array(32))));
});

/** draft-irtf-cfrg-vrf-03 §5.4.1.2 word by word: Legendre symbol, inversion, decompression with sign 0, cofactor. */
function plain(input: Uint8Array): Uint8Array {
  const r = BigInt(`0x${Buffer.from(input).reverse().toString('hex')}`) % 2n ** 255n;
  const A = 486662n;
  let u = (-A * power(1n + 2n * r * r, P - 2n)) % P;
  if (u < 0n) u += P;
  const g = (u * (u * u + A * u + 1n)) % P;
  if (power(g, (P - 1n) / 2n) === P - 1n) u = (2n * P - A - u) % P;
  const y = ((u + P - 1n) * power(u + 1n, P - 2n)) % P;
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  return curve.Point.fromBytes(new Uint8Array(bytes)).clearCofactor().toBytes();
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = ((base % P) + P) % P;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
