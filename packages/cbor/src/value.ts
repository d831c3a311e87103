import { CborError } from './errors.ts';
import type { Reader } from './reader.ts';

/**
 * Any CBOR item as data, with the offsets it was read from (`start` inclusive, `end` exclusive) and its
 * exact form (`indefinite`). For diagnostics and for metadata; protocols read with a Codec.
 */
export type CborValue = { readonly start: number; readonly end: number } & CborNode;

type CborNode =
  | { kind: 'int'; value: bigint }
  | { kind: 'bytes'; value: Uint8Array; indefinite: boolean }
  | { kind: 'text'; value: string; indefinite: boolean }
  | { kind: 'array'; items: CborValue[]; indefinite: boolean }
  | { kind: 'map'; entries: [CborValue, CborValue][]; indefinite: boolean }
  | { kind: 'tag'; tag: number; value: CborValue }
  | { kind: 'bool'; value: boolean }
  | { kind: 'null' }
  | { kind: 'undefined' }
  | { kind: 'simple'; value: number }
  | { kind: 'float'; value: number };

/** Reads one item of any type; recursion is bounded by the reader's depth limit. */
export function readValue(reader: Reader, depth = 0): CborValue {
  if (depth > reader.limits.depth)
    throw new CborError('CBOR_LIMIT', {
      offset: reader.offset,
      expected: `depth at most ${reader.limits.depth}`,
      got: 'deeper nesting',
    });
  const start = reader.offset;
  const node = readNode(reader, depth);
  return { ...node, start, end: reader.offset };
}

function readNode(reader: Reader, depth: number): CborNode {
  const type = reader.peek();
  switch (type) {
    case 'uint':
    case 'negative':
      return { kind: 'int', value: reader.bigint() };
    case 'bytes': {
      const indefinite = reader.peekIndefinite('bytes', 2);
      return { kind: 'bytes', value: reader.bytes(), indefinite };
    }
    case 'text': {
      const indefinite = reader.peekIndefinite('text', 3);
      return { kind: 'text', value: reader.text(), indefinite };
    }
    case 'array': {
      const indefinite = reader.peekIndefinite('array', 4);
      return { kind: 'array', items: reader.list((r) => readValue(r, depth + 1)), indefinite };
    }
    case 'map':
      return readMap(reader, depth);
    case 'tag':
      return { kind: 'tag', tag: reader.tag(), value: readValue(reader, depth + 1) };
    case 'bool':
      return { kind: 'bool', value: reader.bool() };
    case 'null':
      reader.null();
      return { kind: 'null' };
    case 'float':
      return { kind: 'float', value: reader.float() };
    case 'undefined':
      reader.offset++;
      return { kind: 'undefined' };
    case 'simple':
      return { kind: 'simple', value: reader.simple() };
    default:
      throw new CborError('CBOR_UNEXPECTED', { offset: reader.offset, expected: 'an item', got: type });
  }
}

function readMap(reader: Reader, depth: number): CborNode {
  const length = reader.map();
  const entries: [CborValue, CborValue][] = [];
  const readEntry = () => entries.push([readValue(reader, depth + 1), readValue(reader, depth + 1)]);
  if (length !== undefined) for (let i = 0; i < length; i++) readEntry();
  else
    while (!reader.takeBreak()) {
      if (entries.length >= reader.limits.elements)
        throw new CborError('CBOR_LIMIT', {
          offset: reader.offset,
          expected: `at most ${reader.limits.elements} entries`,
          got: 'more',
        });
      readEntry();
    }
  return { kind: 'map', entries, indefinite: length === undefined };
}
