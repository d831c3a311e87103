import { Reader } from '@slotbench/cbor';
import { type Header, readHeader } from '../praos/header.ts';
import { type Era, hasPraosHeader, isReadEra, type ReadEra } from './era.ts';
import { readTPraosHeader, type TPraosHeader } from './tpraos-header.ts';

/** A header of any era: read from Shelley to Conway, else its bytes. */
export type EraHeader =
  | { readonly kind: 'read'; readonly era: ReadEra; readonly header: Header | TPraosHeader }
  | { readonly kind: 'opaque'; readonly era: Era; readonly bytes: Uint8Array };

/** Reads what `[era, #6.24(bytes)]` holds. Throws CborError. */
export function decodeEraHeader(era: Era, bytes: Uint8Array): EraHeader {
  if (!isReadEra(era)) return { kind: 'opaque', era, bytes };
  const reader = new Reader(bytes);
  const header = hasPraosHeader(era) ? readHeader(reader) : readTPraosHeader(reader);
  reader.expectEnd();
  return { kind: 'read', era, header };
}
