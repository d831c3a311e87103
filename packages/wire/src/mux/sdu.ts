import { WireError } from '../errors.ts';

/**
 * Service data units. Eight bytes of header, big endian, then the payload:
 *   u32 transmission time (low 32 bits of a monotonic clock, microseconds)
 *   u16 bit 15 = sent by the connection's responder, bits 14..0 = mini-protocol number
 *   u16 payload length, 1..65535
 * Source: trace-forward protocol §2.1; the same mux carries node-to-node.
 */
export const SDU_HEADER_BYTES = 8;

/** Largest payload that is sent on a socket; anything up to 65535 is accepted. */
export const SDU_PAYLOAD_BYTES = 12288;

export interface SduHeader {
  readonly timestamp: number;
  readonly protocol: number;
  readonly fromResponder: boolean;
  readonly length: number;
}

/** Writes a header at `at`; `timestamp` in microseconds, only its low 32 bits are sent. */
export function writeSduHeader(target: Uint8Array, at: number, header: SduHeader): void {
  const time = header.timestamp >>> 0;
  const number = header.protocol | (header.fromResponder ? 0x8000 : 0);
  target[at] = time >>> 24;
  target[at + 1] = (time >>> 16) & 0xff;
  target[at + 2] = (time >>> 8) & 0xff;
  target[at + 3] = time & 0xff;
  target[at + 4] = number >>> 8;
  target[at + 5] = number & 0xff;
  target[at + 6] = header.length >>> 8;
  target[at + 7] = header.length & 0xff;
}

/** What a reader tells: a header, then its payload in one or more pieces (views of the pushed chunks). */
export interface SduSink {
  header(protocol: number, fromResponder: boolean): void;
  payload(piece: Uint8Array): void;
}

/** Takes a stream of SDUs apart; a chunk may end anywhere, inside a header too. */
export class SduReader {
  #header = new Uint8Array(SDU_HEADER_BYTES);
  #headerHave = 0;
  #payloadLeft = 0;
  /** SDUs that ended so far. */
  completed = 0;

  /** True while an SDU has begun and not ended. */
  get midway(): boolean {
    return this.#headerHave > 0 || this.#payloadLeft > 0;
  }

  push(chunk: Uint8Array, sink: SduSink): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payloadLeft === 0) {
        const wanted = Math.min(SDU_HEADER_BYTES - this.#headerHave, chunk.length - at);
        this.#header.set(chunk.subarray(at, at + wanted), this.#headerHave);
        this.#headerHave += wanted;
        at += wanted;
        if (this.#headerHave < SDU_HEADER_BYTES) return;
        this.#headerHave = 0;
        this.#payloadLeft = this.#startPayload(sink);
      }
      const end = Math.min(at + this.#payloadLeft, chunk.length);
      if (end === at) return;
      this.#payloadLeft -= end - at;
      if (this.#payloadLeft === 0) this.completed++;
      sink.payload(chunk.subarray(at, end));
      at = end;
    }
  }

  #startPayload(sink: SduSink): number {
    const header = this.#header;
    const number = (header[4]! << 8) | header[5]!;
    const length = (header[6]! << 8) | header[7]!;
    if (length === 0)
      throw new WireError({
        code: 'WIRE_SDU',
        protocol: `mini-protocol ${number & 0x7fff}`,
        expected: 'payload of 1..65535 bytes',
        got: 'an empty SDU',
      });
    sink.header(number & 0x7fff, number >= 0x8000);
    return length;
  }
}
