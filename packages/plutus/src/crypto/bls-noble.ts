import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { BlsLibrary, GroupLibrary } from './bls-library.ts';

const { G1, G2, fields } = bls12_381;
type P1 = typeof G1.Point.BASE;
type P2 = typeof G2.Point.BASE;
type T = typeof fields.Fp12.ONE;

/** What the two point classes of noble have in common. */
interface NoblePoint<P> {
  add(other: P): P;
  negate(): P;
  multiplyUnsafe(scalar: bigint): P;
  equals(other: P): boolean;
  is0(): boolean;
  isTorsionFree(): boolean;
  toBytes(compressed: boolean): Uint8Array;
  assertValidity(): void;
}

const COMPRESSED = 0x80;
const INFINITY = 0x40;

/** BLS12-381 in pure JavaScript: what remains where no accelerator can be loaded. */
export const nobleBls: BlsLibrary<P1, P2, T> = {
  g1: groupOf<P1>(
    G1.Point.ZERO,
    (bytes) => G1.Point.fromBytes(bytes),
    // At run time it wants the bigint itself, whatever its type says.
    ([x]) => G1.mapToCurve(x as never) as unknown as P1,
    48,
  ),
  g2: groupOf<P2>(
    G2.Point.ZERO,
    (bytes) => G2.Point.fromBytes(bytes),
    ([x, y]) => G2.mapToCurve([x!, y!]) as unknown as P2,
    96,
  ),
  millerLoop: (p, q) => (p.is0() || q.is0() ? fields.Fp12.ONE : bls12_381.pairing(p, q, false)),
  multiply: (a, b) => fields.Fp12.mul(a, b),
  sameAfterFinalExponentiation: (a, b) => {
    const quotient = fields.Fp12.mul(a, fields.Fp12.inv(b));
    return fields.Fp12.eql(fields.Fp12.finalExponentiate(quotient), fields.Fp12.ONE);
  },
};

function groupOf<P extends NoblePoint<P>>(
  zero: P,
  fromBytes: (bytes: Uint8Array) => P,
  map: (coordinates: readonly bigint[]) => P,
  sizeBytes: number,
): GroupLibrary<P> {
  // noble refuses to write a point at infinity that is not its ZERO object.
  const infinity = new Uint8Array(sizeBytes);
  infinity[0] = COMPRESSED | INFINITY;
  const multiply = (point: P, scalar: bigint) =>
    scalar === 0n || point.is0() ? zero : point.multiplyUnsafe(scalar);
  return {
    zero,
    add: (a, b) => a.add(b),
    negate: (a) => a.negate(),
    multiply,
    multiScalar: (points, scalars) =>
      points.reduce((sum, point, i) => sum.add(multiply(point, scalars[i]!)), zero),
    equals: (a, b) => a.equals(b),
    compress: (a) => (a.is0() ? infinity.slice() : a.toBytes(true)),
    uncompress: (bytes) => {
      if ((bytes[0]! & COMPRESSED) === 0) return undefined;
      if ((bytes[0]! & INFINITY) !== 0)
        return bytes[0] === (COMPRESSED | INFINITY) && bytes.subarray(1).every((octet) => octet === 0)
          ? zero
          : undefined;
      try {
        const point = fromBytes(bytes);
        point.assertValidity();
        return point.isTorsionFree() ? point : undefined;
      } catch {
        return undefined;
      }
    },
    mapToCurve: (elements) => elements.map(map).reduce((sum, point) => sum.add(point)),
  };
}
