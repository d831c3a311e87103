import { isUtf8 } from 'node:buffer';

/** The bytes end inside the object. */
export const MORE = -1;
/** Not an object as the reference writes it: the codec must say whether it is one at all. */
const UNUSUAL = -2;

/**
 * Walks one trace object (§4.3) in the form that every known forwarder writes, current or legacy, without decoding
 * its texts. It takes less than the codec does and never more: whatever it does not know is UNUSUAL.
 */
export class ObjectWalk {
  /** Where the text of `toMachine` is, of the last object that was walked; its UTF-8 is not checked here. */
  machineStart = 0;
  machineEnd = 0;
  /** Where its time stamp is. */
  timestamp = 0;
  /** Where the text is whose head was read last. */
  #textStart = 0;

  /** The end of the object at `at`, or MORE, or UNUSUAL. */
  object(bytes: Uint8Array, at: number): number {
    if (at + 3 > bytes.length) return MORE;
    if (bytes[at] !== 0x89 || bytes[at + 1] !== 0) return UNUSUAL;
    const human = bytes[at + 2]!;
    at += 3;
    if (human === 0x81) at = this.#checkedText(bytes, at);
    else if (human !== 0x80) return UNUSUAL;
    if (at < 0) return at;
    at = this.#machine(bytes, at);
    if (at < 0) return at;
    at = this.#namespace(bytes, at);
    if (at < 0) return at;
    // Severity and details: constructors without fields, 0..7 and 0..3.
    if (at + 4 > bytes.length) return MORE;
    if (bytes[at] !== 0x81 || bytes[at + 1]! > 7 || bytes[at + 2] !== 0x81 || bytes[at + 3]! > 3)
      return UNUSUAL;
    at = this.#time(bytes, at + 4);
    if (at < 0) return at;
    at = this.#checkedText(bytes, at);
    return at < 0 ? at : this.#checkedText(bytes, at);
  }

  /** Text, or (legacy layout) Maybe text. */
  #machine(bytes: Uint8Array, at: number): number {
    if (at >= bytes.length) return MORE;
    const legacy = bytes[at]!;
    if (legacy === 0x80) {
      this.machineStart = at;
      this.machineEnd = at;
      return at + 1;
    }
    const end = this.#text(bytes, legacy === 0x81 ? at + 1 : at);
    this.machineStart = this.#textStart;
    this.machineEnd = end;
    return end;
  }

  #namespace(bytes: Uint8Array, at: number): number {
    if (at >= bytes.length) return MORE;
    const head = bytes[at++]!;
    if (head === 0x9f) {
      while (at < bytes.length && bytes[at] !== 0xff) {
        at = this.#checkedText(bytes, at);
        if (at < 0) return at;
      }
      return at < bytes.length ? at + 1 : MORE;
    }
    if (head < 0x80 || head > 0x97) return UNUSUAL;
    for (let left = head - 0x80; left > 0; left--) {
      at = this.#checkedText(bytes, at);
      if (at < 0) return at;
    }
    return at;
  }

  /** Tag 1000 of a map of seconds (key 1) and picoseconds (key -12). */
  #time(bytes: Uint8Array, at: number): number {
    this.timestamp = at;
    if (at + 6 > bytes.length) return MORE;
    if (bytes[at] !== 0xd9 || bytes[at + 1] !== 0x03 || bytes[at + 2] !== 0xe8) return UNUSUAL;
    if (bytes[at + 3] !== 0xa2 || bytes[at + 4] !== 0x01) return UNUSUAL;
    at += 5;
    const seconds = bytes[at]!;
    // Up to 32 bits, of either sign.
    if (seconds > 0x3a || (seconds & 31) > 26) return UNUSUAL;
    at += 1 + extra(seconds);
    if (at + 2 > bytes.length) return MORE;
    if (bytes[at] !== 0x2b) return UNUSUAL;
    const picoseconds = bytes[at + 1]!;
    if (picoseconds > 0x1b) return UNUSUAL;
    at += 2 + extra(picoseconds);
    return at > bytes.length ? MORE : at;
  }

  /** The end of a definite text of less than 16 MiB. */
  #text(bytes: Uint8Array, at: number): number {
    if (at >= bytes.length) return MORE;
    const head = bytes[at++]!;
    let length = head - 0x60;
    if (length < 0) return UNUSUAL;
    if (length > 23) {
      if (at + 2 > bytes.length) return MORE;
      if (head === 0x78) length = bytes[at++]!;
      else if (head === 0x79) {
        length = (bytes[at]! << 8) | bytes[at + 1]!;
        at += 2;
      } else if (head === 0x7a) {
        if (at + 4 > bytes.length) return MORE;
        if (bytes[at] !== 0) return UNUSUAL;
        length = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
        at += 4;
      } else return UNUSUAL;
    }
    this.#textStart = at;
    at += length;
    return at > bytes.length ? MORE : at;
  }

  /** The same, and its bytes are UTF-8. */
  #checkedText(bytes: Uint8Array, at: number): number {
    const end = this.#text(bytes, at);
    if (end < 0) return end;
    let all = 0;
    for (let i = this.#textStart; i < end; i++) all |= bytes[i]!;
    if (all < 0x80 || isUtf8(bytes.subarray(this.#textStart, end))) return end;
    return UNUSUAL;
  }
}

/** Bytes that follow the initial byte of an integer. */
function extra(initial: number): number {
  const info = initial & 31;
  return info < 24 ? 0 : 1 << (info - 24);
}
