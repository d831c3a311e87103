import { createRequire } from 'node:module';
import type { Fp, Fp2, Fr, G1, G2, GT } from 'mcl-wasm';
import { bigEndian } from '../data/encode.ts';
import type { BlsLibrary, GroupLibrary } from './bls-library.ts';

type Mcl = typeof import('mcl-wasm');

/** The inside of mcl-wasm: its wasm functions and memory, for what its classes do not reach. */
interface MclInside {
  readonly mod: {
    readonly HEAP8: Int8Array;
    _mclBnG1_hashAndMapToWithDst: HashWithDst;
    _mclBnG2_hashAndMapToWithDst: HashWithDst;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
}

type HashWithDst = (
  point: number,
  message: number,
  messageBytes: number,
  dst: number,
  dstBytes: number,
) => number;

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
  const field2 = (a: bigint, b: bigint): Fp2 => {
    const element = new mcl.Fp2();
    element.set_a(field(a));
    element.set_b(field(b));
    return element;
  };
  return {
    g1: groupOf<G1>({
      mcl,
      mod,
      make: () => new mcl.G1(),
      multiply: (point, k) => mcl.mul(point, scalar(k)),
      multiScalar: (points, scalars) => mcl.mulVec([...points], scalars.map(scalar)),
      map: ([x]) => field(x!).mapToG1(),
      hash: mod._mclBnG1_hashAndMapToWithDst,
      compressedBytes: 48,
    }),
    g2: groupOf<G2>({
      mcl,
      mod,
      make: () => new mcl.G2(),
      multiply: (point, k) => mcl.mul(point, scalar(k)),
      multiScalar: (points, scalars) => mcl.mulVec([...points], scalars.map(scalar)),
      map: ([x, y]) => field2(x!, y!).mapToG2(),
      hash: mod._mclBnG2_hashAndMapToWithDst,
      compressedBytes: 96,
    }),
    millerLoop: (p, q) => mcl.millerLoop(p, q),
    multiply: (a, b) => mcl.mul(a, b),
    sameAfterFinalExponentiation: (a, b) => mcl.finalExp(mcl.mul(a, mcl.inv(b))).isOne(),
  };
}

function groupOf<P extends G1 | G2>(o: {
  mcl: Mcl;
  mod: MclInside['mod'];
  make: () => P;
  multiply: (point: P, scalar: bigint) => P;
  multiScalar: (points: readonly P[], scalars: readonly bigint[]) => P;
  map: (coordinates: readonly bigint[]) => P;
  hash: HashWithDst;
  compressedBytes: number;
}): GroupLibrary<P> {
  const { mcl, mod, make } = o;
  const add = mcl.add as (a: P, b: P) => P;
  const infinity = new Uint8Array(o.compressedBytes);
  infinity[0] = COMPRESSED | INFINITY;
  return {
    zero: make(),
    add,
    negate: mcl.neg as (a: P) => P,
    multiply: o.multiply,
    multiScalar: o.multiScalar,
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
    mapToCurve: (elements) => elements.map(o.map).reduce(add),
    hashToCurve: (message, dst) => {
      const point = make();
      const { a_: words } = point as unknown as { a_: Uint32Array };
      // One piece of wasm memory: the point, the message, the tag. Memory may move when it grows.
      const address = mod._malloc(words.byteLength + message.length + dst.length);
      try {
        const at = address + words.byteLength;
        mod.HEAP8.set(message, at);
        mod.HEAP8.set(dst, at + message.length);
        if (o.hash(address, at, message.length, at + message.length, dst.length) !== 0)
          throw new Error('mcl cannot hash to the curve');
        words.set(new Uint32Array(mod.HEAP8.buffer, address, words.length));
      } finally {
        mod._free(address);
      }
      return point;
    },
  };
}
