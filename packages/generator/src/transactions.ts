/** One transaction of this run, from its intended time to its confirmation. Times in ms since 1970, with fraction. */
export interface TxRecord {
  readonly id: string;
  /** Index among the transactions of its kind. */
  readonly n: number;
  readonly kind: 'split' | 'load';
  readonly sizeBytes: number;
  /** Lovelace. */
  readonly fee: number;
  readonly intendedMs: number;
  /** When this generator put it into a target's queue. */
  offeredMs: number;
  /** Name of the node that it was offered to, the last one if the first went away. */
  target: string;
  /** When its id was announced (ReplyTxIds), first. */
  sentMs: number | null;
  /** When the node asked for it (RequestTxs), first. */
  requestedMs: number | null;
  /** When it was handed out (ReplyTxs), first. */
  servedMs: number | null;
  /** The block of the followed chain that holds it. */
  blockSlot: number | null;
  blockNo: number | null;
  blockHash: string | null;
  /** When the followed chain showed that block. */
  confirmedMs: number | null;
  /** When `confirmation_depth` blocks stood on it. */
  atDepthMs: number | null;
}

/** Longest line that a record of these targets can make, its line feed included. */
export function lineBytes(targets: readonly string[]): number {
  const longest = targets.reduce((a, b) => (Buffer.byteLength(b) > Buffer.byteLength(a) ? b : a), '');
  // Milliseconds stay below 10^13 until the year 2286.
  const ms = 8_888_888_888_888.125;
  const hash = 'f'.repeat(64);
  const widest: TxRecord = {
    id: hash,
    n: Number.MAX_SAFE_INTEGER,
    kind: 'split',
    sizeBytes: 0xffff_ffff,
    fee: Number.MAX_SAFE_INTEGER,
    intendedMs: ms,
    offeredMs: ms,
    target: longest,
    sentMs: ms,
    requestedMs: ms,
    servedMs: ms,
    blockSlot: Number.MAX_SAFE_INTEGER,
    blockNo: Number.MAX_SAFE_INTEGER,
    blockHash: hash,
    confirmedMs: ms,
    atDepthMs: ms,
  };
  return Buffer.byteLength(renderRecord(widest)) + 1;
}

/** One JSON object; the key order is part of the file format, times have at most three decimals. */
export function renderRecord(r: TxRecord): string {
  return JSON.stringify({
    id: r.id,
    n: r.n,
    target: r.target,
    intendedMs: round(r.intendedMs),
    offeredMs: round(r.offeredMs),
    sentMs: round(r.sentMs),
    requestedMs: round(r.requestedMs),
    servedMs: round(r.servedMs),
    blockSlot: r.blockSlot,
    blockNo: r.blockNo,
    blockHash: r.blockHash,
    confirmedMs: round(r.confirmedMs),
    atDepthMs: round(r.atDepthMs),
    kind: r.kind,
    sizeBytes: r.sizeBytes,
    fee: r.fee,
  });
}

function round(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}
