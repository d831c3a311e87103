/**
 * The observer's log: JSON lines, the first a `log` line. `ns` is whole nanoseconds since `originMs` of that line, on the observer's
 * clock. Later versions may add fields and kinds; a reader leaves alone what it does not know.
 */
export const OBSERVATIONS_FORMAT = 'slotbench/observations/1';

export type Observation =
  | LogHead
  | (Stamp & (PeerObservation | ProcessSample | ProcessEnded | MachineSample));

export interface LogHead {
  readonly kind: 'log';
  readonly format: typeof OBSERVATIONS_FORMAT;
  readonly version: string;
  readonly originMs: number;
  readonly pid: number;
  readonly magic: number;
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
  /** Whether blocks are fetched or only headers followed. */
  readonly blocks: boolean;
  readonly sampleMs: number;
}

interface Stamp {
  readonly ns: number;
}

/** What a node did on its connection. Hashes are lower-case hex; `slot` and `hash` are null at the origin. */
export type PeerObservation = { readonly node: string } & (
  | { readonly kind: 'connected'; readonly version: number }
  /** Following begins here. */
  | {
      readonly kind: 'following';
      readonly slot: number | null;
      readonly block: number | null;
      readonly hash: string | null;
    }
  | {
      readonly kind: 'header';
      readonly slot: number;
      readonly block: number;
      readonly hash: string;
      /** `pushed`: we waited for it, `ns` is when it was offered. `asked`: it was there when we asked, at `askedNs`. `late`: it is of a time when we did not follow. */
      readonly how: 'pushed' | 'asked' | 'late';
      /** When the request was sent that it answers. */
      readonly askedNs: number;
      readonly pool: string;
      readonly bodyBytes: number;
      readonly tipBlock: number;
    }
  | {
      readonly kind: 'rollback';
      readonly slot: number | null;
      readonly hash: string | null;
      readonly depth: number;
      readonly tipBlock: number;
    }
  /** The last byte of the block is here. */
  | {
      readonly kind: 'block';
      readonly slot: number;
      readonly hash: string;
      readonly askedNs: number;
      readonly bytes: number;
    }
  /** Not had: the node has left it, or (null) it was not asked for, because the node serves more slowly than it offers. */
  | {
      readonly kind: 'noBlock';
      readonly slot: number;
      readonly hash: string;
      readonly askedNs: number | null;
    }
  | { readonly kind: 'roundTrip'; readonly roundTripNs: number }
  | {
      readonly kind: 'ended';
      readonly reason: EndReason;
      readonly text: string;
      /** Until the next attempt; null when there is none. */
      readonly retryMs: number | null;
    }
);

/**
 * `stopped`: by us. `unreachable`, `closed`: no connection, or the node ended it. The others are faults of the node: `refused` the
 * handshake (another magic), `silent` (no answer in time), `garbage` (no message of the protocol), `protocol` (a message out of turn),
 * `flood`, `tip` (it says that its chain is longer than what it offers), `chain` (headers that do not follow each other),
 * `rollback` (beyond k), `block` (not the block that was asked for).
 */
export type EndReason =
  | 'stopped'
  | 'unreachable'
  | 'closed'
  | 'refused'
  | 'silent'
  | 'garbage'
  | 'protocol'
  | 'flood'
  | 'tip'
  | 'chain'
  | 'rollback'
  | 'block';

/** What the kernel says of a process; counters since its start. A field that this kernel does not give is absent. */
export interface ProcessSample {
  readonly kind: 'process';
  readonly name: string;
  readonly pid: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly threads: number;
  /** All that went through read and write calls, sockets and pipes included, and how many calls. */
  readonly readBytes?: number;
  readonly writeBytes?: number;
  readonly readCalls?: number;
  readonly writeCalls?: number;
  /** From and to storage. */
  readonly diskReadBytes?: number;
  readonly diskWriteBytes?: number;
  /** Of all threads: switches because they waited, and because they were made to; time that they were ready and had no core. */
  readonly voluntarySwitches?: number;
  readonly involuntarySwitches?: number;
  readonly waitMs?: number;
  /** Of its network namespace, if that is not ours. */
  readonly netReceivedBytes?: number;
  readonly netSentBytes?: number;
  /** Of its control group, if that is a group of its own (cgroup 2). */
  readonly throttledMs?: number;
  readonly groupMemoryBytes?: number;
}

export interface ProcessEnded {
  readonly kind: 'processEnded';
  readonly name: string;
  readonly pid: number;
}

/** The machine, and how exact the observer is on it. Counters since boot. */
export interface MachineSample {
  readonly kind: 'machine';
  readonly busyMs: number;
  readonly stealMs: number;
  /** Time in which some (all) of the tasks that had something to do waited, by resource; absent without pressure stall information. */
  readonly cpuSomeMs?: number;
  readonly memorySomeMs?: number;
  readonly memoryFullMs?: number;
  readonly ioSomeMs?: number;
  readonly ioFullMs?: number;
  /** Since the sample before: the most that one of our own timers was late, and the time we spent sampling. */
  readonly lateMaxNs: number;
  readonly samplingNs: number;
  readonly driftMs: number;
  /** Lines that the log's reader was too slow for. */
  readonly lostLines: number;
}
