export { type Codec, decode, encode } from './codec.ts';
export { CborError, type CborErrorCode } from './errors.ts';
export { Framer } from './framer.ts';
export { fromHex, toHex } from './hex.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { type ItemType, Reader } from './reader.ts';
export { itemEnd } from './scan.ts';
export { type CborValue, readValue } from './value.ts';
export { Writer } from './writer.ts';
