/**
 * Results of one run: the contract that reports, gates and histories read (`schemas/results.schema.json`).
 * One file, long as it is: whoever reads or writes results reads all of it. Times are seconds unless a name says otherwise; wall-clock stamps are ISO 8601 in UTC.
 */
export const RESULTS_SCHEMA = 'slotbench/results/1';

export interface Results {
  readonly schema: typeof RESULTS_SCHEMA;
  readonly run: RunIdentity;
  readonly status: RunStatus;
  readonly parameters: RunParameters;
  readonly provenance: Provenance;
  readonly chain: ChainSummary;
  readonly hosts: readonly HostSummary[];
  /** Node implementations side by side; absent where all hosts run the same one. */
  readonly implementations?: readonly ImplementationFigures[];
  /** In the order in which tables show them; ids are unique. */
  readonly metrics: readonly Metric[];
  readonly series: readonly Series[];
  readonly transactions: TransactionSummary | null;
  /** What an outside observer saw; absent where none was in the run. */
  readonly outside?: OutsideSummary;
  /** What was checked of the traces, and how it came out. */
  readonly properties: readonly PropertyVerdict[];
  readonly clocks: Clocks;
  /** Traces that slots and blocks call for, against those in the log. */
  readonly coverage: readonly TraceCoverage[];
  readonly strata: readonly Stratum[];
  readonly quality: readonly QualityItem[];
}

export interface RunIdentity {
  readonly tag: string;
  readonly batch: string | null;
  readonly profile: string | null;
  readonly era: string | null;
  readonly backend: string | null;
  /** Which node implementation ran: `embedded`, `cardano-node`, … */
  readonly node: string | null;
  readonly nodeVersion: string | null;
  /** Version of the program that made the run. */
  readonly version: string | null;
  /** Component name -> version and commit, as the run recorded them. */
  readonly manifest: Readonly<Record<string, { version: string | null; commit: string | null }>>;
  /** Start of slot 0. */
  readonly systemStart: string;
  /** Where the run went on from a block instead of its genesis; slot 0 is then hours before it. */
  readonly anchor?: RunAnchor;
}

/** The block that a run went on from, and when its first slot after that began. */
export interface RunAnchor {
  readonly slot: number;
  readonly blockNo: number;
  readonly firstSlot: number;
  readonly startedAt: string;
}

/** `incomplete` always has a reason; what could be analysed is in the results all the same. */
export type RunStatus =
  | { readonly state: 'complete'; readonly reason: null; readonly exits: readonly ProgramExit[] }
  | { readonly state: 'incomplete'; readonly reason: string; readonly exits: readonly ProgramExit[] };

/** Exit code files of the run directory; `code` is null where the file holds no number. */
export interface ProgramExit {
  readonly program: string;
  readonly code: number | null;
}

export interface RunParameters {
  readonly slotSeconds: number;
  readonly activeSlotsCoeff: number;
  readonly securityParam: number;
  readonly epochLength: number;
  readonly maxBlockBodySizeBytes: number | null;
  readonly networkMagic: number | null;
  readonly hosts: number;
  readonly topology: string | null;
  readonly tps: number | null;
  readonly txCount: number | null;
  readonly inputsPerTx: number | null;
  readonly outputsPerTx: number | null;
  readonly addTxSizeBytes: number | null;
  readonly txFeeLovelace: number | null;
  readonly delegators: number | null;
  readonly utxo: number | null;
  readonly dreps: number | null;
  readonly plutusScript: string | null;
}

export interface Provenance {
  readonly tool: { readonly name: '@slotbench/analysis'; readonly version: string };
  readonly analysedAt: string;
  readonly logSource: LogSource;
  /** Conditions in words, AND-ed; empty: every block of the chain counts. */
  readonly filters: readonly string[];
  /** `any`: extension, own forge and fork switch; `extensionOnly`: as locli 2.3, which does not see fork switches. */
  readonly adoption: AdoptionRule;
  /** The numbers are those of locli 2.3, quirks included; missing: by the definitions of each metric. */
  readonly compat?: 'locli';
  readonly logs: readonly LogFile[];
}

/** `tracer`: the collector's folders; `stdout`: the nodes' own output; `folder`: a bare folder of `node-N/` logs. */
export type LogSource = 'tracer' | 'stdout' | 'folder';
export type AdoptionRule = 'any' | 'extensionOnly';

export interface LogFile {
  readonly host: string;
  /** Relative to the run directory. */
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  readonly sha256: string;
}

export interface ChainSummary {
  /** Blocks of the main chain, without the tip; null where no block was found. */
  readonly first: { readonly blockNo: number; readonly slot: number } | null;
  readonly last: { readonly blockNo: number; readonly slot: number } | null;
  readonly length: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Condition -> number of blocks that failed it (a block may fail several). */
  readonly rejectedBy: Readonly<Record<string, number>>;
  /** The highest block seen, left out of all metrics: the run ended before it could spread. */
  readonly tip: { readonly hash: string; readonly blockNo: number } | null;
  readonly forkedBlocks: number;
  /** Heights of the main chain where a piece is missing, with what is missing. */
  readonly gaps: readonly ChainGap[];
  /** Blocks that lost against one of the main chain, in its order. */
  readonly battles: readonly Battle[];
  /** The conditions in their order and what each takes away; empty without filters. */
  readonly waterfall: readonly WaterfallStep[];
  readonly blocks: readonly ChainBlock[];
}

export interface Battle {
  readonly blockNo: number;
  readonly winner: string;
  readonly loser: string;
  /** Of the loser; null where no log says it. */
  readonly slot: number | null;
  readonly forger: string | null;
  /** Hosts that adopted the loser for a time. */
  readonly adopters: number;
  /** `slot`: both are of one slot; `height`: of different slots. */
  readonly kind: 'slot' | 'height' | 'unknown';
}

/** `failed` blocks fail the condition, `removed` of them passed all before it, `only` fail nothing else. */
export interface WaterfallStep {
  readonly condition: string;
  readonly failed: number;
  readonly removed: number;
  readonly only: number;
  readonly remaining: number;
}

export type ChainGap = {
  /** The lowest of them. */
  readonly blockNo: number;
  /** Heights, one above the other. */
  readonly blocks: number;
  /** `noForger`: no log has the forging of the block; `guessedParent`: its parent was chosen by height; `noBlock`: nothing is known at this height. */
  readonly missing: 'noForger' | 'guessedParent' | 'noBlock';
};

export interface ChainBlock {
  readonly blockNo: number;
  readonly slot: number;
  readonly epoch: number;
  readonly hash: string;
  readonly forger: string | null;
  readonly sizeBytes: number | null;
  /** Transactions in the block, from the generator's log; null where there is none. */
  readonly txs: number | null;
  /** Other blocks seen at the same height. */
  readonly forks: number;
  readonly accepted: boolean;
  readonly rejectedBy: readonly string[];
  /** Hosts that adopted it, the forger included. */
  readonly adopters: number;
  /** Slot start to announced by the forger. */
  readonly announcedCum: number | null;
  /** Slot start to adoption by that share of the adopters: `[share, seconds]`. */
  readonly adoption: readonly CentilePoint[];
}

export interface HostSummary {
  readonly host: string;
  readonly producer: boolean;
  readonly logs: {
    readonly files: number;
    readonly bytes: number;
    readonly lines: number;
    /** Lines that are not JSON at all, such as a start-up banner. */
    readonly textLines: number;
    readonly garbageLines: number;
    readonly cutTails: number;
    readonly events: number;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
  };
  readonly forged: number;
  readonly forgedOnChain: number;
  readonly forgedAccepted: number;
  /** Main-chain blocks (tip excluded) that the host adopted, by how; `missing` are block numbers, at most 100. */
  readonly adopted: {
    readonly count: number;
    readonly of: number;
    readonly byForkSwitch: number;
    /** Known only from a later block that brought them along, or from their being the tip: upper bounds. */
    readonly inferred: number;
    readonly missing: readonly number[];
  };
}

export type Direction = 'lower' | 'higher' | 'none';
export type MetricGroup =
  | 'forger'
  | 'peers'
  | 'endToEnd'
  | 'control'
  | 'machine'
  | 'tracing'
  | 'run'
  | 'transactions'
  | 'outside';
/**
 * One sample is: `blocks` one accepted block; `observations` one accepted block at one peer; `slots` one slot of one host;
 * `samples` one periodic sample of one host; `hosts` one host; `transactions` one transaction of the load; `run` the run itself.
 */
export type Population =
  | 'blocks'
  | 'observations'
  | 'slots'
  | 'samples'
  | 'spans'
  | 'hosts'
  | 'transactions'
  | 'run';

/** `[centile 0..1, value]`; no interpolation: the value at index min(n-1, floor(n * centile)). */
export type CentilePoint = readonly [number, number];

export interface Distribution {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n-1); 0 for n = 1. */
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
  readonly centiles: readonly CentilePoint[];
}

export interface Metric {
  readonly id: string;
  /** Name of the same quantity in upstream's `blockprop.json` or `clusterperf.json`; null for ours. */
  readonly upstreamId: string | null;
  readonly name: string;
  readonly definition: string;
  readonly group: MetricGroup;
  readonly unit: 's' | '%' | 'MiB' | 'MiB/s' | 'KiB/s' | '1/s' | 'B' | 'tx/s' | 'count' | 'ratio' | 'slots';
  readonly direction: Direction;
  readonly population: Population;
  /**
   * `pooled`: all samples together. `hosts`: the mean is the mean of the hosts' means, each centile the median of the hosts'
   * centiles, stddev the pooled one (within and between hosts). Upstream combines clusters like the latter.
   */
  readonly combination: 'pooled' | 'hosts';
  /** Null where the run has no sample. */
  readonly value: Distribution | null;
  /** With `hosts`: all samples together; centiles exact up to 512 samples a host, else off by at most a thousandth of the rank. */
  readonly pooled?: Distribution | null;
  /** Host -> its own figures; forger metrics by forger, peer metrics by peer. */
  readonly perHost: Readonly<Record<string, HostValue>>;
  /** Region -> its hosts’ figures, combined as the run’s; missing where the run does not name two or more. */
  readonly perRegion?: Readonly<Record<string, HostValue>>;
  /** Sorted values, at most 256, at centiles (i+0.5)/length; null where no curve is kept. */
  readonly curve: readonly number[] | null;
}

/**
 * One node implementation of a run that has several: what its hosts did with blocks of others, in seconds, by their own logs, and what
 * they used. Null: it does not report that. CPU in %, memory in MiB, means of the hosts' figures.
 */
export interface ImplementationFigures {
  readonly name: string;
  readonly version: string | null;
  readonly hosts: readonly string[];
  /** Header seen until the block is there. */
  readonly headerToBlock: HostValue | null;
  /** Block there until it is found valid. */
  readonly blockToValidated: HostValue | null;
  readonly validatedToAdopted: HostValue | null;
  readonly headerToAdopted: HostValue | null;
  readonly cpu: HostValue | null;
  readonly rss: HostValue | null;
}

export interface HostValue {
  readonly n: number;
  readonly mean: number;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
  readonly median: number;
  readonly p90: number;
}

/** A value over time, seconds since systemStart; at most 600 points, each the mean of its bin of equal width. */
export interface Series {
  readonly id: 'cpu' | 'rss' | 'mempoolTxs' | 'confirmedTps';
  readonly host: string | null;
  readonly unit: Metric['unit'];
  readonly seconds: readonly number[];
  readonly values: readonly number[];
}

export interface TransactionSummary {
  readonly split: number;
  /** Transactions of the load with an intended time. */
  readonly intended: number;
  /** Announced to a node. */
  readonly announced: number;
  /** Asked for by a node and sent. */
  readonly served: number;
  /** In a block of the chain that the generator followed. */
  readonly confirmed: number;
  /** Served before the last three blocks that had room, and in no block. */
  readonly lost: number;
  /** Served too late to say. */
  readonly pending: number;
  readonly intendedTps: number | null;
  /** Confirmed transactions a second, from the first intended time to the last confirmation. */
  readonly achievedTps: number | null;
  readonly seconds: number | null;
  readonly garbageLines: number;
  /** The generator's own last line, untouched; null where it is missing. */
  readonly generatorSummary: Readonly<Record<string, unknown>> | null;
}

/** What an observer saw from one process, on one clock, without the nodes' logs. Times are seconds. */
export interface OutsideSummary {
  /** Blocks of the main chain that every node offered while it was followed; the tip left out. */
  readonly blocks: number;
  /** Number of the first block that it could see; null where it saw none. */
  readonly firstBlock: number | null;
  /** The other blocks from there on. */
  readonly partial: number;
  readonly fetchesBlocks: boolean;
  readonly nodes: readonly OutsideNode[];
  /** Hosts whose log tells of adoption. */
  readonly gaps: readonly AdoptionGap[];
  readonly observer: {
    readonly version: string;
    /** % of one core, and MiB. */
    readonly cpu: number | null;
    readonly peakRss: number | null;
    /** How late its own timers were at most, and how far the wall clock left its clock. */
    readonly lateMax: number;
    readonly driftMax: number;
    readonly lostLines: number;
    readonly garbageLines: number;
  };
}

export interface OutsideNode {
  readonly host: string;
  readonly headers: number;
  /** Offered while nobody followed. */
  readonly late: number;
  readonly rollbacks: number;
  readonly deepestRollback: number;
  readonly blocksServed: number;
  readonly blocksNotServed: number;
  readonly roundTrip: {
    readonly n: number;
    readonly min: number;
    readonly median: number;
    readonly max: number;
  } | null;
  /** Why connections ended, the observer's own end left out. */
  readonly ends: readonly { readonly reason: string; readonly count: number; readonly text: string }[];
}

/**
 * From "adopted" in a host's log to its header at the observer, as `adapter` reads the log. `loggedLate` adoptions are logged after the
 * observer had the header, by more than `clockError`; the median round trip (`networkError`) is how much too long a gap may be.
 */
export interface AdoptionGap {
  readonly host: string;
  readonly adapter: string;
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
  readonly loggedLate: number;
  readonly clockError: number;
  readonly networkError: number | null;
}

export interface QualityItem {
  readonly id: string;
  readonly level: 'ok' | 'note' | 'warning';
  readonly host: string | null;
  readonly text: string;
  /** The count behind the sentence, where there is one. */
  readonly count: number | null;
}

/**
 * A property of the trace. `undecided`: no violation was found, but `unchecked` messages came too late or were too many at once;
 * `pending` checks had time left when the trace ended.
 */
export interface PropertyVerdict {
  readonly name: string;
  readonly formula: string;
  readonly scope: 'host' | 'run';
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly checked: number;
  readonly violated: number;
  readonly pending: number;
  readonly unchecked: number;
  /** The first 20. */
  readonly violations: readonly PropertyViolation[];
}

export interface PropertyViolation {
  readonly at: string;
  /** The lines that it rests on: file relative to the run, line from 1, offset of its first byte. */
  readonly messages: readonly {
    readonly host: string;
    readonly path: string;
    readonly line: number;
    readonly byte: number;
    readonly at: string;
    readonly name: string;
    readonly values: readonly (string | number)[];
  }[];
}

/** How far the clocks of hosts are ahead of the reference, in seconds, from the announcements of blocks. */
export interface Clocks {
  /** Null where no two hosts can be compared. */
  readonly reference: string | null;
  /** The estimates were taken off the stamps of blocks. */
  readonly corrected: boolean;
  readonly hosts: readonly ClockEstimate[];
}

export interface ClockEstimate {
  readonly host: string;
  /**
   * `steady`: one offset explains all stamps; `oneSided`: only one bound is known, the offset is the least that it demands;
   * `unsteady`: the clock was set or drifts; `unknown`: nothing can be said.
   */
  readonly state: 'steady' | 'oneSided' | 'unsteady' | 'unknown';
  readonly offset: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Blocks noticed before the forger announced them, by the stamps as logged. */
  readonly noticedTooEarly: number;
  /** Of an unsteady clock, in parts of the run. */
  readonly windows: readonly ClockWindow[];
}

export interface ClockWindow {
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly offset: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface TraceCoverage {
  readonly host: string;
  readonly trace: string;
  /** `slot`: a slot that the host looked at; `forgedBlock`: one of its blocks; `block`: another host's block of the main chain. */
  readonly per: 'slot' | 'forgedBlock' | 'block';
  readonly expected: number;
  readonly seen: number;
}

export type StratumId = 'startUp' | 'epochBoundary' | 'rewards' | 'steady';

/** A part of the slots with its own conditions: accepted blocks, and slots of all hosts whatever the filters. */
export interface Stratum {
  readonly id: StratumId;
  /** Which slots, in words. */
  readonly slots: string;
  readonly blocks: number;
  readonly checkedSlots: number;
  readonly missedSlots: number;
  /** Seconds. */
  readonly metrics: readonly {
    readonly id: string;
    readonly n: number;
    readonly mean: number;
    readonly median: number;
  }[];
}
