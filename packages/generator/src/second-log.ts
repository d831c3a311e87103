import { createHistogram, type Histogram } from './histogram.ts';

const COUNTS = [
  'offered',
  'announced',
  'requested',
  'served',
  'refused',
  'unavailable',
  'confirmed',
  'rolledBack',
] as const;
const DURATIONS = ['slip', 'announce', 'firstBlock', 'atDepth'] as const;

type Count = (typeof COUNTS)[number];
type Duration = (typeof DURATIONS)[number];

/**
 * `seconds.jsonl`: a line for every second of the load in which something happened. Each duration counts from the
 * transaction's intended time and stands in the second in which it ended.
 */
export interface SecondLog {
  count(what: Count, by?: number): void;
  record(what: Duration, ms: number): void;
  /** Lines of the seconds that are over; with `all`, of the present one too. */
  take(nowMs: number, all?: boolean): string;
}

export interface SecondLine {
  /** Start of the second, ms since 1970. */
  readonly atMs: number;
  readonly counts: Readonly<Record<Count, number>>;
  /** Centiles for the eye and HdrHistogram's own form (µs) for tools; absent without any sample. */
  readonly durations: Readonly<
    Partial<Record<Duration, { count: number; p50Ms: number; p99Ms: number; maxMs: number; hdr: string }>>
  >;
}

export function createSecondLog(nowMs: () => number): SecondLog {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<Count, number>;
  const histograms = Object.fromEntries(DURATIONS.map((name) => [name, createHistogram()])) as Record<
    Duration,
    Histogram
  >;
  let second: number | undefined;
  let lines = '';

  function turn(now: number, force: boolean): void {
    const current = Math.floor(now / 1000);
    if (second === undefined || (second === current && !force)) return;
    lines += `${JSON.stringify(line(second))}\n`;
    for (const name of COUNTS) counts[name] = 0;
    for (const histogram of Object.values(histograms)) histogram.reset();
    second = undefined;
  }

  function touch(): void {
    const now = nowMs();
    turn(now, false);
    second ??= Math.floor(now / 1000);
  }

  function line(at: number): SecondLine {
    const durations: Partial<Record<Duration, ReturnType<typeof describe>>> = {};
    for (const name of DURATIONS)
      if (histograms[name].count > 0) durations[name] = describe(histograms[name]);
    return { atMs: at * 1000, counts: { ...counts }, durations };
  }

  return {
    count(what, by = 1) {
      if (by === 0) return;
      touch();
      counts[what] += by;
    },
    record(what, ms) {
      touch();
      histograms[what].record(ms * 1000);
    },
    take(now, all = false) {
      turn(now, all);
      const taken = lines;
      lines = '';
      return taken;
    },
  };
}

function describe(histogram: Histogram) {
  return {
    count: histogram.count,
    p50Ms: histogram.centileUs(0.5) / 1000,
    p99Ms: histogram.centileUs(0.99) / 1000,
    maxMs: histogram.maxUs / 1000,
    hdr: histogram.encode(),
  };
}
