/** The counters of `process` lines that the analysis reads; missing ones are undefined. */
export interface ProcessCounters {
  readonly at: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly calls: number | undefined;
  readonly diskReadBytes: number | undefined;
  readonly diskWriteBytes: number | undefined;
  readonly netReceivedBytes: number | undefined;
  readonly netSentBytes: number | undefined;
  readonly voluntarySwitches: number | undefined;
  readonly involuntarySwitches: number | undefined;
  readonly waitMs: number | undefined;
}

/** What a program used between the first and the last offered header; `seconds` is that time. */
export interface ProgramTotals {
  readonly seconds: number;
  readonly peakRssBytes: number;
  /** Of counters: what they grew by. */
  readonly grown: Partial<Record<keyof ProcessCounters, number>>;
}

/**
 * One process, sample by sample, in bounded memory: the first sample after the first header, and the last one before the
 * latest header.
 */
export class ObservedProcess {
  #first: ProcessCounters | undefined;
  #latest: ProcessCounters | undefined;
  #beforeHeader: ProcessCounters | undefined;
  #headers = 0;

  get latest(): ProcessCounters | undefined {
    return this.#latest;
  }

  /** `headers`: how many were offered so far by all nodes. */
  add(sample: ProcessCounters, headers: number): void {
    if (headers === 0) {
      this.#latest = sample;
      return;
    }
    this.#first ??= sample;
    if (headers > this.#headers) this.#beforeHeader = this.#latest;
    this.#headers = headers;
    this.#latest = sample;
  }

  /** Undefined if it has not two samples in the time of the headers. */
  totals(headers: number): ProgramTotals | undefined {
    const last = headers > this.#headers ? this.#latest : this.#beforeHeader;
    const first = this.#first;
    if (first === undefined || last === undefined || last.at <= first.at) return undefined;
    const grown: Partial<Record<keyof ProcessCounters, number>> = {};
    for (const key of Object.keys(first) as (keyof ProcessCounters)[]) {
      const [from, to] = [first[key], last[key]];
      if (from !== undefined && to !== undefined) grown[key] = to - from;
    }
    return { seconds: last.at - first.at, peakRssBytes: last.peakRssBytes, grown };
  }
}

/** Processes of one program together. */
export function addTotals(all: readonly ProgramTotals[]): ProgramTotals | undefined {
  if (all.length === 0) return undefined;
  const grown: Partial<Record<keyof ProcessCounters, number>> = {};
  for (const each of all)
    for (const [key, value] of Object.entries(each.grown) as [keyof ProcessCounters, number][])
      grown[key] = (grown[key] ?? 0) + value;
  return {
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
    peakRssBytes: all.reduce((sum, { peakRssBytes }) => sum + peakRssBytes, 0),
    grown,
  };
}
