/** Reading the text files of /proc as bytes: no strings are made, so that a sample costs microseconds. */

const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSE = 0x29;

/** The number that begins at or after `from`, leaving out what is not a digit; 0 if there is none. */
export function numberAt(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at]! < ZERO || bytes[at]! > NINE)) at++;
  let value = 0;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) break;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

/** The number after `key`, as in `VmRSS:  1234 kB` or `rchar: 5`; undefined if the key is not there. */
export function numberAfter(bytes: Buffer, key: string): number | undefined {
  const at = bytes.indexOf(key, 0, 'latin1');
  return at === -1 ? undefined : numberAt(bytes, at + key.length);
}

/** Fields of `/proc/PID/stat` by their number in proc(5), from 3 on; the name in parentheses may hold anything. */
export function statFields(bytes: Buffer, numbers: readonly number[]): number[] {
  const found: number[] = [];
  let at = bytes.lastIndexOf(CLOSE) + 2;
  let field = 3;
  for (const wanted of numbers) {
    for (; field < wanted; field++) {
      const space = bytes.indexOf(SPACE, at);
      at = space === -1 ? bytes.length : space + 1;
    }
    found.push(at >= bytes.length ? 0 : numberAt(bytes, at));
  }
  return found;
}
