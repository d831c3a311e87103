import type { TxRecord } from './transactions.ts';

/** Why the load ended. */
export type EndedBy = 'all transactions sent' | 'told to stop' | 'targets gone';

export interface Centiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** The last line of the transaction log. Counts are of load transactions unless named otherwise. */
export interface Summary {
  readonly endedBy: EndedBy;
  readonly splitTransactions: number;
  readonly planned: number;
  /** Intended time reached, and put into a target's queue. */
  readonly offered: number;
  readonly sent: number;
  readonly requested: number;
  readonly served: number;
  readonly confirmed: number;
  /** Offered a second time because the first target went away. */
  readonly reoffered: number;
  /** Signed only when due: each delayed the ones behind it. */
  readonly signedLate: number;
  readonly startMs: number | null;
  /** From the start of the load to the last transaction offered. */
  readonly elapsedSeconds: number;
  readonly tps: { readonly intended: number; readonly sent: number; readonly confirmed: number };
  /** Offered minus intended: what this generator itself was late, and times in which no target was connected. */
  readonly slipMs: Centiles | null;
  /** Announced minus intended: the node's window and pulling included. */
  readonly announceDelayMs: Centiles | null;
  /** Confirmed minus intended. */
  readonly confirmationMs: Centiles | null;
  readonly perTarget: Readonly<Record<string, { readonly sent: number; readonly served: number }>>;
}

export function summarise(
  records: readonly TxRecord[],
  o: {
    endedBy: EndedBy;
    planned: number;
    reoffered: number;
    signedLate: number;
    tps: number;
    startMs: number | null;
  },
): Summary {
  const load = records.filter((record) => record.kind === 'load');
  const count = (key: 'sentMs' | 'requestedMs' | 'servedMs' | 'confirmedMs') =>
    load.filter((record) => record[key] !== null).length;
  const since = (key: 'offeredMs' | 'sentMs' | 'confirmedMs') =>
    centiles(load.flatMap((record) => (record[key] === null ? [] : [record[key] - record.intendedMs])));
  const lastMs = load.reduce((last, { offeredMs }) => Math.max(last, offeredMs), o.startMs ?? 0);
  const elapsedSeconds = o.startMs === null ? 0 : (lastMs - o.startMs) / 1000;
  const rate = (transactions: number) => (elapsedSeconds === 0 ? 0 : round(transactions / elapsedSeconds));
  const perTarget: Record<string, { sent: number; served: number }> = {};
  for (const { target, sentMs, servedMs } of load) {
    perTarget[target] ??= { sent: 0, served: 0 };
    if (sentMs !== null) perTarget[target].sent++;
    if (servedMs !== null) perTarget[target].served++;
  }
  return {
    endedBy: o.endedBy,
    splitTransactions: records.length - load.length,
    planned: o.planned,
    offered: load.length,
    sent: count('sentMs'),
    requested: count('requestedMs'),
    served: count('servedMs'),
    confirmed: count('confirmedMs'),
    reoffered: o.reoffered,
    signedLate: o.signedLate,
    startMs: o.startMs === null ? null : round(o.startMs),
    elapsedSeconds: round(elapsedSeconds),
    tps: { intended: o.tps, sent: rate(count('sentMs')), confirmed: rate(count('confirmedMs')) },
    slipMs: since('offeredMs'),
    announceDelayMs: since('sentMs'),
    confirmationMs: since('confirmedMs'),
    perTarget,
  };
}

/** Nearest-rank centiles; null of nothing. */
function centiles(values: readonly number[]): Centiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
