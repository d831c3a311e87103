import { CborError, fromHex, Reader, toHex, Writer } from '@slotbench/cbor';
import { type Point, readHash, readPoint, writePoint } from '../chain-sync/point.ts';

/** The queries that this side can ask and answer. */
export type LedgerQuery =
  | { kind: 'systemStart' }
  | { kind: 'chainBlockNo' }
  | { kind: 'chainPoint' }
  | { kind: 'currentEra' }
  | { kind: 'epochNo' }
  | { kind: 'protocolParameters' }
  /** Addresses as bytes in hex. */
  | { kind: 'utxoByAddress'; addresses: readonly string[] };

/** An output that can be spent; `output` is its CBOR. */
export interface QueriedOutput {
  readonly txId: string;
  readonly index: number;
  readonly output: Uint8Array;
}

/** The answer to a query, of the same kind. */
export type LedgerAnswer =
  | { kind: 'systemStart'; systemStartMs: number }
  /** Undefined at the genesis. */
  | { kind: 'chainBlockNo'; blockNo: number | undefined }
  | { kind: 'chainPoint'; point: Point }
  /** As for headers: conway 6. */
  | { kind: 'currentEra'; era: number }
  | { kind: 'epochNo'; epoch: number }
  /** The parameters of Conway as an array of 31 items in the order of their declaration (conway.cddl names them by key). */
  | { kind: 'protocolParameters'; parameters: Uint8Array }
  | { kind: 'utxoByAddress'; outputs: readonly QueriedOutput[] };

/** Era of the ledger queries: they are for a ledger that stands in it. */
const CONWAY = 6;
const ERA_NAMES = ['Byron', 'Shelley', 'Allegra', 'Mary', 'Alonzo', 'Babbage', 'Conway', 'Dijkstra'];

/**
 * A query as consensus encodes it: `[0, block query]`, `[1]` system start, `[2]` block number, `[3]` point; block queries are
 * `[0, [era, ledger query]]` or `[2, [1]]`, the current era. Ledger queries: 1 epoch, 3 parameters, 6 outputs by address.
 */
export function encodeQuery(query: LedgerQuery): Uint8Array {
  const w = new Writer();
  const ledger = () => w.array(2).uint(0).array(2).uint(0).array(2).uint(CONWAY);
  switch (query.kind) {
    case 'systemStart':
      return w.array(1).uint(1).finish();
    case 'chainBlockNo':
      return w.array(1).uint(2).finish();
    case 'chainPoint':
      return w.array(1).uint(3).finish();
    case 'currentEra':
      return w.array(2).uint(0).array(2).uint(2).array(1).uint(1).finish();
    case 'epochNo':
      return ledger().array(1).uint(1).finish();
    case 'protocolParameters':
      return ledger().array(1).uint(3).finish();
    case 'utxoByAddress':
      ledger().array(2).uint(6).tag(258).array(query.addresses.length);
      for (const address of query.addresses) w.bytes(fromHex(address));
      return w.finish();
  }
}

/** Reads a query; `otherEra` is one for a ledger of another era, whose answer is `encodeMismatch`. Throws CborError. */
export function decodeQuery(bytes: Uint8Array): LedgerQuery | { kind: 'otherEra'; era: number } {
  const r = new Reader(bytes);
  const length = r.definiteArray();
  const top = r.uint();
  if (length === 1 && top === 1) return { kind: 'systemStart' };
  if (length === 1 && top === 2) return { kind: 'chainBlockNo' };
  if (length === 1 && top === 3) return { kind: 'chainPoint' };
  if (length !== 2 || top !== 0) throw unknown(0, `array(${length}) with key ${top}`);
  r.expectArray(2);
  const way = r.uint();
  if (way === 2) {
    r.expectArray(1);
    r.expectUint(1);
    return { kind: 'currentEra' };
  }
  if (way !== 0) throw unknown(0, `block query ${way}`);
  r.expectArray(2);
  const era = r.uint();
  if (era !== CONWAY) return { kind: 'otherEra', era };
  const at = r.offset;
  r.definiteArray();
  const query = r.uint();
  if (query === 1) return { kind: 'epochNo' };
  if (query === 3) return { kind: 'protocolParameters' };
  if (query !== 6) throw unknown(at, `ledger query ${query}`);
  if (r.peek() === 'tag') r.expectTag(258);
  return { kind: 'utxoByAddress', addresses: r.list(() => toHex(r.bytes())) };
}

/** Ledger queries are answered by `[result]`, the others by the bare result. */
export function encodeAnswer(answer: LedgerAnswer): Uint8Array {
  const w = new Writer(256);
  switch (answer.kind) {
    case 'systemStart':
      writeTime(w, answer.systemStartMs);
      return w.finish();
    case 'chainBlockNo':
      if (answer.blockNo === undefined) w.array(1).uint(0);
      else w.array(2).uint(1).uint(answer.blockNo);
      return w.finish();
    case 'chainPoint':
      writePoint(w, answer.point);
      return w.finish();
    case 'currentEra':
      return w.uint(answer.era).finish();
    case 'epochNo':
      return w.array(1).uint(answer.epoch).finish();
    case 'protocolParameters':
      return w.array(1).raw(answer.parameters).finish();
    case 'utxoByAddress':
      w.array(1).map(answer.outputs.length);
      for (const { txId, index, output } of answer.outputs)
        w.array(2).bytes(fromHex(txId)).uint(index).raw(output);
      return w.finish();
  }
}

/** `[[asked, its name], [the ledger's, its name]]`. */
export function encodeMismatch(askedEra: number): Uint8Array {
  const w = new Writer().array(2);
  for (const era of [askedEra, CONWAY])
    w.array(2)
      .uint(era)
      .text(ERA_NAMES[era] ?? `era ${era}`);
  return w.finish();
}

/** Reads the answer to `query`. Throws CborError, also where the ledger stands in another era. */
export function decodeAnswer<K extends LedgerQuery['kind']>(
  kind: K,
  bytes: Uint8Array,
): Extract<LedgerAnswer, { kind: K }> {
  return readAnswer(kind, new Reader(bytes)) as Extract<LedgerAnswer, { kind: K }>;
}

function readAnswer(kind: LedgerQuery['kind'], r: Reader): LedgerAnswer {
  switch (kind) {
    case 'systemStart':
      return { kind, systemStartMs: readTime(r) };
    case 'chainBlockNo':
      return { kind, blockNo: r.definiteArray() === 2 && r.uint() === 1 ? r.uint() : undefined };
    case 'chainPoint':
      return { kind, point: readPoint(r) };
    case 'currentEra':
      return { kind, era: r.uint(255) };
  }
  r.expectArray(1);
  if (kind === 'epochNo') return { kind, epoch: r.uint() };
  if (kind === 'protocolParameters') return { kind, parameters: r.skip().slice() };
  const length = r.map();
  const outputs: QueriedOutput[] = [];
  for (let i = 0; length === undefined ? !r.takeBreak() : i < length; i++) {
    r.expectArray(2);
    outputs.push({ txId: readHash(r), index: r.uint(0xffff), output: r.skip().slice() });
  }
  return { kind, outputs };
}

const DAY_MS = 86_400_000;
const PICOSECONDS_A_MS = 1_000_000_000n;

/** Haskell's UTCTime: `[year, day of the year from 1, picoseconds of the day]`. */
function writeTime(w: Writer, ms: number): void {
  const year = new Date(ms).getUTCFullYear();
  const sinceNewYear = ms - Date.UTC(year, 0, 1);
  const ofDay = BigInt(Math.floor(sinceNewYear % DAY_MS)) * PICOSECONDS_A_MS;
  w.array(3)
    .uint(year)
    .uint(1 + Math.floor(sinceNewYear / DAY_MS))
    .uint(ofDay);
}

function readTime(r: Reader): number {
  r.expectArray(3);
  const year = r.uint(9999);
  const day = r.uint(366);
  return Date.UTC(year, 0, day) + Number(r.uint64() / PICOSECONDS_A_MS);
}

function unknown(offset: number, got: string): CborError {
  const expected =
    'a query that this node answers (tip, system start, era, epoch, parameters, outputs by address)';
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
