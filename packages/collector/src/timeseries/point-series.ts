import { type Chunk, type Points, pack } from './chunk.ts';
import type { Labels } from './query/value.ts';
import type { UnpackedChunks } from './unpacked-chunks.ts';

/** Points of a chunk. */
const CHUNK_POINTS = 256;

/** What chunks, series and loose points weigh; a test compares it with the heap. */
const CHUNK_BYTES = 200;
const SERIES_BYTES = 900;
const POINT_BYTES = 16;

type Spend = (points: number) => void;

/** The points of one metric of one node: packed chunks, and the latest points as they came. */
export class PointSeries {
  readonly labels: Labels;
  private readonly unpacked: UnpackedChunks;
  private readonly chunks: Chunk[] = [];
  private head: Points = { times: [], values: [] };
  /** Points before it have been pruned; the chunk that holds it still has some. */
  private floorMs = Number.NEGATIVE_INFINITY;
  private latestMs = Number.NEGATIVE_INFINITY;
  /** Points up to here may be out of order, or twice at one time: the clock was set back. */
  private disorderMs = Number.NEGATIVE_INFINITY;
  bytes = SERIES_BYTES;

  constructor(labels: Labels, unpacked: UnpackedChunks) {
    this.labels = labels;
    this.unpacked = unpacked;
  }

  /** A time may be before the last one; of two points of one time the later call counts. */
  add(ms: number, value: number): void {
    if (ms > this.latestMs) this.latestMs = ms;
    else this.disorderMs = this.latestMs;
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
  points(fromMs: number, toMs: number, spend: Spend): Points {
    const from = Math.max(fromMs, this.floorMs);
    const found: Points = { times: [], values: [] };
    for (const chunk of this.chunks)
      if (chunk.lastMs >= from && chunk.firstMs <= toMs)
        copyWithin(this.unpacked.get(chunk, spend), from, toMs, found);
    copyWithin(this.head, from, toMs, found);
    return from > this.disorderMs ? found : inOrder(found);
  }

  /** The latest value from `fromMs` to `toMs`, both included. */
  newest(fromMs: number, toMs: number, spend: Spend): number | undefined {
    const from = Math.max(fromMs, this.floorMs);
    if (from > toMs || from > this.latestMs) return undefined;
    if (this.disorderMs > Number.NEGATIVE_INFINITY) {
      spend(this.chunks.length);
      return this.points(fromMs, toMs, spend).values.at(-1);
    }
    let points = this.head;
    if (!(points.times[0]! <= toMs)) {
      const chunk = this.chunks[lastAtOrBefore(this.chunks.length, (n) => this.chunks[n]!.firstMs, toMs)];
      if (chunk === undefined || chunk.lastMs < from) return undefined;
      points = this.unpacked.get(chunk, spend);
    }
    const at = lastAtOrBefore(points.times.length, (n) => points.times[n]!, toMs);
    return points.times[at]! >= from ? points.values[at] : undefined;
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
    if (this.disorderMs < ms) this.disorderMs = Number.NEGATIVE_INFINITY;
    const kept = this.chunks.filter((chunk) => chunk.lastMs >= ms);
    for (const chunk of this.chunks) if (chunk.lastMs < ms) this.bytes -= chunk.bytes.length + CHUNK_BYTES;
    this.chunks.splice(0, this.chunks.length, ...kept);
    const head: Points = { times: [], values: [] };
    copyWithin(this.head, ms, Number.POSITIVE_INFINITY, head);
    this.bytes -= (this.head.times.length - head.times.length) * POINT_BYTES;
    this.head = head;
  }
}

function copyWithin({ times, values }: Points, fromMs: number, toMs: number, into: Points): void {
  for (let n = 0; n < times.length; n++) {
    const ms = times[n]!;
    if (ms < fromMs || ms > toMs) continue;
    into.times.push(ms);
    into.values.push(values[n]!);
  }
}

function inOrder({ times, values }: Points): Points {
  const latest = new Map(times.map((ms, n) => [ms, values[n]!]));
  const sorted = [...latest].sort(([a], [b]) => a - b);
  return { times: sorted.map(([ms]) => ms), values: sorted.map(([, value]) => value) };
}

/** Index of the last of ascending times that is not after `ms`; -1 if there is none. */
function lastAtOrBefore(count: number, timeOf: (n: number) => number, ms: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(middle) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
