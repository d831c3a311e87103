import { Reader, toHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { decodeHeader, type Header } from '../praos/header.ts';
import { naming } from '../transaction/decode.ts';

/**
 * The ids of a block's transactions, in their order, one by one: hashing takes most of the time of reading a block, and whoever must not
 * be held up can do something else in between. Judges the form of nothing but what it walks over. Throws LEDGER_BLOCK naming the byte.
 */
export function* blockTxIds(bytes: Uint8Array): Generator<string, void> {
  const bodies = naming('LEDGER_BLOCK', 'block', () => {
    const reader = new Reader(bytes);
    reader.expectArray(2);
    reader.uint();
    reader.array();
    reader.skip();
    return reader.list((r) => r.skip());
  });
  for (const body of bodies) yield toHex(blake2b256(body));
}

/** The header of a block, whose body is not looked at. Throws LEDGER_BLOCK naming the byte. */
export function blockHeader(bytes: Uint8Array): Header {
  return naming('LEDGER_BLOCK', 'block', () => {
    const reader = new Reader(bytes);
    reader.expectArray(2);
    reader.uint();
    reader.array();
    return decodeHeader(reader.skip());
  });
}
