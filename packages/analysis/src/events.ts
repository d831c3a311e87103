/**
 * What the analysis knows of a node: an adapter turns log lines of one implementation into these. `at` is in nanoseconds since
 * systemStart, hashes are lower-case hex.
 */
export type Event = { readonly at: number } & (
  | { readonly kind: 'SlotStarted'; readonly slot: number }
  | {
      readonly kind: 'BlockContextAcquired';
      readonly slot: number /** -1: empty chain */;
      readonly tipBlockNo: number;
      /** Hash of the tip; undefined for an empty chain. */
      readonly tip: string | undefined;
    }
  | { readonly kind: 'LedgerStateAcquired'; readonly slot: number }
  | { readonly kind: 'LedgerViewAcquired'; readonly slot: number }
  | { readonly kind: 'LeadershipDecided'; readonly slot: number; readonly leader: boolean }
  | { readonly kind: 'LedgerTicked'; readonly slot: number }
  | { readonly kind: 'MempoolSnapshot'; readonly slot: number }
  | {
      readonly kind: 'BlockForged';
      readonly slot: number;
      /** Undefined where a node does not tell. */
      readonly blockNo: number | undefined;
      readonly hash: string;
      /** Undefined for the first block of a chain. */
      readonly prev: string | undefined;
    }
  /** A leader slot that gave no block: `CannotForge`, `DidntAdopt`, `ForgedInvalid`, … */
  | { readonly kind: 'ForgingFailed'; readonly slot: number | undefined; readonly what: string }
  | {
      readonly kind: 'HeaderSeen';
      readonly slot: number;
      readonly blockNo: number | undefined;
      readonly hash: string;
    }
  | {
      readonly kind: 'FetchRequested';
      readonly hash: string /** blocks asked for at once */;
      readonly length: number;
    }
  | { readonly kind: 'BlockFetched'; readonly hash: string }
  /** The node has found that it, and every block before it on its candidate chain, keeps the rules. */
  | { readonly kind: 'BlockValidated'; readonly hash: string }
  | { readonly kind: 'HeaderSent'; readonly hash: string }
  | { readonly kind: 'BlockSent'; readonly hash: string }
  | {
      readonly kind: 'BlockAdopted';
      readonly hash: string;
      readonly by: 'extension' | 'ownForge' | 'forkSwitch';
      readonly chainDelta: number;
      readonly sizeBytes: number | undefined;
    }
  /** The node says that this is its tip, without saying how it became it. */
  | { readonly kind: 'TipNamed'; readonly hash: string }
  | { readonly kind: 'Resources'; readonly sample: ResourceSample }
  | {
      readonly kind: 'LedgerMetrics';
      readonly slot: number;
      readonly chainDensity: number;
      readonly utxo: number | undefined;
    }
  | { readonly kind: 'MempoolChanged'; readonly txs: number }
  | { readonly kind: 'TxRejected' }
  /** By a frequency limit. `isOver`: the limit ended; else it is a reminder with the count so far. */
  | { readonly kind: 'TracesSuppressed'; readonly count: number; readonly isOver: boolean }
  /** What a node says of itself when it ends in order. */
  | {
      readonly kind: 'NodeStatistics';
      readonly tracesLost: number;
      readonly invalidBlocks: number;
      readonly fetchTimeouts: number;
    }
  | { readonly kind: 'NodeVersion'; readonly name: string; readonly version: string }
);

/** One sample of `Resources`; counters since process start, times in 1/100 s, sizes in bytes. */
export interface ResourceSample {
  readonly cpuCentis: number;
  readonly gcCentis: number;
  readonly mutatorCentis: number;
  readonly majorGcs: number;
  readonly minorGcs: number;
  readonly allocBytes: number;
  readonly liveBytes: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly netReadBytes: number;
  readonly netWriteBytes: number;
  readonly fsReadBytes: number;
  readonly fsWriteBytes: number;
  /** Of programs on Node: longest lag of the event loop and longest collection since the sample before, busy share of the loop. */
  readonly loopLagMaxMs: number | undefined;
  readonly gcPauseMaxMs: number | undefined;
  readonly loopBusy: number | undefined;
}
