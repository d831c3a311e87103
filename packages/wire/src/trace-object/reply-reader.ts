import { isUtf8 } from 'node:buffer';
import { Reader } from '@slotbench/cbor';
import { createCodecReader } from '../driver/codec-reader.ts';
import type { MessageReader } from '../driver/protocol.ts';
import { batchCodec, milliseconds, objectsOfReply } from './batch.ts';
import type { TraceObject, TraceObjectBatch, TraceObjectMessage } from './messages.ts';
import { MORE, ObjectWalk } from './object-walk.ts';
import { readTimestamp } from './timestamp.ts';

type Message = TraceObjectMessage<TraceObjectBatch>;

const FIRST_BYTES = 1 << 15;
/** Memory up to this size is kept from reply to reply, and more as long as replies need half of it. */
const KEEP_BYTES = 1 << 20;
/** Walking an object anew with every piece of it is not linear: one in more pieces than this goes to the codec. */
const MOST_TRIES = 8;
const LF = 0x0a;
const SPACE = 0x20;

/** Quicker by a third than `set` of a subarray, and than `Uint8Array.indexOf` by far (300-byte texts, Node 24). */
const { copy, indexOf } = Buffer.prototype;

/**
 * Reads replies in one walk while they arrive: every byte is copied and looked at once, and the texts of `toMachine`
 * are copied again, into their lines. The memory for both serves reply after reply. At anything that the reference
 * does not write, the message goes to the codec, which decides whether it is legal.
 */
export function createReplyReader(): MessageReader<Message> {
  const walk = new ReplyWalk();
  /** Reads an unusual message, from its first byte on. */
  let codecReader: MessageReader<Message> | undefined;

  function askCodec(reader: MessageReader<Message>, checkSize: (bytes: number) => void): Message | undefined {
    const message = reader.next(checkSize);
    if (reader.pendingBytes === 0) codecReader = undefined;
    return message;
  }

  return {
    get pendingBytes() {
      return (codecReader ?? walk).pendingBytes;
    },
    add(piece) {
      (codecReader ?? walk).add(piece);
    },
    next(checkSize) {
      if (codecReader !== undefined) return askCodec(codecReader, checkSize);
      const read = walk.read();
      if (read === 'more') checkSize(walk.pendingBytes);
      else if (read === 'unusual') {
        codecReader = createCodecReader(batchCodec);
        codecReader.add(walk.takeAll());
        return askCodec(codecReader, checkSize);
      } else {
        checkSize(walk.walkedBytes);
        return { kind: 'Reply', objects: walk.takeBatch() };
      }
      return undefined;
    },
  };
}

/** The walk through one reply after the other. */
class ReplyWalk {
  /** What came and was not given out is #bytes[#start, #end); the walk stands at #at. */
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #start = 0;
  #at = 0;
  #end = 0;
  readonly #object = new ObjectWalk();
  #started = false;
  /** Objects still to come; Infinity where the list says itself when it ends. */
  #left = 0;
  #tries = 0;
  #count = 0;
  /** Where the last object's time stamp is. */
  #timestamp = 0;
  #lines = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #filled = 0;
  /** No LF is between the walk and here. */
  #lineFeed = 0;
  /** Borrows the memory; undefined once it has been given back. */
  #borrower: Batch | undefined;

  get pendingBytes(): number {
    return this.#end - this.#start;
  }

  get walkedBytes(): number {
    return this.#at - this.#start;
  }

  add(piece: Uint8Array): void {
    const end = this.#end + piece.length;
    if (end > this.#bytes.length) this.#moveBytes(piece.length);
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
  }

  /** To memory of their own: a batch that is still in use keeps what it has. */
  #moveBytes(more: number): void {
    const pending = this.#bytes.subarray(this.#start, this.#end);
    const moved = Buffer.allocUnsafeSlow(roomFor(pending.length + more, this.#bytes.length));
    moved.set(pending);
    this.#bytes = moved;
    this.#at -= this.#start;
    this.#timestamp -= this.#start;
    this.#lineFeed = 0;
    this.#end = pending.length;
    this.#start = 0;
  }

  read(): 'whole' | 'more' | 'unusual' {
    this.#takeBack();
    const bytes = this.#bytes.subarray(0, this.#end);
    if (!this.#started) {
      const head = this.#readHead(bytes);
      if (head !== 'whole') return head;
    }
    while (this.#left > 0) {
      if (this.#at >= bytes.length) return 'more';
      if (this.#left === Number.POSITIVE_INFINITY && bytes[this.#at] === 0xff) {
        this.#at++;
        this.#left = 0;
        break;
      }
      const end = this.#object.object(bytes, this.#at);
      if (end < 0) return end === MORE && ++this.#tries <= MOST_TRIES ? 'more' : 'unusual';
      this.#takeLine(bytes);
      this.#at = end;
      this.#tries = 0;
    }
    // Every text stands between LFs, so that all of them are UTF-8 exactly if the whole is.
    return isUtf8(this.#lines.subarray(0, this.#filled)) ? 'whole' : 'unusual';
  }

  /** `82 03` and the head of the list. */
  #readHead(bytes: Uint8Array): 'whole' | 'more' | 'unusual' {
    const at = this.#start;
    const have = bytes.length - at;
    if (have === 0) return 'more';
    if (bytes[at] !== 0x82 || (have > 1 && bytes[at + 1] !== 0x03)) return 'unusual';
    if (have < 3) return 'more';
    const list = bytes[at + 2]!;
    let length = 3;
    if (list === 0x9f) this.#left = Number.POSITIVE_INFINITY;
    else if (list >= 0x80 && list <= 0x97) this.#left = list - 0x80;
    else if (list === 0x98 || list === 0x99) {
      length = list === 0x98 ? 4 : 5;
      if (have < length) return 'more';
      this.#left = list === 0x98 ? bytes[at + 3]! : (bytes[at + 3]! << 8) | bytes[at + 4]!;
    } else return 'unusual';
    this.#started = true;
    this.#at = at + length;
    return 'whole';
  }

  /** The line of the object that was walked last. */
  #takeLine(bytes: Uint8Array): void {
    const { machineStart: start, machineEnd: end, timestamp } = this.#object;
    const at = this.#filled;
    const filled = at + end - start + 1;
    if (filled > this.#lines.length) {
      const grown = Buffer.allocUnsafeSlow(roomFor(filled, this.#lines.length));
      this.#lines.copy(grown, 0, 0, at);
      this.#lines = grown;
    }
    copy.call(bytes, this.#lines, at, start, end);
    this.#lines[filled - 1] = LF;
    this.#filled = filled;
    this.#timestamp = timestamp;
    this.#count++;
    this.#left--;
    if (this.#lineFeed < start) {
      const found = indexOf.call(bytes, LF, start);
      this.#lineFeed = found < 0 ? bytes.length : found;
    }
    if (this.#lineFeed < end)
      for (let i = at; i < filled - 1; i++) if (this.#lines[i] === LF) this.#lines[i] = SPACE;
  }

  /** Everything that was added and not given out; the walk begins anew. */
  takeAll(): Uint8Array {
    const all = this.#bytes.subarray(this.#start, this.#end);
    this.#startAt(this.#end);
    return all;
  }

  /** The reply that was read as a whole. */
  takeBatch(): TraceObjectBatch {
    const reply = this.#bytes.subarray(this.#start, this.#at);
    const offset = this.#timestamp - this.#start;
    const lastMs = this.#count === 0 ? 0 : milliseconds(readTimestamp(new Reader(reply, { offset })));
    const batch = new Batch(reply, this.#count, this.#lines.subarray(0, this.#filled), lastMs);
    this.#borrower = batch;
    this.#startAt(this.#at);
    return batch;
  }

  #startAt(start: number): void {
    this.#start = start;
    this.#at = start;
    this.#started = false;
    this.#tries = 0;
    this.#count = 0;
    this.#filled = 0;
    this.#lineFeed = 0;
  }

  /** Ends the life of the batch that was given out, and uses its memory again. */
  #takeBack(): void {
    if (this.#borrower === undefined) return;
    const { replyBytes } = this.#borrower;
    this.#borrower.end();
    this.#borrower = undefined;
    if (this.#bytes.length > KEEP_BYTES && replyBytes < this.#bytes.length / 4) {
      this.#lines = Buffer.allocUnsafeSlow(FIRST_BYTES);
      this.#moveBytes(FIRST_BYTES);
    } else if (this.#start === this.#end) {
      this.#end = 0;
      this.#startAt(0);
    }
  }
}

function roomFor(bytes: number, before: number): number {
  return Math.max(bytes, Math.min(before * 2, bytes * 2));
}

class Batch implements TraceObjectBatch {
  readonly length: number;
  readonly machineLines: Uint8Array;
  readonly lastMs: number;
  readonly replyBytes: number;
  #reply: Uint8Array | undefined;
  #objects: TraceObject[] | undefined;

  constructor(reply: Uint8Array, length: number, machineLines: Uint8Array, lastMs: number) {
    this.#reply = reply;
    this.replyBytes = reply.length;
    this.length = length;
    this.machineLines = machineLines;
    this.lastMs = lastMs;
  }

  objects(): TraceObject[] {
    if (this.#objects !== undefined) return this.#objects;
    if (this.#reply === undefined)
      throw new Error('a batch was asked for its objects after onObjects was done with it');
    this.#objects = objectsOfReply(this.#reply);
    return this.#objects;
  }

  end(): void {
    this.#reply = undefined;
  }
}
