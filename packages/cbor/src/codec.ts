import { defaultLimits, type Limits } from './limits.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** How a value crosses the wire: a pair that must invert each other. */
export interface Codec<T> {
  encode(writer: Writer, value: T): void;
  decode(reader: Reader): T;
}

export function encode<T>(codec: Codec<T>, value: T): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  codec.encode(writer, value);
  return writer.finish();
}

/** Decodes exactly one item; trailing bytes are an error. */
export function decode<T>(codec: Codec<T>, input: Uint8Array, limits: Limits = defaultLimits): T {
  const reader = new Reader(input, { limits });
  const value = codec.decode(reader);
  reader.expectEnd();
  return value;
}
