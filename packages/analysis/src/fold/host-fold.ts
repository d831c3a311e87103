import type { LogAdapter } from '../adapter/cardano-node.ts';
import { isForeign } from '../chain/slot-time.ts';
import type { Event } from '../events.ts';
import type { PropertyCounts } from '../properties/monitor.ts';
import type { Plan } from '../properties/plan.ts';
import { PropertyFold, withProperties } from '../properties/property-fold.ts';
import { createLineReader, type NamespaceCount } from '../read/line-reader.ts';
import { lostInLine } from '../read/queue-loss.ts';
import type { Instant } from '../read/timestamp.ts';
import type { TraceLine } from '../read/trace-line.ts';
import type { AdoptionRule } from '../results.ts';
import { LogClock, type LogTimes } from './log-clock.ts';
import { type MachineView, MachineViewFold } from './machine-view.ts';
import type { RankedSamples } from './ranked-samples.ts';
import { type ResourceColumns, ResourceFold } from './resource-fold.ts';
import { type ResourceMetric, resourceSamples } from './resource-samples.ts';
import { type SlotColumns, SlotFold } from './slot-fold.ts';
import { type SlotMetric, slotSamples } from './slot-samples.ts';

export interface HostFoldOptions {
  readonly host: string;
  readonly adapter: LogAdapter;
  readonly systemStart: Instant;
  readonly slotNs: number;
  readonly adoption: AdoptionRule;
  readonly properties?: readonly Plan[];
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
  /** Why the rest of the file cannot be read. */
  broken: string | undefined;
}

/**
 * Everything that the log of one host says and the run needs, whatever the filters: plain data without its lines, so that it can be
 * stored and moved between threads.
 */
export interface HostColumns {
  readonly host: string;
  readonly view: MachineView;
  readonly slots: SlotColumns;
  readonly resources: ResourceColumns;
  readonly slotSamples: Readonly<Record<SlotMetric, RankedSamples>>;
  readonly resourceSamples: Readonly<Record<ResourceMetric, RankedSamples>>;
  readonly counts: HostCounts;
  readonly times: LogTimes;
  readonly faults: readonly FileFaults[];
  readonly version: string | undefined;
  /** What was found of each property, in their order. */
  readonly properties: readonly PropertyCounts[];
}

export interface HostCounts {
  lines: number;
  textLines: number;
  garbageLines: number;
  events: number;
  /** Of trace lines, with their line feeds. */
  traceBytes: number;
  /** Lines of a message that is read, but without the fields that it promises. */
  incompleteMessages: number;
  /** Leadership checks of slots that do not belong to their time; they are left out. */
  foreignSlots: number;
  txsRejected: number;
  suppressed: number;
  /** Traces that lines of plain text say a queue lost. */
  queueLost: number;
  /** The node's own last words; undefined if it does not write any, or was killed. */
  statistics: Omit<Event & { kind: 'NodeStatistics' }, 'at' | 'kind'> | undefined;
  readonly namespaces: Map<string, number>;
  readonly kinds: Partial<Record<Event['kind'], number>>;
}

/** What the lines of a namespace become, and how many events of the first kind that came. */
interface Messages {
  readonly event: (line: TraceLine) => Event | undefined;
  kind: Event['kind'] | undefined;
  events: number;
}

/** The single pass over the lines of one host: all folds side by side. */
export class HostFold {
  readonly #o: HostFoldOptions;
  readonly #read: ReturnType<typeof createLineReader>;
  readonly #machine: MachineViewFold;
  readonly #slots: SlotFold;
  readonly #resources = new ResourceFold();
  readonly #faults: FileFaults[] = [];
  readonly #counts: Omit<HostCounts, 'namespaces' | 'kinds'> = {
    lines: 0,
    textLines: 0,
    garbageLines: 0,
    traceBytes: 0,
    events: 0,
    incompleteMessages: 0,
    foreignSlots: 0,
    txsRejected: 0,
    suppressed: 0,
    queueLost: 0,
    statistics: undefined,
  };
  readonly #otherKinds = new Map<Event['kind'], number>();
  readonly #clock: LogClock;
  /** Suppressed so far by the limit that is on, already counted. */
  #reminded = 0;
  readonly #namespaces = new Map<NamespaceCount, Messages>();
  readonly #properties: PropertyFold;
  #version: string | undefined;

  constructor(o: HostFoldOptions) {
    this.#o = o;
    const properties = o.properties ?? [];
    this.#properties = new PropertyFold(o.host, properties);
    this.#read = createLineReader(withProperties(o.adapter.interest, properties), o.systemStart);
    this.#machine = new MachineViewFold(o.adoption);
    this.#slots = new SlotFold(o.slotNs);
    this.#clock = new LogClock(o.slotNs);
  }

  startFile(path: string): void {
    this.#properties.startFile(path);
    this.#faults.push({ path, garbageLines: 0, firstOffsets: [], cutTailAt: undefined, broken: undefined });
  }

  line(bytes: Buffer, start: number, end: number, offset: number): void {
    this.#properties.startLine(offset);
    const { verdict } = this.#take(bytes, start, end, this.#o.parseAll);
    if (verdict === 'garbage') this.garbage(offset);
  }

  /** The bytes after the last line feed: a whole line, or one that was cut off. */
  tail(bytes: Buffer, start: number, end: number, offset: number): void {
    this.#properties.startLine(offset);
    const { verdict } = this.#take(bytes, start, end, true);
    if (verdict === 'garbage') this.#file().cutTailAt = offset;
  }

  garbage(offset: number): void {
    const file = this.#file();
    file.garbageLines++;
    if (file.firstOffsets.length < 10) file.firstOffsets.push(offset);
    this.#counts.garbageLines++;
  }

  broken(why: string): void {
    this.#file().broken = why;
  }

  finish(): HostColumns {
    const slots = this.#slots.finish();
    const resources = this.#resources.finish();
    return {
      host: this.#o.host,
      view: this.#machine.finish(),
      slots,
      resources,
      slotSamples: slotSamples(slots, this.#o.slotNs),
      resourceSamples: resourceSamples(resources, this.#o.slotNs),
      counts: {
        ...this.#counts,
        namespaces: new Map(Array.from(this.#namespaces.keys(), ({ ns, lines }) => [ns, lines])),
        kinds: this.#kinds(),
      },
      times: this.#clock.finish(),
      faults: this.#faults,
      version: this.#version,
      properties: this.#properties.finish(),
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
    if (read.verdict === 'text') {
      counts.textLines++;
      counts.queueLost += lostInLine(bytes.toString('latin1', start, Math.min(end, start + 200)));
    }
    if (read.at === undefined) return read;

    counts.traceBytes += end - start + 1;
    this.#clock.sawLine(read.at);
    this.#slots.sawLine(read.at);
    const namespace = read.namespace!;
    namespace.lines++;
    const messages = this.#namespaces.get(namespace) ?? this.#meet(namespace);
    if (read.line === undefined) {
      this.#properties.step(read.at, undefined, undefined);
      return read;
    }

    const event = messages.event(read.line);
    this.#properties.step(read.at, read.line, event);
    if (event === undefined) {
      // A header update on the falling edge or for a rollback is no announcement; every other message must give an event.
      if (!read.ns.startsWith('ChainSync') && this.#o.adapter.interest.namespace(read.ns) === 'read')
        counts.incompleteMessages++;
      return read;
    }
    if (event.kind === 'SlotStarted' && isForeign(event.at / this.#o.slotNs - event.slot, this.#o.slotNs)) {
      counts.foreignSlots++;
      return read;
    }
    counts.events++;
    if (event.kind === messages.kind) messages.events++;
    else this.#countKind(messages, event.kind);
    this.#machine.step(event);
    this.#slots.step(event);
    this.#resources.step(event);
    if (event.kind === 'TxRejected') counts.txsRejected++;
    if (event.kind === 'TracesSuppressed') this.#suppressed(event);
    if (event.kind === 'NodeStatistics') counts.statistics = event;
    if (event.kind === 'NodeVersion') this.#version = `${event.name} ${event.version}`;
    return read;
  }

  #meet(namespace: NamespaceCount): Messages {
    const { adapter } = this.#o;
    const event = namespace.isOne ? adapter.eventOf(namespace.ns) : (line: TraceLine) => adapter.event(line);
    const messages: Messages = { event, kind: undefined, events: 0 };
    this.#namespaces.set(namespace, messages);
    return messages;
  }

  /** Nearly every namespace gives events of one kind. */
  #countKind(messages: Messages, kind: Event['kind']): void {
    if (messages.kind === undefined) {
      messages.kind = kind;
      messages.events = 1;
    } else this.#otherKinds.set(kind, (this.#otherKinds.get(kind) ?? 0) + 1);
  }

  #kinds(): HostCounts['kinds'] {
    const kinds: HostCounts['kinds'] = Object.fromEntries(this.#otherKinds);
    for (const { kind, events } of this.#namespaces.values())
      if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + events;
    return kinds;
  }

  /** A limit that is still on at the end counts with its last reminder. */
  #suppressed({ count, isOver }: Event & { kind: 'TracesSuppressed' }): void {
    // A smaller count is that of another limit.
    this.#counts.suppressed += count >= this.#reminded ? count - this.#reminded : count;
    this.#reminded = isOver ? 0 : count;
  }
}
