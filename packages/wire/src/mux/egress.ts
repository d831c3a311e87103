import { SDU_HEADER_BYTES, SDU_PAYLOAD_BYTES, writeSduHeader } from './sdu.ts';

/** Bounds of one write: 100 SDUs or 131072 bytes, as network-mux batches them (§2.2). */
const BATCH_SDUS = 100;
const BATCH_BYTES = 131072;

/** Messages of one mini-protocol that wait to be sent; `offset` is into the first of them. */
interface Lane {
  readonly protocol: number;
  messages: Uint8Array[];
  first: number;
  offset: number;
  bytes: number;
}

/**
 * Fair egress: each mini-protocol with something to send has one place in a FIFO; the head sends one
 * SDU's worth and, if it has more, goes to the tail. Pure: bytes in, batches of SDUs out.
 */
export class EgressQueue {
  readonly #fromResponder: boolean;
  readonly #lanes = new Map<number, Lane>();
  #turns: Lane[] = [];
  #bytes = 0;

  constructor(options: { fromResponder: boolean }) {
    this.#fromResponder = options.fromResponder;
  }

  /** Bytes waiting, of all protocols. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of `protocol` waiting. */
  bytesOf(protocol: number): number {
    return this.#lanes.get(protocol)?.bytes ?? 0;
  }

  /** Appends a whole message; the bytes must not change afterwards. */
  push(protocol: number, message: Uint8Array): void {
    if (message.length === 0) return;
    let lane = this.#lanes.get(protocol);
    if (lane === undefined) {
      lane = { protocol, messages: [], first: 0, offset: 0, bytes: 0 };
      this.#lanes.set(protocol, lane);
    }
    if (lane.bytes === 0) this.#turns.push(lane);
    lane.messages.push(message);
    lane.bytes += message.length;
    this.#bytes += message.length;
  }

  /** The next SDUs as one write, all with the same time stamp; undefined if nothing waits. */
  nextBatch(timestamp: number): Uint8Array | undefined {
    if (this.#turns.length === 0) return undefined;
    const sdusAtMost = this.#turns.length + Math.floor(this.#bytes / SDU_PAYLOAD_BYTES);
    const batch = new Uint8Array(Math.min(BATCH_BYTES, this.#bytes + SDU_HEADER_BYTES * sdusAtMost));
    let at = 0;
    for (let sdus = 0; sdus < BATCH_SDUS && this.#turns.length > 0; sdus++) {
      const lane = this.#turns[0]!;
      const length = Math.min(lane.bytes, SDU_PAYLOAD_BYTES);
      if (at + SDU_HEADER_BYTES + length > batch.length) break;
      this.#turns.shift();
      const header = { timestamp, protocol: lane.protocol, fromResponder: this.#fromResponder, length };
      writeSduHeader(batch, at, header);
      fill(batch, at + SDU_HEADER_BYTES, length, lane);
      at += SDU_HEADER_BYTES + length;
      this.#bytes -= length;
      if (lane.bytes > 0) this.#turns.push(lane);
    }
    return batch.subarray(0, at);
  }

  clear(): void {
    this.#lanes.clear();
    this.#turns = [];
    this.#bytes = 0;
  }
}

/** Moves exactly `length` bytes of the lane into `target`. */
function fill(target: Uint8Array, at: number, length: number, lane: Lane): void {
  const end = at + length;
  while (at < end) {
    const message = lane.messages[lane.first]!;
    const take = Math.min(message.length - lane.offset, end - at);
    target.set(message.subarray(lane.offset, lane.offset + take), at);
    at += take;
    lane.offset += take;
    if (lane.offset === message.length) {
      lane.first++;
      lane.offset = 0;
    }
  }
  lane.bytes -= length;
  if (lane.first === lane.messages.length) {
    lane.messages = [];
    lane.first = 0;
  } else if (lane.first > 1024) {
    lane.messages.splice(0, lane.first);
    lane.first = 0;
  }
}
