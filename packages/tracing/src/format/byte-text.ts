/**
 * A growing buffer of UTF-8 text. Lines are written as bytes at once: putting strings together first and encoding them
 * later took twice as long (bench/trace-file).
 */
export class ByteText {
  bytes: Buffer;
  /** The same bytes. */
  view: DataView;
  /** Bytes in use. */
  end = 0;

  constructor(sizeBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(sizeBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes sure that `count` more bytes fit. */
  room(count: number): void {
    if (this.end + count > this.bytes.length) this.#grow(count);
  }

  /** A text of ASCII characters only. */
  ascii(text: string): void {
    const length = text.length;
    this.room(length);
    const { bytes } = this;
    let { end } = this;
    for (let i = 0; i < length; i++) bytes[end++] = text.charCodeAt(i);
    this.end = end;
  }

  /** Any text; a lone surrogate becomes U+FFFD. */
  utf8(text: string): void {
    this.room(text.length * 3);
    this.end += this.bytes.write(text, this.end);
  }

  /** Bytes that were encoded before. */
  constant(other: Uint8Array): void {
    const { length } = other;
    this.room(length);
    const { bytes } = this;
    let { end } = this;
    // The call of `set` costs as much as some ten turns of the loop (Node 24).
    if (length > 10) {
      bytes.set(other, end);
      end += length;
    } else for (let i = 0; i < length; i++) bytes[end++] = other[i]!;
    this.end = end;
  }

  byte(code: number): void {
    this.room(1);
    this.bytes[this.end++] = code;
  }

  /** A point and the nine digits of `billionths`, 1..999999999, without the zeros at their end. */
  fraction(billionths: number): void {
    this.room(10);
    const { bytes, end: start } = this;
    bytes[start] = 0x2e;
    let rest = billionths;
    for (let i = start + 9; i > start; i--) {
      const tens = (rest / 10) | 0;
      bytes[i] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    let end = start + 10;
    while (bytes[end - 1] === 0x30) end--;
    this.end = end;
  }

  /** The text from byte `start` on. */
  textFrom(start: number): string {
    return this.bytes.toString('utf8', start, this.end);
  }

  #grow(count: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.end + count));
    this.bytes.copy(bytes, 0, 0, this.end);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}
