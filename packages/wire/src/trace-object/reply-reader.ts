import { isUtf8 } from 'node:buffer';
import { Reader } from '@slotbench/cbor';
import { createCodecReader } from '../driver/codec-reader.ts';
import type { MessageReader } from '../driver/protocol.ts';
import { batchCodec, milliseconds, objectsOfReply } from './batch.ts';
import type { TraceObject, TraceObjectBatch, TraceObjectMessage } from './messages.ts';
import { MORE, ObjectWalk } from './object-walk.ts';
import { readTimestamp } from './timestamp.ts';

type Message = TraceObjectMessage<TraceObjectBatch>;

/** Memory for lines is kept from reply to reply up to this size. */
const KEEP_BYTES = 1 << 20;
const FIRST_BYTES = 1 << 14;
/** Walking an object anew with every piece of it is not linear: one in more pieces than this goes to the codec. */
const MOST_TRIES = 8;
/** Bytes of the next piece that are joined, at first, to an object that crosses pieces. */
const JOINED_BYTES = 4096;
const LF = 0x0a;
const SPACE = 0x20;

/** Quicker by half than `set` of a subarray, and than `Uint8Array.indexOf` by far (300-byte texts, Node 24). */
const { copy, indexOf } = Buffer.prototype;

/**
 * Reads replies in one walk while they arrive: every byte is looked at once, and the texts of `toMachine` are
 * copied once, into their lines. At anything that the reference does not write, the message goes to the codec,
 * which decides whether it is legal.
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
    add(pieces) {
      (codecReader ?? walk).add(pieces);
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

/** The walk through one reply after the other, over the pieces as they came. */
class ReplyWalk {
  pendingBytes = 0;
  /** Of the reply under way and after it, oldest first; the walk stands in #pieces[#index] at #at. */
  #pieces: Uint8Array[] = [];
  #index = 0;
  #at = 0;
  walkedBytes = 0;
  readonly #object = new ObjectWalk();
  #started = false;
  /** Objects still to come; Infinity where the list says itself when it ends. */
  #left = 0;
  #tries = 0;
  #count = 0;
  /** Where the last object's time stamp is. */
  #last: { bytes: Uint8Array; timestamp: number } = { bytes: new Uint8Array(0), timestamp: 0 };
  #lines = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #filled = 0;
  /** The next LF in the piece #searched, or its length. */
  #searched: Uint8Array | undefined;
  #lineFeed = 0;

  add(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      this.#pieces.push(piece);
      this.pendingBytes += piece.length;
    }
  }

  read(): 'whole' | 'more' | 'unusual' {
    const begun = this.#started ? 'whole' : this.#readHead();
    if (begun !== 'whole') return begun;
    while (this.#left > 0) {
      const piece = this.#current();
      if (piece === undefined) return 'more';
      if (this.#left === Number.POSITIVE_INFINITY && piece[this.#at] === 0xff) {
        this.#advance(1);
        this.#left = 0;
        break;
      }
      const end = this.#object.object(piece, this.#at);
      if (end >= 0) {
        this.#take(piece);
        this.walkedBytes += end - this.#at;
        this.#at = end;
        continue;
      }
      const crossed = end === MORE ? this.#readCrossing(piece) : 'unusual';
      if (crossed !== 'whole') return crossed;
    }
    // Every text stands between LFs, so that all of them are UTF-8 exactly if the whole is.
    return isUtf8(this.#lines.subarray(0, this.#filled)) ? 'whole' : 'unusual';
  }

  /** `82 03` and the head of the list. */
  #readHead(): 'whole' | 'more' | 'unusual' {
    const head = this.#ahead(5);
    if (head[0] !== 0x82 || (head.length > 1 && head[1] !== 0x03)) return 'unusual';
    if (head.length < 3) return 'more';
    const list = head[2]!;
    let length = 3;
    if (list === 0x9f) this.#left = Number.POSITIVE_INFINITY;
    else if (list >= 0x80 && list <= 0x97) this.#left = list - 0x80;
    else if (list === 0x98 || list === 0x99) {
      length = list === 0x98 ? 4 : 5;
      if (head.length < length) return 'more';
      this.#left = list === 0x98 ? head[3]! : (head[3]! << 8) | head[4]!;
    } else return 'unusual';
    this.#started = true;
    this.#advance(length);
    return 'whole';
  }

  /** An object that begins in `piece` and ends in a later one, joined for the walk. */
  #readCrossing(piece: Uint8Array): 'whole' | 'more' | 'unusual' {
    const rest = piece.length - this.#at;
    for (let wanted = JOINED_BYTES; ; wanted *= 2) {
      const joined = this.#ahead(rest + wanted);
      const end = this.#object.object(joined, 0);
      if (end >= 0) {
        this.#take(joined);
        this.#advance(end);
        this.#tries = 0;
        return 'whole';
      }
      if (end !== MORE) return 'unusual';
      if (joined.length < rest + wanted) break;
    }
    this.#tries++;
    return this.#tries > MOST_TRIES ? 'unusual' : 'more';
  }

  /** The line of the object that was walked last, in `bytes`. */
  #take(bytes: Uint8Array): void {
    const { machineStart: start, machineEnd: end, timestamp } = this.#object;
    const at = this.#filled;
    const filled = at + end - start + 1;
    if (filled > this.#lines.length) this.#grow(filled);
    copy.call(bytes, this.#lines, at, start, end);
    this.#lines[filled - 1] = LF;
    this.#filled = filled;
    this.#last.bytes = bytes;
    this.#last.timestamp = timestamp;
    this.#count++;
    this.#left--;
    if (this.#searched !== bytes || this.#lineFeed < start) {
      this.#searched = bytes;
      const found = indexOf.call(bytes, LF, start);
      this.#lineFeed = found < 0 ? bytes.length : found;
    }
    if (this.#lineFeed < end)
      for (let i = at; i < filled - 1; i++) if (this.#lines[i] === LF) this.#lines[i] = SPACE;
  }

  #grow(need: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(need, this.#lines.length * 2));
    this.#lines.copy(grown, 0, 0, this.#filled);
    this.#lines = grown;
  }

  /** The piece in which the walk goes on; undefined at the end of what there is. */
  #current(): Uint8Array | undefined {
    while (this.#index < this.#pieces.length) {
      const piece = this.#pieces[this.#index]!;
      if (this.#at < piece.length) return piece;
      this.#index++;
      this.#at = 0;
    }
    return undefined;
  }

  /** A copy of at most `length` bytes from where the walk stands. */
  #ahead(length: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let have = 0;
    for (let index = this.#index, at = this.#at; index < this.#pieces.length && have < length; index++) {
      const part = this.#pieces[index]!.subarray(at, at + length - have);
      parts.push(part);
      have += part.length;
      at = 0;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, have);
  }

  #advance(bytes: number): void {
    this.walkedBytes += bytes;
    this.#at += bytes;
    for (let piece = this.#pieces[this.#index]; piece !== undefined && this.#at > piece.length; ) {
      this.#at -= piece.length;
      piece = this.#pieces[++this.#index];
    }
  }

  /** Everything that was added and not given out; the walk begins anew. */
  takeAll(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.pendingBytes = 0;
    this.#reset();
    return pieces;
  }

  /** The reply that was read as a whole. */
  takeBatch(): TraceObjectBatch {
    const message = this.#pieces.splice(0, this.#index);
    const piece = this.#pieces[0];
    if (piece !== undefined && this.#at > 0) {
      message.push(piece.subarray(0, this.#at));
      if (this.#at === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(this.#at);
    }
    this.pendingBytes -= this.walkedBytes;
    const { bytes, timestamp: offset } = this.#last;
    const lastMs = this.#count === 0 ? 0 : milliseconds(readTimestamp(new Reader(bytes, { offset })));
    const batch = new Batch(message, this.#count, this.#lines.subarray(0, this.#filled), lastMs);
    this.#reset();
    return batch;
  }

  #reset(): void {
    if (this.#lines.length > KEEP_BYTES) this.#lines = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.#index = 0;
    this.#at = 0;
    this.walkedBytes = 0;
    this.#started = false;
    this.#tries = 0;
    this.#count = 0;
    this.#filled = 0;
    this.#searched = undefined;
  }
}

class Batch implements TraceObjectBatch {
  readonly length: number;
  readonly machineLines: Uint8Array;
  readonly lastMs: number;
  readonly #message: readonly Uint8Array[];
  #objects: TraceObject[] | undefined;

  constructor(message: readonly Uint8Array[], length: number, machineLines: Uint8Array, lastMs: number) {
    this.#message = message;
    this.length = length;
    this.machineLines = machineLines;
    this.lastMs = lastMs;
  }

  objects(): TraceObject[] {
    this.#objects ??= objectsOfReply(this.#message);
    return this.#objects;
  }
}
