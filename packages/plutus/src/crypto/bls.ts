import type { Int } from '../data/int.ts';
import { G1Element, G2Element, MlResult } from './bls-element.ts';
import { type BlsLibrary, GROUP_ORDER, type GroupLibrary } from './bls-library.ts';
import { nobleBls } from './bls-noble.ts';
import { hashToField, MAX_DST_BYTES } from './hash-to-field.ts';

/** The operations of the builtins on BLS12-381; undefined is their failure. */
export interface Bls {
  g1Add(a: G1Element, b: G1Element): G1Element;
  g1Negate(a: G1Element): G1Element;
  g1ScalarMul(scalar: Int, a: G1Element): G1Element;
  g1MultiScalarMul(scalars: readonly Int[], points: readonly G1Element[]): G1Element;
  g1Equal(a: G1Element, b: G1Element): boolean;
  g1Compress(a: G1Element): Uint8Array;
  g1Uncompress(bytes: Uint8Array): G1Element | undefined;
  g1HashToGroup(message: Uint8Array, dst: Uint8Array): G1Element | undefined;
  g2Add(a: G2Element, b: G2Element): G2Element;
  g2Negate(a: G2Element): G2Element;
  g2ScalarMul(scalar: Int, a: G2Element): G2Element;
  g2MultiScalarMul(scalars: readonly Int[], points: readonly G2Element[]): G2Element;
  g2Equal(a: G2Element, b: G2Element): boolean;
  g2Compress(a: G2Element): Uint8Array;
  g2Uncompress(bytes: Uint8Array): G2Element | undefined;
  g2HashToGroup(message: Uint8Array, dst: Uint8Array): G2Element | undefined;
  millerLoop(p: G1Element, q: G2Element): MlResult;
  mulMlResult(a: MlResult, b: MlResult): MlResult;
  finalVerify(a: MlResult, b: MlResult): boolean;
}

const G1_BYTES = 48;
const G2_BYTES = 96;

/** The operations over a library. Points of another library are taken over by their compressed form. */
export function blsOver<P1, P2, T>(library: BlsLibrary<P1, P2, T>): Bls {
  const source = {
    compressG1: (point: unknown) => library.g1.compress(point as P1),
    compressG2: (point: unknown) => library.g2.compress(point as P2),
  };
  const point1 = (element: G1Element): P1 =>
    element.source === source
      ? (element.point as P1)
      : library.g1.uncompress(element.source.compressG1(element.point))!;
  const point2 = (element: G2Element): P2 =>
    element.source === source
      ? (element.point as P2)
      : library.g2.uncompress(element.source.compressG2(element.point))!;
  const g1 = group(library.g1, point1, (point) => new G1Element(point, source), G1_BYTES, 1);
  const g2 = group(library.g2, point2, (point) => new G2Element(point, source), G2_BYTES, 2);
  return {
    g1Add: g1.add,
    g1Negate: g1.negate,
    g1ScalarMul: g1.scalarMul,
    g1MultiScalarMul: g1.multiScalarMul,
    g1Equal: g1.equal,
    g1Compress: g1.compress,
    g1Uncompress: g1.uncompress,
    g1HashToGroup: g1.hashToGroup,
    g2Add: g2.add,
    g2Negate: g2.negate,
    g2ScalarMul: g2.scalarMul,
    g2MultiScalarMul: g2.multiScalarMul,
    g2Equal: g2.equal,
    g2Compress: g2.compress,
    g2Uncompress: g2.uncompress,
    g2HashToGroup: g2.hashToGroup,
    millerLoop: (p, q) => new MlResult(library.millerLoop(point1(p), point2(q))),
    mulMlResult: (a, b) => new MlResult(library.multiply(a.value as T, b.value as T)),
    finalVerify: (a, b) => library.sameAfterFinalExponentiation(a.value as T, b.value as T),
  };
}

function group<P, E>(
  library: GroupLibrary<P>,
  point: (element: E) => P,
  element: (point: P) => E,
  sizeBytes: number,
  degree: 1 | 2,
) {
  return {
    add: (a: E, b: E) => element(library.add(point(a), point(b))),
    negate: (a: E) => element(library.negate(point(a))),
    scalarMul: (scalar: Int, a: E) => element(library.multiply(point(a), reduce(scalar))),
    /** The shorter of the two lists says how many are multiplied. */
    multiScalarMul: (scalars: readonly Int[], points: readonly E[]) => {
      const count = Math.min(scalars.length, points.length);
      if (count === 0) return element(library.zero);
      return element(
        library.multiScalar(points.slice(0, count).map(point), scalars.slice(0, count).map(reduce)),
      );
    },
    equal: (a: E, b: E) => library.equals(point(a), point(b)),
    compress: (a: E) => library.compress(point(a)),
    uncompress: (bytes: Uint8Array) => {
      if (bytes.length !== sizeBytes) return undefined;
      const found = library.uncompress(bytes);
      return found === undefined ? undefined : element(found);
    },
    hashToGroup: (message: Uint8Array, dst: Uint8Array) =>
      dst.length > MAX_DST_BYTES
        ? undefined
        : element(
            library.hashToCurve?.(message, dst) ?? library.mapToCurve(hashToField(message, dst, degree)),
          ),
  };
}

function reduce(scalar: Int): bigint {
  const rest = BigInt(scalar) % GROUP_ORDER;
  return rest < 0n ? rest + GROUP_ORDER : rest;
}

let current: Bls = blsOver(nobleBls);

/** The operations in use: pure JavaScript, until an accelerator is loaded. */
export function bls(): Bls {
  return current;
}

/** Replaces the operations in use. */
export function useBls(operations: Bls): void {
  current = operations;
}
