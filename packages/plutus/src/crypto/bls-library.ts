/**
 * What a library must offer for one group of BLS12-381. Scalars are reduced already: 0 <= k < order of the group.
 * Field elements are below the modulus; `mapToCurve` gives a point of the subgroup.
 */
export interface GroupLibrary<P> {
  readonly zero: P;
  add(a: P, b: P): P;
  negate(a: P): P;
  multiply(a: P, scalar: bigint): P;
  multiScalar(points: readonly P[], scalars: readonly bigint[]): P;
  equals(a: P, b: P): boolean;
  compress(a: P): Uint8Array;
  /** Undefined for anything that is not the compressed form of a point of the subgroup; the length is right. */
  uncompress(bytes: Uint8Array): P | undefined;
  /** The sum of the points that field elements map to; G1 has one coordinate an element, G2 two. */
  mapToCurve(elements: readonly (readonly bigint[])[]): P;
  /** The library's own way from a message and a tag of at most 255 bytes, where it has one. */
  hashToCurve?(message: Uint8Array, dst: Uint8Array): P;
}

export interface BlsLibrary<P1, P2, T> {
  readonly g1: GroupLibrary<P1>;
  readonly g2: GroupLibrary<P2>;
  millerLoop(p: P1, q: P2): T;
  multiply(a: T, b: T): T;
  /** Whether the final exponentiations of both are equal. */
  sameAfterFinalExponentiation(a: T, b: T): boolean;
}

/** Order of the groups. */
export const GROUP_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Modulus of the base field. */
export const FIELD_MODULUS =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
