/** Lower-case hexadecimal of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Bytes of an even-length hexadecimal text; throws a RangeError on anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, 'hex');
  if (bytes.length * 2 !== text.length) throw new RangeError(`not hexadecimal: ${text.slice(0, 40)}`);
  return new Uint8Array(bytes);
}
