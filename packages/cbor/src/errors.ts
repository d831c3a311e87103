/** What can be wrong with CBOR bytes. `offset` is where in the given bytes; never a message to parse. */
export type CborErrorCode =
  | 'CBOR_INCOMPLETE' // the bytes end inside an item
  | 'CBOR_MALFORMED' // no CBOR item starts like this (RFC 8949 §3)
  | 'CBOR_UNEXPECTED' // well-formed, but not the type, length or value that was asked for
  | 'CBOR_RANGE' // an integer outside the asked range
  | 'CBOR_LIMIT' // deeper, longer or larger than the reader allows
  | 'CBOR_TRAILING'; // bytes after the last item

/** `expected` and `got` are short nouns: `array(3)`, `text`, `0..65535`. */
export class CborError extends Error {
  readonly code: CborErrorCode;
  readonly offset: number;
  readonly expected: string;
  readonly got: string;

  constructor(code: CborErrorCode, at: { offset: number; expected: string; got: string }) {
    super(`${code} at byte ${at.offset}: expected ${at.expected}, got ${at.got}`);
    this.name = 'CborError';
    this.code = code;
    this.offset = at.offset;
    this.expected = at.expected;
    this.got = at.got;
  }
}
