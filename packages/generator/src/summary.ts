import type { Saturation } from './saturation.ts';
import type { TxRecord } from './transactions.ts';

/** Why the load ended. */
export type EndedBy =
  | 'all transactions sent'
  | 'told to stop'
  | 'targets gone'
  | 'knee found'
  | 'funds used up';

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
  /** With `confirmation_depth` blocks on it. */
  readonly atDepth: number;
  /** Announced and acknowledged by a node that never asked for them. */
  readonly refused: number;
  /** Asked for by a node and not there. */
  readonly unavailable: number;
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
  /** Intended until at depth. */
  readonly atDepthMs: Centiles | null;
  readonly perTarget: Readonly<Record<string, { readonly sent: number; readonly served: number }>>;
  /** Connections that ended while the load went on. */
  readonly failures: readonly string[];
  /** What a closed loop found; null of an open one. */
  readonly saturation: Saturation | null;
}

export function summarise(
  records: readonly TxRecord[],
  o: {
    endedBy: EndedBy;
    planned: number;
    counts: { readonly reoffered: number; readonly refused: number; readonly unavailable: number };
    failures: readonly string[];
    signedLate: number;
    startMs: number | null;
    saturation: Saturation | null;
  },
): Summary {
  const load = records.filter((record) => record.kind === 'load');
  const count = (key: 'sentMs' | 'requestedMs' | 'servedMs' | 'confirmedMs' | 'atDepthMs') =>
    load.filter((record) => record[key] !== null).length;
  const since = (key: 'offeredMs' | 'sentMs' | 'confirmedMs' | 'atDepthMs') =>
    centiles(load.flatMap((record) => (record[key] === null ? [] : [record[key] - record.intendedMs])));
  const lastIntendedMs = load.at(-1)?.intendedMs ?? o.startMs ?? 0;
  const intendedSeconds = o.startMs === null ? 0 : (lastIntendedMs - o.startMs) / 1000;
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
    atDepth: count('atDepthMs'),
    refused: o.counts.refused,
    unavailable: o.counts.unavailable,
    reoffered: o.counts.reoffered,
    signedLate: o.signedLate,
    startMs: o.startMs === null ? null : round(o.startMs),
    elapsedSeconds: round(elapsedSeconds),
    tps: {
      // n transactions make n - 1 gaps; the first of a Poisson load has a gap before it.
      intended: intendedSeconds === 0 ? 0 : round((load.length - 1) / intendedSeconds),
      sent: rate(count('sentMs')),
      confirmed: rate(count('confirmedMs')),
    },
    slipMs: since('offeredMs'),
    announceDelayMs: since('sentMs'),
    confirmationMs: since('confirmedMs'),
    atDepthMs: since('atDepthMs'),
    perTarget,
    failures: o.failures,
    saturation: o.saturation,
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
