import { createRequire } from 'node:module';
import type { Fp, Fr, G1, G2, GT } from 'mcl-wasm';
import { bigEndian } from '../data/encode.ts';
import { type BlsLibrary, FIELD_MODULUS, type GroupLibrary } from './bls-library.ts';
import { createG2Map, type MclMemory } from './bls-mcl-map.ts';

type Mcl = typeof import('mcl-wasm');

/** The inside of mcl-wasm: its wasm functions and memory, for what its classes do not reach. */
interface MclInside {
  readonly mod: MclMemory & {
    _mclBnG1_hashAndMapToWithDst(
      point: number,
      message: number,
      messageBytes: number,
      dst: number,
      dstBytes: number,
    ): number;
  };
}

/** `IRTF`: map to the curve as RFC 9380 does. */
const RFC_9380 = 5;

const COMPRESSED = 0x80;
const INFINITY = 0x40;

/** BLS12-381 over mcl's wasm; rejects where it cannot be loaded. */
export async function loadMcl(): Promise<BlsLibrary<G1, G2, GT>> {
  const require = createRequire(import.meta.url);
  const mcl: Mcl = require('mcl-wasm');
  await mcl.init(mcl.BLS12_381);
  mcl.setETHserialization(true);
  mcl.setMapToMode(RFC_9380);
  mcl.verifyOrderG1(true);
  mcl.verifyOrderG2(true);
  const { mod }: MclInside = require('mcl-wasm/dist/mcl.js');
  const field = (value: bigint): Fp => {
    const element = new mcl.Fp();
    element.setBigEndianMod(bigEndian(value));
    return element;
  };
  const scalar = (value: bigint): Fr => {
    const element = new mcl.Fr();
    element.setBigEndianMod(bigEndian(value));
    return element;
  };
  const mapToG2 = createG2Map(mod, FIELD_MODULUS);
  return {
    g1: {
      ...groupOf(
        mcl,
        () => new mcl.G1(),
        (point, k) => mcl.mul(point, scalar(k)),
        48,
      ),
      multiScalar: (points, scalars) => mcl.mulVec([...points], scalars.map(scalar)),
      mapToCurve: (elements) => elements.map(([x]) => field(x!).mapToG1()).reduce(mcl.add<G1>),
      hashToCurve: (message, dst) => hashToG1(mod, new mcl.G1(), message, dst),
    },
    g2: {
      ...groupOf(
        mcl,
        () => new mcl.G2(),
        (point, k) => mcl.mul(point, scalar(k)),
        96,
      ),
      multiScalar: (points, scalars) => mcl.mulVec([...points], scalars.map(scalar)),
      mapToCurve: (elements) => {
        const point = new mcl.G2();
        take(mod, point, mapToG2(elements));
        return point;
      },
    },
    millerLoop: (p, q) => mcl.millerLoop(p, q),
    multiply: (a, b) => mcl.mul(a, b),
    sameAfterFinalExponentiation: (a, b) => mcl.finalExp(mcl.mul(a, mcl.inv(b))).isOne(),
  };
}

/** What G1 and G2 do in the same way. */
function groupOf<P extends G1 | G2>(
  mcl: Mcl,
  make: () => P,
  multiply: (point: P, scalar: bigint) => P,
  compressedBytes: number,
): Omit<GroupLibrary<P>, 'multiScalar' | 'mapToCurve'> {
  const infinity = new Uint8Array(compressedBytes);
  infinity[0] = COMPRESSED | INFINITY;
  return {
    zero: make(),
    add: mcl.add as (a: P, b: P) => P,
    negate: mcl.neg as (a: P) => P,
    multiply,
    equals: (a, b) => a.isEqual(b as G1 & G2),
    compress: (a) => (a.isZero() ? infinity.slice() : a.serialize()),
    uncompress: (bytes) => {
      if ((bytes[0]! & COMPRESSED) === 0) return undefined;
      if ((bytes[0]! & INFINITY) !== 0)
        return infinity.every((octet, i) => octet === bytes[i]) ? make() : undefined;
      const point = make();
      try {
        point.deserialize(bytes);
      } catch {
        return undefined;
      }
      return point.isZero() ? undefined : point;
    },
  };
}

/** The words of a point of mcl-wasm, which lie outside of wasm's memory. */
function wordsOf(point: G1 | G2): Uint32Array {
  return (point as unknown as { readonly a_: Uint32Array }).a_;
}

/** Takes a point out of wasm's memory. */
function take(mod: MclMemory, point: G1 | G2, address: number): void {
  const words = wordsOf(point);
  words.set(new Uint32Array(mod.HEAP8.buffer, address, words.length));
}

function hashToG1(mod: MclInside['mod'], point: G1, message: Uint8Array, dst: Uint8Array): G1 {
  const { byteLength } = wordsOf(point);
  // One piece of wasm memory: the point, the message, the tag.
  const address = mod._malloc(byteLength + message.length + dst.length);
  const at = address + byteLength;
  mod.HEAP8.set(message, at);
  mod.HEAP8.set(dst, at + message.length);
  const failed = mod._mclBnG1_hashAndMapToWithDst(
    address,
    at,
    message.length,
    at + message.length,
    dst.length,
  );
  take(mod, point, address);
  mod._free(address);
  if (failed !== 0) throw new Error('mcl cannot hash to the curve');
  return point;
}
