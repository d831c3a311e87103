import { bigEndian } from '../data/encode.ts';

/** Functions of mcl's wasm on addresses in its memory: results first. */
export interface MclMemory {
  readonly HEAP8: Int8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _mclBnFp_setBigEndianMod(to: number, bytes: number, length: number): number;
  _mclBnFp_neg(to: number, a: number): void;
  _mclBnFp_isOdd(a: number): number;
  _mclBnFp_isZero(a: number): number;
  _mclBnFp2_add(to: number, a: number, b: number): void;
  _mclBnFp2_mul(to: number, a: number, b: number): void;
  _mclBnFp2_sqr(to: number, a: number): void;
  _mclBnFp2_neg(to: number, a: number): void;
  _mclBnFp2_inv(to: number, a: number): void;
  _mclBnFp2_isZero(a: number): number;
  /** 0 if there is a root. */
  _mclBnFp2_squareRoot(to: number, a: number): number;
  _mclBnG2_add(to: number, a: number, b: number): void;
  _mclBnG2_sub(to: number, a: number, b: number): void;
  _mclBnG2_dbl(to: number, a: number): void;
  _mclBnG2_neg(to: number, a: number): void;
}

const FP_BYTES = 48;
const FP2_BYTES = 2 * FP_BYTES;
const G2_BYTES = 3 * FP2_BYTES;

/** |x| of the curve's parameter x, which is negative. */
const PARAMETER = 0xd201000000010000n;

type Element = readonly [a: bigint, b: bigint];

/** The curve that the map goes through first: y² = x³ + 240 I x + 1012 (1 + I), with Z = -(2 + I) (RFC 9380 §8.8.2). */
const A: Element = [0n, 240n];
const B: Element = [1012n, 1012n];
const Z: Element = [-2n, -1n];

const K = 0x5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6n;
const L = 0x11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71an;
const M = 0x8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38dn;
const N = 0x1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706n;

/** Coefficients of the isogeny back to the curve, lowest degree first (RFC 9380 §E.3). */
const X_NUMERATOR: readonly Element[] = [
  [K, K],
  [0n, L],
  [L + 4n, M],
  [0x171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1n, 0n],
];
const X_DENOMINATOR: readonly Element[] = [
  [0n, -72n],
  [12n, -12n],
  [1n, 0n],
];
const Y_NUMERATOR: readonly Element[] = [
  [N, N],
  [0n, K - 24n],
  [L + 2n, M + 2n],
  [0x124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10n, 0n],
];
const Y_DENOMINATOR: readonly Element[] = [
  [-432n, -432n],
  [0n, -216n],
  [18n, -18n],
  [1n, 0n],
];

/** Coefficients of the endomorphism psi (RFC 9380 §G.3): powers of 1 / (1 + I). */
const PSI_X: Element = [
  0n,
  0x1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaadn,
];
const PSI_Y: Element = [
  0x135203e60180a68ee2e9c448d77a2cd91c3dedd930b1cf60ef396489f61eb45e304466cf3e67fa0af1ee7b04121bdea2n,
  0x6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09n,
];

/**
 * The map from two field elements to G2, over mcl's arithmetic: mcl's own map raises to a power where a square root
 * does, and costs twice as much. Gives the address of the point, which holds until the next call.
 */
export function createG2Map(
  mcl: MclMemory,
  modulus: bigint,
): (elements: readonly (readonly bigint[])[]) => number {
  let free = mcl._malloc(128 * FP2_BYTES);
  const reserve = (bytes: number) => {
    free += bytes;
    return free - bytes;
  };
  const octets = reserve(FP_BYTES);
  const setFp = (to: number, value: bigint) => {
    const bytes = bigEndian(((value % modulus) + modulus) % modulus);
    mcl.HEAP8.set(bytes, octets);
    mcl._mclBnFp_setBigEndianMod(to, octets, bytes.length);
  };
  const fp2 = () => reserve(FP2_BYTES);
  const constant = ([a, b]: Element) => {
    const at = fp2();
    setFp(at, a);
    setFp(at + FP_BYTES, b);
    return at;
  };
  const { _mclBnFp2_mul: mul, _mclBnFp2_sqr: square, _mclBnFp2_add: add, _mclBnFp2_inv: invert } = mcl;
  const { _mclBnFp2_neg: negate, _mclBnFp2_isZero: isZero, _mclBnFp2_squareRoot: root } = mcl;

  const [a, b, z, one, psiX, psiY] = [A, B, Z, [1n, 0n] as const, PSI_X, PSI_Y].map(constant) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const minusBOverA = fp2();
  invert(minusBOverA, a);
  mul(minusBOverA, minusBOverA, b);
  negate(minusBOverA, minusBOverA);
  const bOverZA = fp2();
  mul(bOverZA, z, a);
  invert(bOverZA, bOverZA);
  mul(bOverZA, bOverZA, b);
  const [xNumerator, xDenominator, yNumerator, yDenominator] = [
    X_NUMERATOR,
    X_DENOMINATOR,
    Y_NUMERATOR,
    Y_DENOMINATOR,
  ].map((coefficients) => coefficients.map(constant)) as [number[], number[], number[], number[]];
  const [u, zu2, t, x, gx, y, xn, xd, yn, yd] = Array.from({ length: 10 }, fp2) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [point, sum, t1, t2, t3, power] = Array.from({ length: 6 }, () => reserve(G2_BYTES)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];

  const sign = (at: number) =>
    mcl._mclBnFp_isOdd(at) === 1 ||
    (mcl._mclBnFp_isZero(at) === 1 && mcl._mclBnFp_isOdd(at + FP_BYTES) === 1);
  const copy = (to: number, from: number, bytes: number) => mcl.HEAP8.copyWithin(to, from, from + bytes);

  /** gx = x³ + A x + B. */
  const curve = () => {
    square(gx, x);
    add(gx, gx, a);
    mul(gx, gx, x);
    add(gx, gx, b);
  };

  const evaluate = (to: number, coefficients: readonly number[]) => {
    copy(to, coefficients.at(-1)!, FP2_BYTES);
    for (let i = coefficients.length - 2; i >= 0; i--) {
      mul(to, to, x);
      add(to, to, coefficients[i]!);
    }
  };

  /** The simplified map of Shallue, van de Woestijne and Ulas (RFC 9380 §6.6.2), then the isogeny. */
  const mapToPoint = ([first, second]: readonly bigint[]) => {
    setFp(u, first!);
    setFp(u + FP_BYTES, second!);
    square(zu2, u);
    mul(zu2, zu2, z);
    square(t, zu2);
    add(t, t, zu2);
    if (isZero(t) === 1) copy(x, bOverZA, FP2_BYTES);
    else {
      invert(t, t);
      add(t, t, one);
      mul(x, t, minusBOverA);
    }
    curve();
    if (root(y, gx) !== 0) {
      mul(x, x, zu2);
      curve();
      root(y, gx);
    }
    if (sign(u) !== sign(y)) negate(y, y);
    evaluate(xn, xNumerator);
    evaluate(xd, xDenominator);
    evaluate(yn, yNumerator);
    evaluate(yd, yDenominator);
    // One inversion for both denominators.
    mul(t, xd, yd);
    invert(t, t);
    mul(xn, xn, yd);
    mul(point, xn, t);
    mul(yn, yn, xd);
    mul(yn, yn, t);
    mul(point + FP2_BYTES, yn, y);
    copy(point + 2 * FP2_BYTES, one, FP2_BYTES);
  };

  const psi = (to: number, from: number) => {
    for (let part = 0; part < 3; part++) {
      const at = to + part * FP2_BYTES;
      copy(at, from + part * FP2_BYTES, FP2_BYTES);
      mcl._mclBnFp_neg(at + FP_BYTES, at + FP_BYTES);
    }
    mul(to, to, psiX);
    mul(to + FP2_BYTES, to + FP2_BYTES, psiY);
  };

  /** Multiplication by the curve's parameter x; `from` and `to` are different. */
  const timesParameter = (to: number, from: number) => {
    copy(to, from, G2_BYTES);
    for (let bit = 62n; bit >= 0n; bit--) {
      mcl._mclBnG2_dbl(to, to);
      if (((PARAMETER >> bit) & 1n) === 1n) mcl._mclBnG2_add(to, to, from);
    }
    mcl._mclBnG2_neg(to, to);
  };

  return ([first, second]) => {
    mapToPoint(first!);
    copy(sum, point, G2_BYTES);
    mapToPoint(second!);
    mcl._mclBnG2_add(sum, sum, point);
    // Into the subgroup: RFC 9380 §G.3.
    timesParameter(t1, sum);
    psi(t2, sum);
    mcl._mclBnG2_dbl(power, sum);
    psi(t3, power);
    psi(power, t3);
    mcl._mclBnG2_sub(t3, power, t2);
    mcl._mclBnG2_add(t2, t1, t2);
    timesParameter(power, t2);
    mcl._mclBnG2_add(t3, t3, power);
    mcl._mclBnG2_sub(t3, t3, t1);
    mcl._mclBnG2_sub(t3, t3, sum);
    return t3;
  };
}
