import { type Chunk, type Points, pack, unpack } from './chunk.ts';
import type { Labels } from './query/value.ts';

/** Points of a chunk. */
const CHUNK_POINTS = 256;

/** What a chunk and a series weigh beside their points, measured with 100,000 of each on Node 24. */
const CHUNK_BYTES = 200;
const SERIES_BYTES = 600;
const POINT_BYTES = 16;

/** The points of one metric of one node: packed chunks, and the latest points as they came. */
export class PointSeries {
  readonly labels: Labels;
  private readonly chunks: Chunk[] = [];
  private head: Points = { times: [], values: [] };
  /** Points before it have been pruned; the chunk that holds it still has some. */
  private floorMs = Number.NEGATIVE_INFINITY;
  bytes = SERIES_BYTES;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** A clock that was set back may bring a time before the last one; of two points of one time the later call counts. */
  add(ms: number, value: number): void {
    this.head.times.push(ms);
    this.head.values.push(value);
    this.bytes += POINT_BYTES;
    this.floorMs = Math.min(this.floorMs, ms);
    if (this.head.times.length < CHUNK_POINTS) return;
    const chunk = pack(this.head);
    this.bytes += chunk.bytes.length + CHUNK_BYTES - CHUNK_POINTS * POINT_BYTES;
    this.chunks.push(chunk);
    this.head = { times: [], values: [] };
  }

  /** Points from `fromMs` to `toMs`, both included, in the order of their times. */
  points(fromMs: number, toMs: number): Points {
    const from = Math.max(fromMs, this.floorMs);
    const found: Points = { times: [], values: [] };
    for (const chunk of this.chunks) if (chunk.lastMs >= from && chunk.firstMs <= toMs) unpack(chunk, found);
    for (let n = 0; n < this.head.times.length; n++) {
      found.times.push(this.head.times[n]!);
      found.values.push(this.head.values[n]!);
    }
    return within(found, from, toMs);
  }

  /** No point is earlier than `firstMs`, the latest is at `lastMs`; undefined if there is none. */
  get span(): { firstMs: number; lastMs: number } | undefined {
    if (this.empty) return undefined;
    const first = Math.min(...this.chunks.map((chunk) => chunk.firstMs), ...this.head.times);
    const lastMs = Math.max(...this.chunks.map((chunk) => chunk.lastMs), ...this.head.times);
    return { firstMs: Math.max(first, this.floorMs), lastMs };
  }

  get empty(): boolean {
    return this.chunks.length === 0 && this.head.times.length === 0;
  }

  /** Drops the points before `ms`. */
  prune(ms: number): void {
    this.floorMs = Math.max(this.floorMs, ms);
    const kept = this.chunks.filter((chunk) => chunk.lastMs >= ms);
    for (const chunk of this.chunks) if (chunk.lastMs < ms) this.bytes -= chunk.bytes.length + CHUNK_BYTES;
    this.chunks.splice(0, this.chunks.length, ...kept);
    const head = within(this.head, ms, Number.POSITIVE_INFINITY);
    this.bytes -= (this.head.times.length - head.times.length) * POINT_BYTES;
    this.head = head;
  }
}

function within({ times, values }: Points, fromMs: number, toMs: number): Points {
  const found: Points = { times: [], values: [] };
  let ordered = true;
  for (let n = 0; n < times.length; n++) {
    const ms = times[n]!;
    if (ms < fromMs || ms > toMs) continue;
    ordered &&= found.times.length === 0 || found.times.at(-1)! < ms;
    found.times.push(ms);
    found.values.push(values[n]!);
  }
  return ordered ? found : inOrder(found);
}

function inOrder({ times, values }: Points): Points {
  const latest = new Map(times.map((ms, n) => [ms, values[n]!]));
  const sorted = [...latest].sort(([a], [b]) => a - b);
  return { times: sorted.map(([ms]) => ms), values: sorted.map(([, value]) => value) };
}
