import { type Chunk, type Points, unpack } from './chunk.ts';

/** Unpacked chunks that are kept, 4 KB each: a query that asks 52 series step by step finds its chunks here. */
const MOST_CHUNKS = 512;

/** Unpacks chunks, and remembers the latest of them. Callers must not change what they get. */
export class UnpackedChunks {
  private readonly kept = new Map<Chunk, Points>();

  /** `spend` is told of the points unpacked. */
  get(chunk: Chunk, spend: (points: number) => void): Points {
    const known = this.kept.get(chunk);
    if (known !== undefined) return known;
    spend(chunk.count);
    const points = unpack(chunk);
    if (this.kept.size >= MOST_CHUNKS) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(chunk, points);
    return points;
  }
}
