import { Samples } from '../fold/samples.ts';
import { OfferedChain } from './observed-chain.ts';
import { addTotals, ObservedProcess, type ProcessCounters, type ProgramTotals } from './observed-process.ts';

/** What the observer's log says of one node. */
export interface ObservedNode {
  readonly host: string;
  readonly chain: OfferedChain;
  readonly headers: number;
  /** Offered while nobody followed: not timed. */
  readonly late: number;
  readonly rollbacks: number;
  readonly deepestRollback: number;
  readonly blocksServed: number;
  readonly blocksNotServed: number;
  /** Seconds. */
  readonly roundTrips: Float64Array;
  /** Reason of an ended connection, the observer's own end left out -> how often, and its last words. */
  readonly ends: ReadonlyMap<string, { readonly count: number; readonly text: string }>;
}

/** What the observer's log says of one program of the run. */
export interface ObservedProgram {
  readonly name: string;
  /** In the time of the headers. */
  readonly totals: ProgramTotals | undefined;
  /** A value a round of the sampling, in the time of the headers: % of a core, bytes. */
  readonly cpu: Float64Array;
  readonly rss: Float64Array;
}

export interface Observations {
  readonly version: string;
  readonly fetchesBlocks: boolean;
  readonly nodes: readonly ObservedNode[];
  readonly programs: readonly ObservedProgram[];
  /** Share of the time in which some task waited for a core; null without pressure stall information. */
  readonly cpuPressure: number | null;
  /** Seconds: how late the observer's own timers were at most, and how far the wall clock was from its clock at most. */
  readonly lateMax: number;
  readonly driftMax: number;
  readonly lostLines: number;
  /** Lines that are no observation. */
  readonly garbageLines: number;
}

const FORMAT = 'slotbench/observations/1';

type Fields = Readonly<Record<string, unknown>>;

interface NodeTally {
  readonly chain: OfferedChain;
  headers: number;
  late: number;
  rollbacks: number;
  deepestRollback: number;
  blocksServed: number;
  blocksNotServed: number;
  readonly roundTrips: Samples;
  readonly ends: Map<string, { count: number; text: string }>;
}

interface ProgramTally {
  readonly processes: Map<number, ObservedProcess>;
  /** Of the round that is not over. */
  round: { cpu: number; rss: number; at: number } | undefined;
  readonly at: Samples;
  readonly cpu: Samples;
  readonly rss: Samples;
}

interface MachineTally {
  firstAt: number;
  firstWaitMs: number;
  lastAt: number;
  lastWaitMs: number;
}

/** Folds the lines of `observer/observations.jsonl`. What is no observation is counted, and nothing that it says is trusted. */
export class ObservationFold {
  readonly #systemStartMs: number;
  readonly #nodes = new Map<string, NodeTally>();
  readonly #programs = new Map<string, ProgramTally>();
  #version: string | undefined;
  #fetchesBlocks = false;
  #originSeconds = 0;
  #garbageLines = 0;
  #headers = 0;
  #firstHeaderAt = Number.POSITIVE_INFINITY;
  #lastHeaderAt = Number.NEGATIVE_INFINITY;
  #machine: MachineTally | undefined;
  #lateMax = 0;
  #driftMax = 0;
  #lostLines = 0;

  constructor(o: { systemStartMs: number }) {
    this.#systemStartMs = o.systemStartMs;
  }

  line(text: string): void {
    if (text.trim() === '') return;
    let fields: unknown;
    try {
      fields = JSON.parse(text);
    } catch {
      fields = undefined;
    }
    if (typeof fields !== 'object' || fields === null || !this.#take(fields as Fields)) this.#garbageLines++;
  }

  /** Null if there was no head: then no line can be dated. */
  finish(): Observations | null {
    if (this.#version === undefined) return null;
    this.#endRound();
    const m = this.#machine;
    return {
      version: this.#version,
      fetchesBlocks: this.#fetchesBlocks,
      nodes: [...this.#nodes].map(([host, { roundTrips, ...tally }]) => ({
        host,
        ...tally,
        roundTrips: roundTrips.values(),
      })),
      programs: [...this.#programs].map(([name, tally]) => this.#programOf(name, tally)),
      cpuPressure:
        m === undefined || m.lastAt <= m.firstAt
          ? null
          : (m.lastWaitMs - m.firstWaitMs) / 1000 / (m.lastAt - m.firstAt),
      lateMax: this.#lateMax,
      driftMax: this.#driftMax,
      lostLines: this.#lostLines,
      garbageLines: this.#garbageLines,
    };
  }

  /** False for a line that is none of the format. */
  #take(fields: Fields): boolean {
    if (fields.kind === 'log') return this.#head(fields);
    const at = this.#at(fields.ns);
    if (this.#version === undefined || at === undefined || typeof fields.kind !== 'string') return false;
    if (typeof fields.node === 'string') {
      const node = this.#nodes.get(fields.node);
      return node !== undefined && this.#ofNode(node, at, fields);
    }
    if (fields.kind === 'process') return this.#ofProcess(at, fields);
    if (fields.kind === 'machine') return this.#ofMachine(at, fields);
    return true; // of a later version
  }

  #head({ format, version, originMs, nodes, blocks }: Fields): boolean {
    if (format !== FORMAT || this.#version !== undefined || !Array.isArray(nodes)) return false;
    if (typeof originMs !== 'number' || !Number.isFinite(originMs)) return false;
    this.#version = typeof version === 'string' ? version : '?';
    this.#originSeconds = (originMs - this.#systemStartMs) / 1000;
    this.#fetchesBlocks = blocks === true;
    for (const node of nodes as unknown[]) {
      const name = typeof node === 'object' && node !== null ? (node as Fields).name : undefined;
      if (typeof name === 'string') this.#nodes.set(name, newNode());
    }
    return true;
  }

  #at(ns: unknown): number | undefined {
    return typeof ns === 'number' && Number.isFinite(ns) ? this.#originSeconds + ns / 1e9 : undefined;
  }

  #ofNode(node: NodeTally, at: number, fields: Fields): boolean {
    const { kind, hash } = fields;
    switch (kind) {
      case 'following':
        node.chain.backTo(typeof hash === 'string' ? hash : null);
        return true;
      case 'header':
        return this.#header(node, at, fields);
      case 'rollback': {
        const depth = numberOf(fields.depth);
        if (depth === undefined) return false;
        node.chain.backTo(typeof hash === 'string' ? hash : null);
        node.rollbacks++;
        node.deepestRollback = Math.max(node.deepestRollback, depth);
        return true;
      }
      case 'block': {
        const askedAt = this.#at(fields.askedNs);
        if (typeof hash !== 'string' || askedAt === undefined) return false;
        node.blocksServed++;
        if (!node.chain.servings.has(hash)) node.chain.servings.set(hash, { askedAt, wholeAt: at });
        return true;
      }
      case 'noBlock':
        node.blocksNotServed++;
        return true;
      case 'roundTrip': {
        const ns = numberOf(fields.roundTripNs);
        if (ns === undefined) return false;
        node.roundTrips.push(ns / 1e9);
        return true;
      }
      case 'ended': {
        const { reason, text } = fields;
        if (typeof reason !== 'string' || typeof text !== 'string') return false;
        if (reason !== 'stopped')
          node.ends.set(reason, { count: (node.ends.get(reason)?.count ?? 0) + 1, text });
        return true;
      }
      default:
        return true;
    }
  }

  #header(node: NodeTally, at: number, { slot, block, hash, how }: Fields): boolean {
    if (typeof slot !== 'number' || typeof block !== 'number' || typeof hash !== 'string') return false;
    if (how !== 'pushed' && how !== 'asked' && how !== 'late') return false;
    node.chain.forward({ slot, block, hash }, how === 'late' ? undefined : { at, how });
    node.headers++;
    if (how === 'late') node.late++;
    this.#headers++;
    this.#firstHeaderAt = Math.min(this.#firstHeaderAt, at);
    this.#lastHeaderAt = Math.max(this.#lastHeaderAt, at);
    return true;
  }

  #ofProcess(at: number, fields: Fields): boolean {
    const { name, pid } = fields;
    const sample = countersOf(at, fields);
    if (typeof name !== 'string' || typeof pid !== 'number' || sample === undefined) return false;
    const program = this.#programs.get(name) ?? newProgram();
    this.#programs.set(name, program);
    const process = program.processes.get(pid) ?? new ObservedProcess();
    program.processes.set(pid, process);
    const before = process.latest;
    process.add(sample, this.#headers);
    if (before === undefined || sample.at <= before.at) return true;
    program.round ??= { cpu: 0, rss: 0, at };
    program.round.cpu += (sample.cpuMs - before.cpuMs) / 10 / (sample.at - before.at);
    program.round.rss += sample.rssBytes;
    return true;
  }

  /** The line of the machine begins a round of samples. */
  #ofMachine(at: number, fields: Fields): boolean {
    this.#endRound();
    this.#lateMax = Math.max(this.#lateMax, (numberOf(fields.lateMaxNs) ?? 0) / 1e9);
    this.#driftMax = Math.max(this.#driftMax, Math.abs(numberOf(fields.driftMs) ?? 0) / 1000);
    this.#lostLines = Math.max(this.#lostLines, numberOf(fields.lostLines) ?? 0);
    const waitMs = numberOf(fields.cpuSomeMs);
    if (waitMs === undefined || this.#headers === 0) return true;
    this.#machine ??= { firstAt: at, firstWaitMs: waitMs, lastAt: at, lastWaitMs: waitMs };
    this.#machine.lastAt = at;
    this.#machine.lastWaitMs = waitMs;
    return true;
  }

  #endRound(): void {
    for (const program of this.#programs.values()) {
      if (program.round === undefined) continue;
      program.at.push(program.round.at);
      program.cpu.push(program.round.cpu);
      program.rss.push(program.round.rss);
      program.round = undefined;
    }
  }

  #programOf(name: string, tally: ProgramTally): ObservedProgram {
    const at = tally.at.values();
    const inTime = (values: Float64Array) =>
      values.filter((_, i) => at[i]! >= this.#firstHeaderAt && at[i]! <= this.#lastHeaderAt);
    const totals = [...tally.processes.values()].flatMap((process) => process.totals(this.#headers) ?? []);
    return {
      name,
      totals: addTotals(totals),
      cpu: inTime(tally.cpu.values()),
      rss: inTime(tally.rss.values()),
    };
  }
}

function newNode(): NodeTally {
  return {
    chain: new OfferedChain(),
    headers: 0,
    late: 0,
    rollbacks: 0,
    deepestRollback: 0,
    blocksServed: 0,
    blocksNotServed: 0,
    roundTrips: new Samples(),
    ends: new Map(),
  };
}

function newProgram(): ProgramTally {
  return {
    processes: new Map(),
    round: undefined,
    at: new Samples(),
    cpu: new Samples(),
    rss: new Samples(),
  };
}

/** Undefined where a counter that every kernel gives is missing. */
function countersOf(at: number, fields: Fields): ProcessCounters | undefined {
  const [user, system, rssBytes, peakRssBytes, minorFaults, majorFaults] = (
    ['userMs', 'systemMs', 'rssBytes', 'peakRssBytes', 'minorFaults', 'majorFaults'] as const
  ).map((key) => numberOf(fields[key]));
  if (user === undefined || system === undefined || rssBytes === undefined) return undefined;
  if (peakRssBytes === undefined || minorFaults === undefined || majorFaults === undefined) return undefined;
  const [reads, writes] = [numberOf(fields.readCalls), numberOf(fields.writeCalls)];
  return {
    at,
    cpuMs: user + system,
    rssBytes,
    peakRssBytes,
    minorFaults,
    majorFaults,
    calls: reads === undefined || writes === undefined ? undefined : reads + writes,
    diskReadBytes: numberOf(fields.diskReadBytes),
    diskWriteBytes: numberOf(fields.diskWriteBytes),
    netReceivedBytes: numberOf(fields.netReceivedBytes),
    netSentBytes: numberOf(fields.netSentBytes),
    voluntarySwitches: numberOf(fields.voluntarySwitches),
    involuntarySwitches: numberOf(fields.involuntarySwitches),
    waitMs: numberOf(fields.waitMs),
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > -1e18 && value < 1e18
    ? value
    : undefined;
}
