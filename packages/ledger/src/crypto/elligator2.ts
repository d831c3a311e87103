import { ed25519 } from '@noble/curves/ed25519.js';
import { invertAll, mod, P, SQRT_MINUS_ONE, sqrtOfRatio } from './field25519.ts';

type EdwardsPoint = InstanceType<typeof ed25519.Point>;

/** The coefficient of Curve25519, v^2 = u^3 + A u^2 + u. */
const A = 486662n;
/** sqrt(-(A + 2)): x = SCALE u / v maps Curve25519 to edwards25519 (RFC 7748 §4.1). */
export const SCALE = sqrtOfRatio(P - A - 2n, 1n).root;
const SQRT_TWO_I = sqrtOfRatio(2n, 1n).root;

/**
 * The Elligator2 map of draft-irtf-cfrg-vrf-03 §5.4.1.2 as libsodium's ge25519_from_uniform does it with the sign
 * bit cleared: the Montgomery coordinate of `r`, then the Edwards point with even x, then times the cofactor.
 * `bytes` are 32, little-endian; the top bit is ignored.
 */
export function elligator2(bytes: Uint8Array): EdwardsPoint {
  const r = littleEndian(bytes) % 2n ** 255n;
  const w = mod(2n * r * r);
  const d = mod(1n + w); // never 0: 2 is not a square, -1 is
  const d3 = mod(d * d * d);
  // u1 = -A / d, and g(u1) = u1 (u1^2 + A u1 + 1) over d^3.
  const g1 = mod(-A * mod(A * A - A * A * d + d * d));
  const first = sqrtOfRatio(g1, d3);
  let n = P - A;
  let v = first.root;
  if (!first.square) {
    // u2 = -u1 - A = u1 w, and g(u2) = w g(u1) = 2 r^2 g(u1): times r sqrt(2), up to a fourth root of one.
    n = mod(-A * w);
    const candidate = mod(v * r * SQRT_TWO_I);
    v = mod(candidate * candidate * d3) === mod(w * g1) ? candidate : mod(candidate * SQRT_MINUS_ONE);
  }
  return onEdwards(n, d, v).clearCofactor();
}

/** The Edwards point with even x of the Montgomery point (n/d, v). */
function onEdwards(n: bigint, d: bigint, v: bigint): EdwardsPoint {
  const { Point } = ed25519;
  const inverses = invertAll([mod(n + d), mod(d * v)]);
  // u = -1 has order 4 and v = 0 order 2: the cofactor takes both to the identity.
  if (inverses === undefined) return Point.ZERO;
  const y = mod((n - d) * inverses[0]!);
  const x = mod(SCALE * n * inverses[1]!);
  return Point.fromAffine({ x: (x & 1n) === 0n ? x : P - x, y });
}

export function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
