import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { nativeBase, nativeMultiple, nativeScalar } from '../../src/crypto/native-multiple.ts';

const { Point } = curve;
const ORDER = Point.Fn.ORDER;

test('multiples are those of the bigint curve', () => {
  const random = Array.from({ length: 20 }, () => BigInt(`0x${randomBytes(32).toString('hex')}`) % ORDER);
  const point = Point.BASE.multiply(random[0]! + 1n);
  for (const scalar of [...random, 1n, 2n, ORDER - 1n]) {
    const native = nativeScalar(scalar);
    assert.ok(native !== undefined, `no form for ${scalar}`);
    for (const base of [Point.BASE, point])
      assert.deepEqual(
        nativeMultiple(nativeBase(base)!, native),
        affine(base.multiply(scalar)),
        `scalar ${scalar}`,
      );
  }
});

test('zero and small multiples of 8 have no native form, the identity no native base', () => {
  for (const scalar of [0n, 8n, 800n, ORDER - 8n]) assert.equal(nativeScalar(scalar), undefined);
  assert.equal(nativeBase(Point.ZERO), undefined);
});

function affine(point: InstanceType<typeof Point>): { x: bigint; y: bigint } {
  const { x, y } = point.toAffine();
  return { x, y };
}
