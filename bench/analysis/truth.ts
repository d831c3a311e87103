/** systemStart of synthesised runs, and the length of their slots. Times of the truth are in ns since systemStart. */
export const START = '2026-03-10T12:00:00Z';
export const SLOT_NS = 1_000_000_000;

export interface Truth {
  readonly hosts: readonly HostTruth[];
  /** The main chain, its tip included, from block 0. */
  readonly blocks: readonly BlockTruth[];
  /** Blocks that lost a slot battle and never left their forger. */
  readonly abandoned: number;
}

export interface HostTruth {
  readonly host: string;
  lines: number;
  bytes: number;
  checks: number;
  forged: number;
  readonly missedSlots: number[];
  garbageLines: number;
  /** Messages that a frequency limit swallowed. */
  suppressed: number;
  /** Fetches whose line is not in the log. */
  lostFetches: number;
  readonly cpuPercent: number[];
  readonly rssMiB: number[];
}

export interface BlockTruth {
  readonly hash: string;
  readonly blockNo: number;
  readonly slot: number;
  readonly forger: string;
  readonly sizeBytes: number;
  rivals: number;
  /** Stamps of the forging loop by phase, then of adoption, announcement and sending by the forger. */
  readonly forge: Readonly<Record<string, number>>;
  readonly peers: readonly {
    readonly host: string;
    readonly noticed: number;
    readonly requested: number;
    readonly fetched: number | undefined;
    readonly adopted: number;
    readonly announced: number;
    readonly sending: number;
  }[];
}
