import { fromHex, type Reader, toHex, type Writer } from '@slotbench/cbor';
import { unexpected } from '../serialise.ts';

const HASH_BYTES = 32;

/** A place on a chain; hashes are lower-case hex of 32 bytes. */
export type Point = { kind: 'origin' } | { kind: 'block'; slot: number; hash: string };

/** The last block of a chain; `blockNo` is 0 at the origin. */
export type Tip = { point: Point; blockNo: number };

/** `[]` or `[slot, hash]` (§11.2). */
export function writePoint(w: Writer, point: Point): void {
  if (point.kind === 'origin') w.array(0);
  else w.array(2).uint(point.slot).bytes(fromHex(point.hash));
}

export function readPoint(r: Reader): Point {
  const at = r.offset;
  const length = r.definiteArray();
  if (length === 0) return { kind: 'origin' };
  if (length !== 2) throw unexpected(at, 'point [] or [slot, hash]', `array(${length})`);
  return { kind: 'block', slot: r.uint(), hash: readHash(r) };
}

/** `[point, blockNo]`. */
export function writeTip(w: Writer, tip: Tip): void {
  writePoint(w.array(2), tip.point);
  w.uint(tip.blockNo);
}

export function readTip(r: Reader): Tip {
  r.expectArray(2);
  return { point: readPoint(r), blockNo: r.uint() };
}

/** A byte string of 32 bytes as hex. */
export function readHash(r: Reader): string {
  const at = r.offset;
  const hash = r.bytes();
  if (hash.length !== HASH_BYTES)
    throw unexpected(at, `a hash of ${HASH_BYTES} bytes`, `${hash.length} bytes`);
  return toHex(hash);
}

/** CBOR in CBOR: `#6.24(bytes)`. A copy, so that keeping it does not keep the whole message. */
export function readEmbedded(r: Reader): Uint8Array {
  r.expectTag(24);
  return r.bytes().slice();
}

export function writeEmbedded(w: Writer, bytes: Uint8Array): void {
  w.tag(24).bytes(bytes);
}
