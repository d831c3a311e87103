import { Writer } from '@slotbench/cbor';
import { LedgerError } from '../errors.ts';

/** Body entry `7: hash` (35 bytes) plus auxiliary data, minus the `null` that stands without it. */
const FIXED_BYTES = 34;
/** A full chunk: label of 3 bytes, byte string head of 1, 20 zero bytes. */
const CHUNK_BYTES = 24;
const FIRST_LABEL = 1000;
/** Labels stay below 65536, so that each takes 3 bytes. */
const MAX_CHUNKS = 60_000;
/** `{0: h''}` */
const MIN_METADATA_BYTES = FIXED_BYTES + 3;

/**
 * Auxiliary data that makes a transaction exactly `growthBytes` larger (the profile's `add_tx_size`), its hash
 * in the body included. Zero bytes under label 0 and, 20 each, from label 1000 on, as tx-generator's `mkMetadata`
 * lays them out. At least 37. Throws LEDGER_TX for less.
 */
export function metadataOfSize(growthBytes: number): Uint8Array<ArrayBuffer> {
  const mapBytes = growthBytes - FIXED_BYTES;
  const most = Math.min(MAX_CHUNKS, Math.floor((mapBytes - 3) / CHUNK_BYTES));
  if (!Number.isInteger(growthBytes) || most < 0)
    throw new LedgerError({
      code: 'LEDGER_TX',
      place: 'metadata size (add_tx_size)',
      expected: `0 or an integer of at least ${MIN_METADATA_BYTES} bytes`,
      got: String(growthBytes),
    });
  // With 23 chunks the map head grows by a byte, so the largest count that fits may be one less.
  for (let chunks = most; chunks >= 0; chunks--) {
    const first = mapBytes - mapHeadBytes(chunks + 1) - chunks * CHUNK_BYTES - 2;
    if (first >= 0 && first < CHUNK_BYTES) return write(chunks, first, 20);
    // 24 zeros under label 0 need a longer head: one goes to the next chunk instead.
    if (first === CHUNK_BYTES && chunks > 0) return write(chunks, first - 1, 21);
    if (first > CHUNK_BYTES) break;
  }
  throw new LedgerError({
    code: 'LEDGER_TX',
    place: 'metadata size (add_tx_size)',
    expected: `at most ${FIXED_BYTES + MAX_CHUNKS * CHUNK_BYTES} bytes`,
    got: String(growthBytes),
  });
}

function write(chunks: number, first: number, second: number): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer
    .map(chunks + 1)
    .uint(0)
    .bytes(new Uint8Array(first));
  for (let i = 0; i < chunks; i++) writer.uint(FIRST_LABEL + i).bytes(new Uint8Array(i === 0 ? second : 20));
  return writer.finish();
}

function mapHeadBytes(entries: number): number {
  return entries < 24 ? 1 : entries < 0x100 ? 2 : 3;
}
