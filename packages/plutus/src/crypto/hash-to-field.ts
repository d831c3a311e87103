import { hash } from 'node:crypto';
import { fromBigEndian } from '../data/decode.ts';
import { FIELD_MODULUS } from './bls-library.ts';

/** Longest domain separation tag; RFC 9380 has another way for longer ones, Plutus has none. */
export const MAX_DST_BYTES = 255;

const BYTES_A_COORDINATE = 64;
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** `hash_to_field` of RFC 9380 §5.2 with SHA-256: two field elements of `degree` coordinates each. */
export function hashToField(message: Uint8Array, dst: Uint8Array, degree: 1 | 2): bigint[][] {
  const uniform = expandMessage(message, dst, 2 * degree * BYTES_A_COORDINATE);
  return [0, 1].map((element) =>
    Array.from({ length: degree }, (_, coordinate) => {
      const at = (element * degree + coordinate) * BYTES_A_COORDINATE;
      return fromBigEndian(uniform.subarray(at, at + BYTES_A_COORDINATE)) % FIELD_MODULUS;
    }),
  );
}

/** `expand_message_xmd` of RFC 9380 §5.3.1; noble's refuses the empty tag, which Plutus allows. */
function expandMessage(message: Uint8Array, dst: Uint8Array, length: number): Uint8Array {
  const tag = Buffer.concat([dst, Buffer.of(dst.length)]);
  const sha256 = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');
  const b0 = sha256(new Uint8Array(BLOCK_BYTES), message, Buffer.of(length >> 8, length & 255, 0), tag);
  const blocks: Buffer[] = [sha256(b0, Buffer.of(1), tag)];
  while (blocks.length * DIGEST_BYTES < length) {
    const mixed = blocks.at(-1)!.map((octet, i) => octet ^ b0[i]!);
    blocks.push(sha256(mixed, Buffer.of(blocks.length + 1), tag));
  }
  return Buffer.concat(blocks).subarray(0, length);
}
