import { CborError, Reader, Writer } from '@slotbench/cbor';
import { measureSegments, readSegments } from '../block/block.ts';
import { type Header, readHeader } from '../praos/header.ts';
import { record } from '../praos/record.ts';
import { joinTx, naming } from '../transaction/decode.ts';
import type { Tx } from '../transaction/transaction.ts';
import {
  type Era,
  eraOfBlockTag,
  hasPraosHeader,
  hasScriptValidity,
  isReadEra,
  type ReadEra,
} from './era.ts';
import { joinOldTx } from './era-tx.ts';
import { readTPraosHeader, type TPraosHeader } from './tpraos-header.ts';

/** A block of any era: read from Shelley to Conway, else its bytes. `bytes` is CBOR `[tag, block]` as it came. */
export type EraBlock =
  | { readonly kind: 'opaque'; readonly era: Era; readonly tag: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'read';
      readonly era: ReadEra;
      readonly tag: number;
      readonly header: Header | TPraosHeader;
      /** Three parts after the header (bodies, witness sets, auxiliary data) up to Mary, then a fourth: the invalid ones. */
      readonly segments: readonly Uint8Array[];
      readonly txs: readonly Tx[];
      readonly bytes: Uint8Array;
      /** Bytes of the segments; what `header.bodySize` must say. */
      readonly sizeBytes: number;
      /** What `header.bodyHash` must say. */
      readonly bodyHash: string;
    };

/** Reads `[tag, block]` of any era and judges its form alone. Throws LEDGER_BLOCK naming the byte. */
export function decodeEraBlock(bytes: Uint8Array): EraBlock {
  return naming('LEDGER_BLOCK', 'block', () => {
    const reader = new Reader(bytes);
    reader.expectArray(2);
    const at = reader.offset;
    const tag = reader.uint();
    const era = eraOfBlockTag(tag);
    if (era === undefined)
      throw new CborError('CBOR_UNEXPECTED', { offset: at, expected: 'a block tag 0..8', got: String(tag) });
    // Not even walked: upstream's golden Dijkstra block says six parts and has five.
    if (!isReadEra(era)) return { kind: 'opaque', era, tag, bytes };
    const withValidity = hasScriptValidity(era);
    const { header, parts } = record(reader, withValidity ? 5 : 4, (r) => ({
      header: hasPraosHeader(era) ? readHeader(r) : readTPraosHeader(r),
      parts: readSegments(r, { withValidity }),
    }));
    reader.expectEnd();
    const { segments, txs } = parts;
    const join = withValidity ? joinTx : joinOldTx;
    return {
      kind: 'read',
      era,
      tag,
      header,
      segments,
      txs: txs.map(join),
      bytes,
      ...measureSegments(segments),
    };
  });
}

/** `[tag, [header, segments …]]` from its parts, whose own bytes are kept: the block itself if its arrays were definite. */
export function encodeEraBlock(block: EraBlock): Uint8Array<ArrayBuffer> {
  if (block.kind === 'opaque') return new Uint8Array(block.bytes);
  const { tag, header, segments } = block;
  const writer = new Writer(block.bytes.length)
    .array(2)
    .uint(tag)
    .array(1 + segments.length);
  writer.raw(header.bytes);
  for (const segment of segments) writer.raw(segment);
  return writer.finish();
}
