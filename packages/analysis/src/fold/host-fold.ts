import type { LogAdapter } from '../adapter/cardano-node.ts';
import type { Event } from '../events.ts';
import { type HostPerformance, hostPerformance } from '../metrics/performance.ts';
import { createLineReader } from '../read/line-reader.ts';
import type { Instant } from '../read/timestamp.ts';
import type { AdoptionRule, Series } from '../results.ts';
import { downsample } from './downsample.ts';
import { type MachineView, MachineViewFold } from './machine-view.ts';
import { ResourceFold } from './resource-fold.ts';
import type { Samples } from './samples.ts';
import { type SlotFigures, SlotFold } from './slot-fold.ts';

/** At most this many points a curve over time. */
const SERIES_POINTS = 600;
/** Distinct namespaces that are counted one by one; what comes after is counted together. */
const MOST_NAMESPACES = 2000;

export interface HostFoldOptions {
  readonly host: string;
  readonly adapter: LogAdapter;
  readonly systemStart: Instant;
  readonly slotNs: number;
  readonly adoption: AdoptionRule;
  acceptsSlot(slot: number): boolean;
  /** Every line through JSON.parse: what the scanner is measured against. */
  readonly parseAll?: boolean;
}

/** What is wrong with the lines of one file; offsets of the first ten. */
export interface FileFaults {
  readonly path: string;
  garbageLines: number;
  firstOffsets: number[];
  /** Offset of a last line that ends in the middle. */
  cutTailAt: number | undefined;
}

/** Everything the run needs of one host, without its lines: what a worker hands back. */
export interface HostFigures {
  readonly host: string;
  readonly view: MachineView;
  readonly slots: Omit<SlotFigures, 'samples'>;
  readonly performance: HostPerformance;
  readonly series: readonly Series[];
  readonly counts: HostCounts;
  readonly faults: readonly FileFaults[];
  readonly version: string | undefined;
}

export interface HostCounts {
  lines: number;
  textLines: number;
  garbageLines: number;
  events: number;
  /** Lines of a message that is read, but without the fields that it promises. */
  incompleteMessages: number;
  firstAt: number | undefined;
  lastAt: number | undefined;
  /** Steps back in time of more than a second between consecutive lines. */
  backwards: number;
  txsRejected: number;
  suppressed: number;
  /** The node's own last words; undefined if it does not write any, or was killed. */
  statistics: Omit<Event & { kind: 'NodeStatistics' }, 'at' | 'kind'> | undefined;
  restarts: number;
  readonly namespaces: Map<string, number>;
}

/** The single pass over the lines of one host: all folds side by side. */
export class HostFold {
  readonly #o: HostFoldOptions;
  readonly #read: ReturnType<typeof createLineReader>;
  readonly #machine: MachineViewFold;
  readonly #slots: SlotFold;
  readonly #resources: ResourceFold;
  readonly #faults: FileFaults[] = [];
  readonly #counts: HostCounts = {
    lines: 0,
    textLines: 0,
    garbageLines: 0,
    events: 0,
    incompleteMessages: 0,
    firstAt: undefined,
    lastAt: undefined,
    backwards: 0,
    txsRejected: 0,
    suppressed: 0,
    statistics: undefined,
    restarts: 0,
    namespaces: new Map(),
  };
  #version: string | undefined;

  constructor(o: HostFoldOptions) {
    this.#o = o;
    this.#read = createLineReader(o.adapter.interest, o.systemStart);
    this.#machine = new MachineViewFold(o.adoption);
    this.#slots = new SlotFold({ slotNs: o.slotNs, accepts: o.acceptsSlot });
    this.#resources = new ResourceFold({
      acceptsTime: (at) => at >= 0 && o.acceptsSlot(Math.floor(at / o.slotNs)),
    });
  }

  startFile(path: string): void {
    this.#faults.push({ path, garbageLines: 0, firstOffsets: [], cutTailAt: undefined });
  }

  line(bytes: Buffer, start: number, end: number, offset: number): void {
    const { verdict } = this.#take(bytes, start, end, this.#o.parseAll);
    if (verdict === 'garbage') this.garbage(offset);
  }

  /** The bytes after the last line feed: a whole line, or one that was cut off. */
  tail(bytes: Buffer, start: number, end: number, offset: number): void {
    const { verdict } = this.#take(bytes, start, end, true);
    if (verdict === 'garbage') this.#file().cutTailAt = offset;
  }

  garbage(offset: number): void {
    const file = this.#file();
    file.garbageLines++;
    if (file.firstOffsets.length < 10) file.firstOffsets.push(offset);
    this.#counts.garbageLines++;
  }

  finish(): HostFigures {
    const slots = this.#slots.finish();
    const resources = this.#resources.finish();
    const { host } = this.#o;
    const series = (id: Series['id'], unit: Series['unit'], x: Samples, y: Samples): Series => {
      const points = downsample(x.values(), y.values(), SERIES_POINTS);
      return { id, host, unit, seconds: points.x, values: points.y };
    };
    this.#counts.restarts = resources.restarts;
    const { samples: _, ...slotCounts } = slots;
    return {
      host,
      view: this.#machine.finish(),
      slots: slotCounts,
      performance: hostPerformance(host, slots, resources),
      series: [
        series('cpu', '%', resources.seconds, resources.samples.cpu),
        series('rss', 'MiB', resources.seconds, resources.samples.rss),
        series('mempoolTxs', 'count', resources.mempoolSeconds, resources.samples.mempoolTxs),
      ],
      counts: this.#counts,
      faults: this.#faults,
      version: this.#version,
    };
  }

  #file(): FileFaults {
    if (this.#faults.length === 0) this.startFile('');
    return this.#faults.at(-1)!;
  }

  #take(bytes: Buffer, start: number, end: number, strict = false): { verdict: string } {
    const read = this.#read(bytes, start, end, strict);
    const counts = this.#counts;
    if (read.verdict === 'blank') return read;
    counts.lines++;
    if (read.verdict === 'text') counts.textLines++;
    if (read.at === undefined) return read;

    if (counts.lastAt !== undefined && read.at < counts.lastAt - 1e9) counts.backwards++;
    counts.firstAt ??= read.at;
    counts.lastAt = Math.max(counts.lastAt ?? read.at, read.at);
    this.#slots.sawLine(read.at);
    this.#countNamespace(read.ns);
    if (read.line === undefined) return read;

    const event = this.#o.adapter.event(read.line);
    if (event === undefined) {
      // A header update on the falling edge or for a rollback is no announcement; every other message must give an event.
      if (!read.ns.startsWith('ChainSync')) counts.incompleteMessages++;
      return read;
    }
    counts.events++;
    this.#machine.step(event);
    this.#slots.step(event);
    this.#resources.step(event);
    if (event.kind === 'TxRejected') counts.txsRejected++;
    if (event.kind === 'TracesSuppressed') counts.suppressed += event.count;
    if (event.kind === 'NodeStatistics') counts.statistics = event;
    if (event.kind === 'NodeVersion') this.#version = `${event.name} ${event.version}`;
    return read;
  }

  #countNamespace(ns: string): void {
    const { namespaces } = this.#counts;
    const seen = namespaces.get(ns);
    if (seen !== undefined) namespaces.set(ns, seen + 1);
    else if (namespaces.size < MOST_NAMESPACES) namespaces.set(ns, 1);
    else namespaces.set('(others)', (namespaces.get('(others)') ?? 0) + 1);
  }
}
